#pragma once
// The tag engine: scales, checks range, applies deadband, writes the current-value table, and hands accepted changes to
// the feeds. One thread; drivers submit batches through a bounded queue; no lock and no allocation per sample on it.
// Owned by scada/main; feeds and observers are added before start().

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "lib/base/metrics.h"
#include "lib/base/time.h"
#include "plant/model.h"
#include "scada/tags/feed.h"

namespace millwright::scada::tags {

/// A reading as a driver delivers it, before scaling.
struct RawSample {
  std::uint32_t tag = 0;
  contracts::Value raw{0.0};
  contracts::Quality quality;
  Timestamp source_time{};
};

/// What one read of one block gave.
struct Batch {
  Timestamp received_at{};
  std::vector<RawSample> samples;
};

/// The newest sample of every tag; readable from any thread at any time.
class CurrentValues {
 public:
  virtual ~CurrentValues() = default;
  [[nodiscard]] virtual contracts::Sample read(std::uint32_t tag) const = 0;
  [[nodiscard]] virtual Change read_change(std::uint32_t tag) const = 0;
};

/// Runs on the engine's thread for every batch, after the table is written: alarm evaluation.
using Observer = std::function<void(const std::vector<Change>&)>;

class TagEngine {
 public:
  TagEngine(const plant::Plant& plant, Metrics& metrics);
  ~TagEngine();

  void add_feed(Feed& feed);
  void add_observer(Observer observer);
  void start();
  /// Drains what is queued, then joins.
  void stop();

  /// From any driver thread; waits when the engine is behind (bounded, counted).
  void submit(Batch batch);
  /// Applies a batch on the calling thread: what the engine's thread does with each, and what tests call.
  void apply(const Batch& batch);

  [[nodiscard]] const CurrentValues& values() const;
  /// The engine's thread has turned within the last seconds.
  [[nodiscard]] bool alive() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millwright::scada::tags
