#include "lib/bus/embedded/embedded_bus.h"

#include <filesystem>
#include <system_error>

#include "lib/base/log.h"
#include "lib/bus/embedded/faults.h"
#include "lib/bus/embedded/log_writer.h"
#include "lib/bus/embedded/retention.h"
#include "lib/bus/embedded/subscription.h"

namespace millwright::bus {
namespace embedded {
namespace {

class EmbeddedPublisher final : public Publisher {
 public:
  explicit EmbeddedPublisher(LogWriter& writer) : writer_(writer) {}

  Result<void, BusError> publish(Channel channel, std::span<const Message> messages, Duration timeout) override {
    if (auto checked = check_messages(messages); !checked) return checked;
    if (messages.empty()) return {};
    return writer_.append(channel, messages, timeout);
  }

 private:
  LogWriter& writer_;
};

class EmbeddedBus final : public Bus {
 public:
  /// Throws SqliteFault.
  EmbeddedBus(std::filesystem::path folder, EmbeddedOptions options)
      : folder_(std::move(folder)),
        options_(options),
        wake_(folder_ / "wake"),
        writer_(folder_, wake_),
        retention_(folder_, options.tidy_every) {}

  std::unique_ptr<Publisher> publisher() override { return std::make_unique<EmbeddedPublisher>(writer_); }

  Result<std::unique_ptr<Subscription>, BusError> subscribe(const QueueSpec& spec, Duration timeout) override {
    return guarded([&]() -> Result<std::unique_ptr<Subscription>, BusError> {
      auto queue = declared(spec, timeout);
      if (!queue) return std::unexpected(std::move(queue.error()));
      return std::make_unique<EmbeddedSubscription>(folder_, *queue, spec.prefetch, options_.lease, wake_);
    });
  }

  Result<void, BusError> declare(const QueueSpec& spec, Duration timeout) override {
    return guarded([&]() -> Result<void, BusError> {
      if (auto queue = declared(spec, timeout); !queue) return std::unexpected(std::move(queue.error()));
      return {};
    });
  }

  Result<std::uint64_t, BusError> depth(const std::string& name, bool dead) override {
    return guarded([&]() -> Result<std::uint64_t, BusError> {
      LogFile log(folder_);
      auto queue = log.queue(name);
      if (!queue) return fail(BusError::refused, "there is no queue \"{}\"", name);
      QueueFile file(folder_, *queue, options_.lease);
      if (dead) return file.dead();
      // Read in this order, a message taken in between is counted twice rather than not at all.
      const auto cursor = file.cursor();
      return file.pending() + log.count_matches(name, cursor);
    });
  }

 private:
  Result<DeclaredQueue, BusError> declared(const QueueSpec& spec, Duration timeout) {
    if (auto checked = check_queue(spec); !checked) return std::unexpected(std::move(checked.error()));
    LogFile log(folder_);
    log.patience(std::chrono::steady_clock::now() + timeout);
    std::uint32_t existing = 0;
    auto queue = log.declare(spec, existing);
    if (!queue) {
      return fail(BusError::refused, "queue {} is there with delivery limit {}, not {}", spec.name, existing,
                  spec.delivery_limit);
    }
    return *queue;
  }

  std::filesystem::path folder_;
  EmbeddedOptions options_;
  Wake wake_;
  LogWriter writer_;
  Retention retention_;
};

}  // namespace
}  // namespace embedded

Result<std::unique_ptr<Bus>, BusError> open_embedded_bus(const std::filesystem::path& folder,
                                                         const std::string& process, EmbeddedOptions options) {
  std::error_code error;
  std::filesystem::create_directories(folder / "queues", error);
  if (error) return fail(BusError::refused, "the bus folder {}: {}", folder.string(), error.message());
  return embedded::guarded([&]() -> Result<std::unique_ptr<Bus>, BusError> {
    auto bus = std::make_unique<embedded::EmbeddedBus>(folder, options);
    Logger("bus").debug("{} uses the embedded log in {}", process, folder.string());
    return bus;
  });
}

}  // namespace millwright::bus
