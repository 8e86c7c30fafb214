#pragma once
// For tests and benchmarks: the bottling plant behind a running OPC UA server on a free port.

#include <stdexcept>

#include "lib/opcua/test_server.h"
#include "scada/historian/trend.h"
#include "scada/opcua_server/fakes.h"
#include "scada/opcua_server/opcua_server.h"

namespace millwright::scada::opcua_server {

inline plant::Plant bottling() {
  Diagnostics diagnostics;
  auto plant = plant::load_plant("plants/bottling", diagnostics);
  if (!plant) throw std::runtime_error("plants/bottling cannot be loaded: run from the repository's root");
  return std::move(*plant);
}

struct ServingPlant {
  ServingPlant() {
    engine.add_feed(trend);
    auto created = OpcuaServer::create({"127.0.0.1", 0, opcua::testing::TestPki::instance().trusted()}, plant, engine,
                                       alarms, controller, trend, accounts, audit, clock, metrics);
    if (!created) throw std::runtime_error(created.error().message);
    server = std::move(*created);
    server->start();
  }
  ServingPlant(const ServingPlant&) = delete;
  ServingPlant& operator=(const ServingPlant&) = delete;
  ~ServingPlant() { server->stop(); }

  [[nodiscard]] opcua::ClientOptions options(const std::string& user) const {
    auto client = opcua::testing::client_options(server->port(), user);
    client.plant_namespace = plant.opcua_namespace();
    return client;
  }
  [[nodiscard]] std::unique_ptr<opcua::Client> client(const std::string& user) const {
    auto connected = opcua::Client::connect(options(user));
    if (!connected) throw std::runtime_error(connected.error().message);
    return std::move(*connected);
  }
  void sample(const std::string& tag, contracts::Value raw, contracts::Quality quality, Timestamp source_time) {
    const auto number = plant.tag_number(plant::TagPath{tag});
    engine.apply({source_time + 1ms, {{number.value(), std::move(raw), quality, source_time}}});
  }

  plant::Plant plant = bottling();
  SystemClock clock;
  Metrics metrics;
  tags::TagEngine engine{plant, metrics};
  historian::Trend trend{plant.tags.size(), 20'000};
  FakeAlarms alarms;
  FakeController controller;
  FakeAccounts accounts;
  FakeAudit audit;
  std::unique_ptr<OpcuaServer> server;
};

}  // namespace millwright::scada::opcua_server
