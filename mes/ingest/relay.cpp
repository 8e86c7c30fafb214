#include "mes/ingest/relay.h"

#include <vector>

#include "lib/contracts/cloud_event.h"

namespace millwright::mes::ingest {
namespace {

constexpr std::size_t kBatchMax = 256;
constexpr Duration kPublishTimeout = 5s;

}  // namespace

Relay::Relay(bus::Bus& bus, store::Outbox& outbox, const Clock& clock, Duration look_every)
    : bus_(bus), outbox_(outbox), clock_(clock), look_every_(look_every), thread_([this](std::stop_token stop) {
        run(stop);
      }) {}

Relay::~Relay() {
  thread_.request_stop();
  outbox_.wake();
}

void Relay::run(std::stop_token stop) {
  auto publisher = bus_.publisher();
  while (!stop.stop_requested()) {
    turns_.fetch_add(1);
    bool failed = false;
    const auto relayed = outbox_.relay(kBatchMax, look_every_, [&](std::span<const store::OutboxMessage> messages) {
      failed = !publish(*publisher, messages);
      return !failed;
    });
    if (!relayed) log_.warning("the outbox cannot be read: {}", relayed.error().message);
    if (failed || !relayed) std::this_thread::sleep_for(50ms);
  }
}

bool Relay::publish(bus::Publisher& publisher, std::span<const store::OutboxMessage> messages) {
  return publish_on(publisher, bus::Channel::commands, messages) &&
         publish_on(publisher, bus::Channel::events, messages);
}

bool Relay::publish_on(bus::Publisher& publisher, bus::Channel channel,
                       std::span<const store::OutboxMessage> messages) {
  const std::string_view name = channel == bus::Channel::commands ? "commands" : "events";
  std::vector<bus::Message> batch;
  for (const auto& message : messages)
    if (message.channel == name) {
      batch.push_back({message.id, message.routing_key, message.type, message.body});
      contracts::stamp_published(batch.back().body, clock_.utc());
    }
  if (batch.empty()) return true;
  const auto published = publisher.publish(channel, batch, kPublishTimeout);
  if (published) return true;
  log_.warning("{} {} not published yet: {}", batch.size(), name, published.error().message);
  return false;
}

}  // namespace millwright::mes::ingest
