#pragma once
// Brings what the tag engine accepts into the store: thinned as the plant file says, in batches, durable. While the
// disk is full or away, acquisition and control go on; what is not kept is a gap in the record, and an alarm.

#include <functional>
#include <memory>
#include <thread>
#include <unordered_set>

#include "lib/base/metrics.h"
#include "scada/historian/archive.h"
#include "scada/historian/compression/thinning.h"
#include "scada/tags/feed.h"

namespace millwright::scada::historian {

/// Told when history begins to lose samples (with the reason) and when it keeps them again (without). Recorder's
/// thread.
using LossListener = std::function<void(const std::optional<std::string>& why)>;

class Recorder final : public tags::Feed {
 public:
  Recorder(const plant::Plant& plant, Store& store, const Archive& archive, Metrics& metrics, LossListener on_loss);
  ~Recorder() override;

  /// Ends the record of whatever ran before: what was Good is not shown as going on over the time that nobody looked.
  StoreResult<void> mark_gap();
  void start();
  /// Writes what is queued and held, and ends.
  void stop();
  /// Engine's thread. Never waits: what the writer cannot follow is lost, and told.
  void post(const std::vector<tags::Change>& changes) override;

 private:
  void run();
  void take(const tags::Change& change, std::vector<Row>& rows);
  void write(std::vector<Row> rows);
  void lose(const std::vector<Row>& rows, const std::string& why);

  Store& store_;
  const Archive& archive_;
  LossListener on_loss_;
  std::vector<Thinning> thinning_;  // by the plant's tag number
  std::vector<Timestamp> newest_;   // offered; what is late goes past the thinning
  std::vector<std::string> paths_;  // of those that have tiers, to mark late samples; else empty
  BoundedQueue<std::vector<tags::Change>> queue_;
  std::unordered_set<TagId> lost_;  // tags with a gap that is not in the store yet
  std::atomic<bool> overrun_{false};
  bool losing_ = false;
  Counter written_;
  Counter lost_samples_;
  std::thread thread_;
};

}  // namespace millwright::scada::historian
