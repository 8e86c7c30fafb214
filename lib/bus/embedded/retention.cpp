#include "lib/bus/embedded/retention.h"

#include <algorithm>
#include <limits>

#include "lib/base/log.h"
#include "lib/bus/embedded/log_file.h"
#include "lib/bus/embedded/queue_file.h"
#include "lib/bus/embedded/reader_lock.h"

namespace millwright::bus::embedded {
namespace {

constexpr std::size_t kRowsAtOnce = 500;  // keeps the write lock for a few milliseconds

std::int64_t done_by_all(LogFile& log, const std::filesystem::path& folder) {
  // Taken before the queues are listed: one that is declared after this starts behind it.
  std::int64_t done = log.tail();
  for (const auto& queue : log.queues()) {
    const bool opened = std::filesystem::exists(folder / "queues" / (queue.name + ".db"));
    done = std::min(done, opened ? QueueFile(folder, queue, 1h).done_up_to() : queue.starts_after);
  }
  return done;
}

}  // namespace

Retention::Retention(std::filesystem::path folder, Duration every)
    : folder_(std::move(folder)), every_(every), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Retention::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      tick_.wait_for(lock, stop, every_, [] { return false; });
    }
    if (stop.stop_requested()) return;
    try {
      sweep(stop);
    } catch (const SqliteFault& fault) {
      Logger("bus").debug("not tidying the log this time: {}", fault.message);
    }
  }
}

void Retention::sweep(const std::stop_token& stop) {
  const auto lock_file = folder_ / "retention.lock";
  if (!ReaderLock::gone(lock_file)) return;
  const ReaderLock only_one(lock_file);  // a loser of the race throws, and tries again at the next tick
  LogFile log(folder_);
  const auto done = done_by_all(log, folder_);
  while (!stop.stop_requested() && log.erase(done, kRowsAtOnce) == kRowsAtOnce) {
    std::this_thread::sleep_for(2ms);  // lets publishers in between
  }
}

}  // namespace millwright::bus::embedded
