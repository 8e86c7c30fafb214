#include "lib/http/workers.h"

namespace millwright::http {

Workers::Workers(const std::string& name, int threads, std::size_t waiting_max)
    : queue_(name, waiting_max, Overflow::refuse) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void Workers::stop() {
  queue_.close();
  threads_.clear();
}

void Workers::work() {
  for (;;) {
    auto tasks = queue_.pop_batch(1, 60s);
    if (tasks.empty() && queue_.closed()) return;
    for (auto& task : tasks) task();
  }
}

}  // namespace millwright::http
