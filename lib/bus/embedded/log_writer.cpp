#include "lib/bus/embedded/log_writer.h"

#include <algorithm>

#include "lib/bus/embedded/faults.h"

namespace millwright::bus::embedded {

Result<void, BusError> LogWriter::append(Channel channel, std::span<const Message> messages, Duration timeout) {
  Request mine{{channel, messages}, std::chrono::steady_clock::now() + timeout, std::nullopt};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  while (true) {
    const bool free = changed_.wait_until(lock, mine.deadline, [&] { return mine.answer || !writing_; });
    if (mine.answer) return *mine.answer;
    if (!free) {
      if (std::erase(waiting_, &mine) > 0) {
        return fail(BusError::timeout, "the log was busy for all of {} ms",
                    std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count());
      }
      // Somebody is writing it at this moment, from our memory: stay until that is decided.
      changed_.wait(lock, [&] { return mine.answer.has_value(); });
      return *mine.answer;
    }
    writing_ = true;
    std::deque<Request*> group;
    group.swap(waiting_);
    lock.unlock();
    write(group);
    lock.lock();
    writing_ = false;
    changed_.notify_all();
  }
}

void LogWriter::write(std::deque<Request*>& group) {
  std::vector<LogFile::Batch> batches;
  MonotonicTime latest{};
  for (const auto* request : group) {
    batches.push_back(request->batch);
    latest = std::max(latest, request->deadline);
  }
  auto answer = guarded([&]() -> Result<void, BusError> {
    log_.patience(latest);
    log_.append(batches);
    return {};
  });
  if (answer) wake_.all();
  std::scoped_lock lock(mutex_);
  for (auto* request : group) request->answer = answer;
}

}  // namespace millwright::bus::embedded
