// millwright-bridge: OPC UA below, message bus above. Wiring only.
//
// Threads: values (OPC UA session for values and events), commands (bus → ledger → OPC UA methods), relay (outbox →
// bus), and this one, which waits for the stop signal.

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "bridge/downward/command_desk.h"
#include "bridge/downward/opcua_target.h"
#include "bridge/ledger/ledger.h"
#include "bridge/upward/scada_session.h"
#include "lib/base/process.h"
#include "lib/base/redact.h"
#include "lib/base/secret.h"
#include "lib/bus/bus.h"
#include "lib/contracts/cloud_event.h"
#include "lib/contracts/queues.h"
#include "plant/model.h"

namespace millwright::bridge {
namespace {

struct Options {
  std::string plant;
  std::string data;
  std::string shared;
  std::string opcua;
  SecretOptions bus;
};

int refuse(const std::string& message) {
  std::fprintf(stderr, "millwright-bridge: %s\n", without_passwords(message).c_str());
  return 1;
}

bus::QueueSpec events_queue() {
  return {std::string(contracts::kMesEventsQueue), bus::Channel::events, {std::string(contracts::kEverything)}};
}
bus::QueueSpec commands_queue() {
  return {std::string(contracts::kBridgeCommandsQueue), bus::Channel::commands, {std::string(contracts::kEverything)}};
}

/// A loop that shows that it still turns; each thread has one.
class Beat {
 public:
  explicit Beat(const Clock& clock) : clock_(clock) { now(); }
  void now() { last_.store(clock_.monotonic().time_since_epoch().count()); }
  [[nodiscard]] bool alive() const {
    return clock_.monotonic().time_since_epoch().count() - last_.load() < Duration{12s}.count();
  }

