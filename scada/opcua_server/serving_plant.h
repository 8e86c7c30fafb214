#pragma once
// For tests and benchmarks: the bottling plant behind a running OPC UA server on a free port.

#include <open62541/client_highlevel.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "lib/opcua/test_server.h"
#include "scada/historian/archive.h"
#include "scada/opcua_server/fakes.h"
#include "scada/opcua_server/opcua_server.h"

namespace millwright::scada::opcua_server {

inline plant::Plant bottling() {
  Diagnostics diagnostics;
  auto plant = plant::load_plant("plants/bottling", diagnostics);
  if (!plant) throw std::runtime_error("plants/bottling cannot be loaded: run from the repository's root");
  return std::move(*plant);
}

/// A store in a folder of its own, with every accepted change in it at once: what a Recorder does in its own time.
class TestArchive final : public tags::Feed {
 public:
  explicit TestArchive(const plant::Plant& plant) : folder_(make_folder()) {
    auto opened = historian::Store::open({.folder = folder_ / "history", .sync = false, .reserve_bytes = 0});
    if (!opened) throw std::runtime_error(opened.error().message);
    store_ = std::move(*opened);
    auto archive = historian::Archive::open(plant, *store_);
    if (!archive) throw std::runtime_error(archive.error().message);
    archive_ = std::move(*archive);
  }
  ~TestArchive() override {
    archive_.reset();
    store_.reset();
    std::error_code ignored_at_exit;
    std::filesystem::remove_all(folder_, ignored_at_exit);
  }
  void post(const std::vector<tags::Change>& changes) override {
    std::vector<historian::Row> rows;
    for (const auto& change : changes)
      if (const auto id = archive_->id_of(change.tag)) rows.push_back({*id, change.sample});
    EXPECT_TRUE(store_->append(rows));
  }
  historian::Archive& operator*() { return *archive_; }
  historian::Archive* operator->() { return archive_.get(); }

 private:
  static std::filesystem::path make_folder() {
    std::string pattern = ::testing::TempDir() + "opcua_history_XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return pattern;
  }
  std::filesystem::path folder_;
  std::unique_ptr<historian::Store> store_;
  std::unique_ptr<historian::Archive> archive_;
};

struct ServingPlant {
  explicit ServingPlant(plant::Plant served = bottling()) : plant(std::move(served)) {
    engine.add_feed(archive);
    auto created = OpcuaServer::create({"127.0.0.1", 0, opcua::testing::TestPki::instance().trusted()}, plant, engine,
                                       alarms, controller, jobs, *archive, accounts, audit, clock, metrics);
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

  plant::Plant plant;
  SystemClock clock;
  Metrics metrics;
  tags::TagEngine engine{plant, metrics};
  TestArchive archive{plant};
  FakeAlarms alarms;
  FakeController controller;
  FakeJobs jobs;
  FakeAccounts accounts;
  FakeAudit audit;
  std::unique_ptr<OpcuaServer> server;
};

/// A session of open62541's own client with the plant.
struct RawSession {
  RawSession(const ServingPlant& plant, const char* user) {
    UA_ClientConfig_setAuthenticationUsername(&raw.config(), user, "right password");
    EXPECT_EQ(raw.connect(plant.server->port()), UA_STATUSCODE_GOOD);
    auto uri = plant.plant.opcua_namespace();
    auto borrowed = opcua::borrowed(uri);
    EXPECT_EQ(UA_Client_NamespaceGetIndex(raw.client, &borrowed, &ns), UA_STATUSCODE_GOOD);
  }
  opcua::testing::RawClient raw;
  UA_UInt16 ns = 0;
};

}  // namespace millwright::scada::opcua_server
