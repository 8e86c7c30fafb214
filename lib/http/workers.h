#pragma once
// A few threads that run what must not hold up the I/O thread. Owned by the server; bounded, policy `refuse`: the
// caller answers "busy".

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "lib/base/bounded_queue.h"

namespace millwright::http {

class Workers {
 public:
  using Task = std::function<void()>;
  Workers(const std::string& name, int threads, std::size_t waiting_max);
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False when too many wait already, or after stop().
  bool post(Task task) { return queue_.push(std::move(task)); }
  /// Ends after what is queued; joins.
  void stop();
  [[nodiscard]] std::uint64_t overflows() const { return queue_.overflows(); }

 private:
  void work();
  BoundedQueue<Task> queue_;
  std::vector<std::jthread> threads_;
};

}  // namespace millwright::http