 private:
  const Clock& clock_;
  std::atomic<std::int64_t> last_{0};
};

void relay_events(std::stop_token stop, bus::Bus& bus, store::Outbox& outbox, const Clock& clock, Beat& beat) {
  const Logger log{"relay"};
  auto publisher = bus.publisher();
  // Until the reader's queue is there, an event would be published to nobody.
  std::string said;
  while (!stop.stop_requested()) {
    const auto declared = bus.declare(events_queue(), 2s);
    if (declared) break;
    if (declared.error().message != said) log.warning("waiting for the bus: {}", declared.error().message);
    said = declared.error().message;
    beat.now();
    std::this_thread::sleep_for(200ms);
  }
  while (!stop.stop_requested()) {
    beat.now();
    bool failed = false;
    const auto relayed = outbox.relay(200, 500ms, [&](std::span<const store::OutboxMessage> messages) {
      std::vector<bus::Message> out;
      for (const auto& m : messages) {
        out.push_back({m.id, m.routing_key, m.type, m.body});
        contracts::stamp_published(out.back().body, clock.utc());
      }
      const auto published = publisher->publish(bus::Channel::events, out, 5s);
      if (!published) log.warning("not published, will be again: {}", published.error().message);
      failed = !published;
      return published.has_value();
    });
    if (!relayed) log.error("the outbox cannot be read: {}", relayed.error().message);
    if (failed || !relayed) std::this_thread::sleep_for(100ms);
  }
}

void carry_commands(std::stop_token stop, bus::Bus& bus, ledger::Ledger& ledger, downward::CommandDesk& desk,
                    downward::OpcuaTarget& target, Beat& beat) {
  const Logger log{"commands"};
  std::unique_ptr<bus::Subscription> subscription;
  std::size_t open = 1;
  while (!stop.stop_requested()) {
    beat.now();
    if (!subscription) {
      auto subscribed = bus.subscribe(commands_queue(), 2s);
      if (subscribed) subscription = std::move(*subscribed);
    }
    std::vector<bus::Delivery> deliveries;
    if (subscription) {
      auto received = subscription->receive(64, open > 0 ? Duration{20ms} : Duration{500ms});
      if (received) deliveries = std::move(*received);
    } else {
      std::this_thread::sleep_for(100ms);
    }
    const auto sorted = desk.sort(deliveries);
    if (!sorted.taken.empty()) {
      if (const auto taken = ledger.take(sorted.taken); taken)
        static_cast<void>(subscription->ack(sorted.tags));
      else
        log.error("commands could not be recorded and stay on the bus: {}", taken.error().message);
    }
    for (const auto tag : sorted.unreadable) static_cast<void>(subscription->reject(tag));
    target.idle();
    const auto pursued = desk.pursue();
    if (!pursued) log.error("commands cannot be read: {}", pursued.error().message);
    open = pursued.value_or(1);
  }
}

std::optional<std::string> secret_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string secret;
  if (!std::getline(in, secret) || secret.empty()) return std::nullopt;
  return secret;
}

int run(const Options& options) {
  StopSignals signals;
  init_logging("bridge");
  const Logger log{"main"};
  const auto bus_url = take_secret(options.bus, kBusVariable);
  if (!bus_url) return refuse(bus_url.error().message);
  if (bus_url->empty()) return refuse("the bus must be given: --bus, --bus-file or MILLWRIGHT_BUS");
  Diagnostics diagnostics;
  const auto plant = plant::load_plant(options.plant, diagnostics);
  if (!plant) return refuse("the plant file has faults:\n" + diagnostics.text());
  const std::filesystem::path shared = options.shared;
  const auto secret = secret_in(shared / "bridge.secret");
  if (!secret) return refuse(fmt::format("cannot read {}", (shared / "bridge.secret").string()));
  auto bus = bus::open_bus(*bus_url, "bridge");
  if (!bus) return refuse(bus.error().message);
  std::error_code error;
  std::filesystem::create_directories(options.data, error);
  auto ledger = ledger::Ledger::open(options.data);
  if (!ledger) return refuse(ledger.error().message);

  const SystemClock clock;
  IdSource ids(clock);
  Metrics metrics;
  const opcua::ClientOptions session{.url = options.opcua,
                                     .user = "bridge",
                                     .password = *secret,
                                     .pki = shared / "pki",
                                     .certificate = "bridge",
                                     .plant_namespace = plant->opcua_namespace(),
                                     .timeout = 5s};
  upward::ScadaSession values(*plant, session, **ledger, clock, ids, metrics);
  downward::OpcuaTarget target(*plant, session, clock);
  downward::CommandDesk desk(*plant, **ledger, target, clock, ids);
  Beat relay_beat(clock);
  Beat commands_beat(clock);
  {
    const std::jthread up([&](std::stop_token stop) { values.run(stop); });
    const std::jthread relay(
        [&](std::stop_token stop) { relay_events(stop, **bus, (*ledger)->outbox(), clock, relay_beat); });
    const std::jthread down(
        [&](std::stop_token stop) { carry_commands(stop, **bus, **ledger, desk, target, commands_beat); });
    log.info("bridging {} and the bus for plant {}", options.opcua, plant->name);
    signals.serve_until_stopped([&] { return values.alive() && relay_beat.alive() && commands_beat.alive(); });
    (*ledger)->outbox().wake();
  }
  log.info("stopped");
  return 0;
}

}  // namespace
}  // namespace millwright::bridge

int main(int argc, char** argv) {
  millwright::bridge::Options options;
  CLI::App app{"Carries events from SCADA's OPC UA server to the message bus, and commands the other way."};
  app.add_option("--plant", options.plant, "plant folder")->required();
  app.add_option("--data", options.data, "folder for the bridge's own data")->required();
  app.add_option("--shared", options.shared, "the installation's identity: certificates and secrets")->required();
  app.add_option("--opcua", options.opcua, "SCADA's server: opc.tcp://host:port")->required();
  app.add_option("--bus", options.bus.value,
                 "embedded:FOLDER, amqp://host/vhost or amqps://…; with a password rather by MILLWRIGHT_BUS");
  app.add_option("--bus-file", options.bus.file, "a file whose first line is the bus URL");
  app.failure_message([](const CLI::App* of, const CLI::Error& error) {
    return millwright::without_passwords(CLI::FailureMessage::simple(of, error));
  });
  CLI11_PARSE(app, argc, argv);
  return millwright::bridge::run(options);
}
