#pragma once
// How long history stays: makes the tiers, removes what is past its class's time, and makes room on a disk that fills,
// where the plant file says so. In the background; all of it can be broken off and done again.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "scada/historian/archive.h"
#include "scada/historian/tiers/tiers.h"

namespace millwright::scada::historian {

/// Told that history went before its time to make room, in words. Retention's thread.
using DropListener = std::function<void(const std::string& what)>;
/// Bytes that are free on the history's disk.
using FreeSpace = std::function<std::int64_t()>;

class Retention {
 public:
  Retention(const plant::Plant& plant, Store& store, const Archive& archive, const Clock& clock, DropListener on_drop,
            FreeSpace free_space);
  ~Retention();

  /// Tiers up to now, and removal of what is past its time.
  StoreResult<void> keep(Timestamp now);
  /// Where the disk is nearly full: the oldest samples go, of the finest tier there is, until there is room again. The
  /// newest day stays whatever happens.
  StoreResult<void> make_room(Timestamp now);

  void start();
  void stop();

 private:
  struct Kept {
    TieredTag tag;
    bool summable = false;  // a number: text has no tiers
    plant::HistoryClass rule;
  };
  void run(const std::stop_token& stop);
  StoreResult<void> make_tiers(Timestamp now);
  StoreResult<void> remove_old(const Kept& kept, Timestamp now);
  StoreResult<void> remove_samples_before(const TieredTag& tag, Timestamp before);
  [[nodiscard]] Timestamp oldest_sample() const;
  [[nodiscard]] Timestamp oldest_of(Tier tier) const;
  /// Takes away, of the finest tier that reaches back behind `edge`, the older part. False where nothing is left to.
  StoreResult<bool> drop_some(Timestamp edge);

  Store& store_;
  const Clock& clock_;
  DropListener on_drop_;
  FreeSpace free_space_;
  std::vector<Kept> kept_;
  bool drops_oldest_;
  std::int64_t reserve_bytes_;
  std::stop_token stop_;  // of the thread that runs
  std::mutex mutex_;
  std::condition_variable_any stopping_;
  std::jthread thread_;
};

/// What statvfs says of a folder; the greatest number where it says nothing.
[[nodiscard]] FreeSpace free_space_of(const std::filesystem::path& folder);

}  // namespace millwright::scada::historian
