#pragma once
// Deletes from the log what every queue is done with. A thread of its own in each process; the one that holds the lock
// file does the work. Owned by the bus.

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "lib/base/time.h"

namespace millwright::bus::embedded {

class Retention {
 public:
  Retention(std::filesystem::path folder, Duration every);

 private:
  void run(const std::stop_token& stop);
  void sweep(const std::stop_token& stop);

  std::filesystem::path folder_;
  Duration every_;
  std::mutex mutex_;
  std::condition_variable_any tick_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace millwright::bus::embedded
