#include "lib/bus/rabbitmq/rabbit_bus.h"

#include <fstream>

#include "lib/bus/rabbitmq/publisher.h"
#include "lib/bus/rabbitmq/rabbit_subscription.h"
#include "lib/bus/rabbitmq/topology.h"

namespace millwright::bus {
namespace rabbitmq {
namespace {

constexpr Duration kDepthPatience = 5s;
constexpr int kNoHeartbeat = 0;  // for connections that live for one call

class RabbitBus final : public Bus {
 public:
  RabbitBus(RabbitUrl url, std::string process) : url_(std::move(url)), process_(std::move(process)) {}

  std::unique_ptr<Publisher> publisher() override { return std::make_unique<RabbitPublisher>(url_, process_); }

  Result<std::unique_ptr<Subscription>, BusError> subscribe(const QueueSpec& queue, Duration timeout) override {
    if (auto checked = check_queue(queue); !checked) return std::unexpected(std::move(checked.error()));
    auto subscription = std::make_unique<RabbitSubscription>(url_, process_, queue);
    auto connected = subscription->connect(std::chrono::steady_clock::now() + timeout);
    if (!connected) return std::unexpected(std::move(connected.error()));
    return subscription;
  }

  Result<void, BusError> declare(const QueueSpec& queue, Duration timeout) override {
    if (auto checked = check_queue(queue); !checked) return checked;
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (true) {
      auto connection = once(deadline);
      if (!connection) return std::unexpected(std::move(connection.error()));
      auto done = declare_queue(**connection, queue);
      if (done || done.error().code == BusError::refused || left_until(deadline) == Duration::zero()) return done;
    }
  }

  Result<std::uint64_t, BusError> depth(const std::string& queue, bool dead) override {
    auto connection = once(std::chrono::steady_clock::now() + kDepthPatience);
    if (!connection) return std::unexpected(std::move(connection.error()));
    return count_ready(**connection, dead ? dead_queue_name(queue) : queue);
  }

 private:
  Result<std::unique_ptr<Connection>, BusError> once(MonotonicTime deadline) {
    auto connection = Connector(url_, process_, kNoHeartbeat).connect(deadline);
    if (connection) (*connection)->rpc_deadline(deadline);
    return connection;
  }

  const RabbitUrl url_;
  const std::string process_;
};

}  // namespace
}  // namespace rabbitmq

Result<std::unique_ptr<Bus>, BusError> open_rabbit_bus(const std::string& url, const std::string& process) {
  auto parsed = rabbitmq::parse_rabbit_url(url);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  // Told at the start rather than at each try to connect.
  if (!parsed->ca_file.empty() && !std::ifstream(parsed->ca_file))
    return fail(BusError::refused, "cannot read {}, the cacertfile of the bus URL", parsed->ca_file);
  return std::make_unique<rabbitmq::RabbitBus>(std::move(*parsed), process);
}

}  // namespace millwright::bus
