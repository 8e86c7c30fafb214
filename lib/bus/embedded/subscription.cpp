#include "lib/bus/embedded/subscription.h"

#include <algorithm>

#include "lib/base/log.h"
#include "lib/bus/embedded/faults.h"

namespace millwright::bus::embedded {
namespace {

constexpr Duration kReclaimEvery = 100ms;
constexpr Duration kLockPatience = 5s;  // for ack and its like, which have no deadline of their own

/// The monotonic clock is one for all processes of a machine; a lease that spans a restart of the machine belongs to a
/// reader that is gone anyway.
std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace

EmbeddedSubscription::EmbeddedSubscription(const std::filesystem::path& folder, const DeclaredQueue& queue,
                                           std::uint32_t prefetch, Duration lease, Wake& wake)
    : name_(queue.name), prefetch_(prefetch), wake_(wake), log_(folder), queue_(folder, queue, lease) {
  patience(kLockPatience);
  alive_ = queue_.join(reader_);
}

EmbeddedSubscription::~EmbeddedSubscription() {
  try {
    patience(kLockPatience);
    queue_.leave(log_, reader_);
    wake_.all();
  } catch (const SqliteFault& fault) {
    // The lock goes with this object, so another reader takes back what was held.
    Logger("bus").warning("{}: could not give back what was not acknowledged: {}", name_, fault.message);
  }
}

void EmbeddedSubscription::patience(Duration timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  log_.patience(until);
  queue_.patience(until);
}

void EmbeddedSubscription::reclaim_when_due() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_reclaim_) return;
  next_reclaim_ = now + kReclaimEvery;
  if (queue_.reclaim(log_, reader_, now_ns())) wake_.all();
}

std::vector<Delivery> EmbeddedSubscription::take(std::size_t max) {
  std::vector<Delivery> out;
  const auto held = queue_.held_by(reader_);
  if (held >= prefetch_) return out;
  for (auto& taken : queue_.take(log_, reader_, std::min<std::size_t>(max, prefetch_ - held), now_ns())) {
    out.push_back({.tag = static_cast<std::uint64_t>(taken.entry.seq),
                   .message = std::move(taken.entry.message),
                   .redelivered = taken.deliveries > 1});
  }
  return out;
}

Result<std::vector<Delivery>, BusError> EmbeddedSubscription::receive(std::size_t max, Duration timeout) {
  return guarded([&]() -> Result<std::vector<Delivery>, BusError> {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    patience(std::max<Duration>(timeout, kLockPatience));
    while (true) {
      const auto seen = wake_.count();
      reclaim_when_due();
      auto out = take(max);
      const Duration left = deadline - std::chrono::steady_clock::now();
      if (!out.empty() || left <= Duration::zero()) return out;
      wake_.wait(seen, std::min(left, Wake::kLookAgain));
    }
  });
}

Result<void, BusError> EmbeddedSubscription::ack(std::span<const std::uint64_t> tags) {
  return guarded([&]() -> Result<void, BusError> {
    patience(kLockPatience);
    const auto had = queue_.ack(reader_, tags);
    if (had == tags.size()) return {};
    return fail(BusError::timeout, "{}: {} of {} deliveries had been given to another reader", name_, tags.size() - had,
                tags.size());
  });
}

Result<void, BusError> EmbeddedSubscription::reject(std::uint64_t tag) {
  return guarded([&]() -> Result<void, BusError> {
    patience(kLockPatience);
    if (queue_.reject(log_, reader_, static_cast<std::int64_t>(tag))) return {};
    return fail(BusError::timeout, "{}: delivery {} is no longer this reader's", name_, tag);
  });
}

Result<void, BusError> EmbeddedSubscription::release(std::uint64_t tag) {
  return guarded([&]() -> Result<void, BusError> {
    patience(kLockPatience);
    const bool had = queue_.release(log_, reader_, static_cast<std::int64_t>(tag));
    wake_.all();
    if (had) return {};
    return fail(BusError::timeout, "{}: delivery {} is no longer this reader's", name_, tag);
  });
}

}  // namespace millwright::bus::embedded
