#pragma once
// How changes leave the tag engine. Each consumer owns one feed of the kind that fits it and reads it on its own
// thread; the engine's thread never waits for a conflating feed and never loses anything to a blocking one.

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "lib/base/bounded_queue.h"
#include "lib/contracts/value.h"

namespace millwright::scada::tags {

/// One accepted change of one tag: its number in the plant model, the sample, and when SCADA received it.
struct Change {
  std::uint32_t tag = 0;
  contracts::Sample sample;
  Timestamp received_at{};
  /// What was in force before, at the last moment at which it was seen: where that was seen again, and not reported,
  /// since its own change. Between the two nothing slopes.
  std::optional<contracts::Sample> before{};
};

/// Where the engine puts the changes of one batch, in order.
class Feed {
 public:
  virtual ~Feed() = default;
  virtual void post(const std::vector<Change>& changes) = 0;
};

/// Keeps every change (history, alarms); blocks the engine when its reader is `capacity` batches behind.
class QueueFeed final : public Feed {
 public:
  QueueFeed(std::string name, std::size_t capacity) : queue_(std::move(name), capacity, Overflow::block) {}
  void post(const std::vector<Change>& changes) override { queue_.push(changes); }
  BoundedQueue<std::vector<Change>>& queue() { return queue_; }

 private:
  BoundedQueue<std::vector<Change>> queue_;
};

/// Keeps the newest change of each tag (OPC UA, live views). Counts what it replaced.
class ConflatingFeed final : public Feed {
 public:
  explicit ConflatingFeed(std::size_t tags) : slot_(tags, kNone) {}
  void post(const std::vector<Change>& changes) override;
  /// What changed since the last call, waiting up to `timeout` for something.
  std::vector<Change> take(Duration timeout);
  void close();
  [[nodiscard]] std::uint64_t conflated() const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFu;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::vector<std::uint32_t> slot_;  // tag → index into pending_, or kNone
  std::vector<Change> pending_;
  std::uint64_t conflated_ = 0;
  bool closed_ = false;
};

}  // namespace millwright::scada::tags
