#pragma once
// One reader of one queue. Used from one thread; ends before its bus.

#include "lib/bus/embedded/embedded_bus.h"
#include "lib/bus/embedded/queue_file.h"
#include "lib/bus/embedded/wake.h"

namespace millwright::bus::embedded {

class EmbeddedSubscription final : public Subscription {
 public:
  /// Throws SqliteFault.
  EmbeddedSubscription(const std::filesystem::path& folder, const DeclaredQueue& queue, std::uint32_t prefetch,
                       Duration lease, Wake& wake);
  ~EmbeddedSubscription() override;

  Result<std::vector<Delivery>, BusError> receive(std::size_t max, Duration timeout) override;
  Result<void, BusError> ack(std::span<const std::uint64_t> tags) override;
  Result<void, BusError> reject(std::uint64_t tag) override;
  Result<void, BusError> release(std::uint64_t tag) override;

 private:
  std::vector<Delivery> take(std::size_t max);
  void reclaim_when_due();
  void patience(Duration timeout);

  std::string name_;
  std::uint32_t prefetch_;
  Wake& wake_;
  LogFile log_;
  QueueFile queue_;
  std::int64_t reader_ = 0;
  std::unique_ptr<ReaderLock> alive_;
  MonotonicTime next_reclaim_{};
};

}  // namespace millwright::bus::embedded
