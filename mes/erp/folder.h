#pragma once
// The door to the ERP as a folder: what is put into in/ is taken, confirmed in out/ and moved to done/ or refused/;
// what is to be told of finished orders is written to out/. A file is taken when it has stood unchanged for a look, and
// never when its name begins with a dot or ends in .tmp or .part. Files appear in out/ whole, under their names, or not
// at all. Killed at any point it takes a file again, which changes nothing, and writes a document again under the same
// name. Owned by main(); one thread, from start() to destruction.

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "lib/base/log.h"
#include "mes/erp/exchange.h"

namespace millwright::mes::erp {

class Folder {
 public:
  /// Makes the four folders in `root`. The exchange and the clock must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Folder>, MesError> open(Exchange& exchange, std::filesystem::path root,
                                                                      const Clock& clock);
  void start();
  /// Ends the thread; nothing is taken or told after it.
  void stop();
  /// Orders may have changed: look whether there is something to tell. Any thread.
  void look_again();

  /// One look at in/ and at what is to be told. Called by the thread; by tests instead of start().
  void look();

 private:
  Folder(Exchange& exchange, std::filesystem::path root, const Clock& clock)
      : exchange_(exchange), root_(std::move(root)), clock_(clock) {}
  struct Seen {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type written{};
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  void run(std::stop_token stop);
  void take_files();
  bool take_file(const std::filesystem::path& file);
  void tell();

  Exchange& exchange_;
  const std::filesystem::path root_;
  const Clock& clock_;
  Logger log_{"erp"};
  std::map<std::filesystem::path, Seen> seen_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool told_ = true;  // guarded by mutex_: orders changed since the last look
  std::jthread thread_;
};

}  // namespace millwright::mes::erp
