#include "lib/http/send_queue.h"

#include "lib/base/assert.h"

namespace millwright::http {

SendQueue::SendQueue(Identity identity, std::size_t bytes_max, std::size_t frames_max, Counter refused,
                     std::function<void()> wake)
    : identity_(std::move(identity)),
      bytes_max_(bytes_max),
      frames_max_(frames_max),
      refused_(refused),
      wake_(std::move(wake)) {}

bool SendQueue::send(std::shared_ptr<const std::string> frame) {
  MW_ASSERT(frame != nullptr);
  std::scoped_lock lock(mutex_);
  if (gone_ || close_wanted_) return false;
  const bool fits = bytes_ + frame->size() <= bytes_max_ && frames_.size() < frames_max_;
  if (!frames_.empty() && !fits) {
    refused_.add();
    return false;
  }
  bytes_ += frame->size();
  frames_.push_back(std::move(frame));
  // A write in flight takes the next frame itself when it ends. The wake stays under the lock, so that detach() is a
  // border after which none comes.
  if (frames_.size() == 1) wake_();
  return true;
}

bool SendQueue::idle() const {
  std::scoped_lock lock(mutex_);
  return frames_.empty();
}

void SendQueue::close() {
  std::scoped_lock lock(mutex_);
  if (gone_ || close_wanted_) return;
  close_wanted_ = true;
  wake_();
}

std::shared_ptr<const std::string> SendQueue::next() {
  std::scoped_lock lock(mutex_);
  if (frames_.empty() || in_flight_ || gone_) return nullptr;
  in_flight_ = true;
  return frames_.front();
}

void SendQueue::sent() {
  std::scoped_lock lock(mutex_);
  if (gone_) return;
  MW_ASSERT(in_flight_ && !frames_.empty());
  in_flight_ = false;
  bytes_ -= frames_.front()->size();
  frames_.pop_front();
}

bool SendQueue::close_wanted() const {
  std::scoped_lock lock(mutex_);
  return close_wanted_;
}

void SendQueue::detach() {
  std::scoped_lock lock(mutex_);
  gone_ = true;
  frames_.clear();
  bytes_ = 0;
  in_flight_ = false;
  wake_ = nullptr;
}

}  // namespace millwright::http
