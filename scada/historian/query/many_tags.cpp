#include "scada/historian/query/many_tags.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace millwright::scada::historian {
namespace {

constexpr std::size_t kThreadsMax = 4;
constexpr std::size_t kTagsAThread = 4;  // fewer are not worth a thread

/// Calls `work(i)` for all i < count, each once, on a few threads, this one among them.
template <class Work>
void each(std::size_t count, Work work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (auto i = next++; i < count; i = next++) work(i);
  };
  const auto threads = std::min({kThreadsMax, std::max<std::size_t>(std::thread::hardware_concurrency(), 1),
                                 std::max<std::size_t>(count / kTagsAThread, 1)});
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(run);
  run();
}

}  // namespace

std::vector<Result<std::vector<std::vector<Processed>>, QueryError>> read_processed(
    const Source& source, const std::vector<ProcessedRequest>& requests) {
  std::vector<Result<std::vector<std::vector<Processed>>, QueryError>> answers(requests.size());
  each(requests.size(), [&](std::size_t i) { answers[i] = read_processed(source, requests[i]); });
  return answers;
}

}  // namespace millwright::scada::historian
