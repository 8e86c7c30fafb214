#pragma once
// The only way values pass between threads: a queue with a bound, a named overflow policy and a counter.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "lib/base/assert.h"
#include "lib/base/time.h"

namespace millwright {

/// What push() does when the queue is full.
enum class Overflow {
  block,        // wait for room: alarms, commands, history
  refuse,       // return false at once: the caller answers "busy"
  drop_oldest,  // make room: live views that only want the newest
};

/// Many producers, many consumers. Every overflow is counted. close() wakes everybody; what is queued can still be
/// taken.
template <class T>
class BoundedQueue {
 public:
  BoundedQueue(std::string name, std::size_t capacity, Overflow policy)
      : name_(std::move(name)), capacity_(capacity), policy_(policy) {
    MW_ASSERT(capacity > 0);
  }

  /// False if refused or closed; under `block` it waits for room.
  bool push(T item) {
    std::unique_lock lock(mutex_);
    if (items_.size() >= capacity_) {
      overflows_.fetch_add(1, std::memory_order_relaxed);
      if (policy_ == Overflow::refuse) return false;
      if (policy_ == Overflow::drop_oldest) items_.pop_front();
      if (policy_ == Overflow::block) room_.wait(lock, [&] { return closed_ || items_.size() < capacity_; });
    }
    if (closed_) return false;
    items_.push_back(std::move(item));
    filled_.notify_one();
    return true;
  }

  /// Everything queued, up to `max`, waiting up to `timeout` for the first. Empty on timeout or when closed and empty.
  std::vector<T> pop_batch(std::size_t max, Duration timeout) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, timeout, [&] { return closed_ || !items_.empty(); });
    std::vector<T> batch;
    while (!items_.empty() && batch.size() < max) {
      batch.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    if (!batch.empty()) room_.notify_all();
    return batch;
  }

  void close() {
    std::scoped_lock lock(mutex_);
    closed_ = true;
    filled_.notify_all();
    room_.notify_all();
  }

  [[nodiscard]] bool closed() const {
    std::scoped_lock lock(mutex_);
    return closed_;
  }
  [[nodiscard]] std::size_t size() const {
    std::scoped_lock lock(mutex_);
    return items_.size();
  }
  [[nodiscard]] std::uint64_t overflows() const { return overflows_.load(std::memory_order_relaxed); }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  const std::string name_;
  const std::size_t capacity_;
  const Overflow policy_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable room_;
  std::deque<T> items_;
  bool closed_ = false;
  std::atomic<std::uint64_t> overflows_{0};
};

}  // namespace millwright
