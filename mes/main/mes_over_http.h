#pragma once
// For tests: the whole MES over real HTTP and a real embedded bus, with a database of its own and three users beside
// the admin: olga, an operator, quinn of quality and paula, a planner.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>

#include "lib/contracts/cloud_event.h"
#include "lib/contracts/events.h"
#include "lib/http/loopback_client.h"
#include "mes/main/mes_process.h"
#include "tests/support/cpp/private_server.h"

namespace millwright::mes {

inline constexpr const char* kPassword = "a long enough password";

class MesOverHttp : public testing::Test {
 protected:
  MesOverHttp() : clock_(system_) {}
  /// `clock` is not looked at before SetUp() and outlives the test.
  explicit MesOverHttp(const Clock& clock) : clock_(clock) {}
  void SetUp() override {
    std::filesystem::copy(shared(), folder_.path() / "shared", std::filesystem::copy_options::recursive);
    options_.master_data = "plants/bottling/master_data.yaml";
    options_.data = folder_.path() / "mes";
    options_.shared = folder_.path() / "shared";
    options_.bus = "embedded:" + (folder_.path() / "bus").string();
    options_.database = "sqlite:" + (folder_.path() / "mes.db").string();
    options_.links = {"http://127.0.0.1:1", "http://127.0.0.1:2"};
  }
  /// The key and the users, made once for all tests, for hashing takes its time; and in the past of all of them.
  static std::filesystem::path shared() {
    static const test::TemporaryFolder kFolder;
    static const bool kMade = [] {
      const ManualClock once;
      const auto shared = kFolder.path() / "shared";
      bool made = accounts::provision(shared, kPassword, once).has_value();
      const auto users = accounts::Accounts::open(shared, once);
      for (const auto& [name, role] : {std::pair{"olga", "operator"}, {"quinn", "quality"}, {"paula", "planner"}})
        made = made && users && (*users)->add(name, kPassword, {role});
      return made;
    }();
    EXPECT_TRUE(kMade);
    return kFolder.path() / "shared";
  }
  void start() {
    auto started = MesProcess::start(options_, clock_);
    ASSERT_TRUE(started) << started.error().message;
    mes_ = std::move(*started);
  }
  std::string sign_in(const std::string& user) {
    http::LoopbackClient client(mes_->port());
    const auto body = json::serialize(json::object{{"user", user}, {"password", kPassword}});
    const auto answer = client.request("POST", "/api/v1/session", "Content-Type: application/json\r\n", body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return "Authorization: Bearer " + std::string(json::parse(answer.body).at("token").as_string()) + "\r\n";
  }
  http::ClientResponse get(const std::string& path, const std::string& who) {
    return http::LoopbackClient(mes_->port()).request("GET", path, who);
  }
  http::ClientResponse post(const std::string& path, const std::string& who, const std::string& body) {
    return http::LoopbackClient(mes_->port()).request("POST", path, who + "Content-Type: application/json\r\n", body);
  }
  json::value got(const std::string& path, const std::string& who) {
    const auto answer = get(path, who);
    EXPECT_EQ(answer.status, 200) << path << ": " << answer.body;
    return answer.status == 200 ? json::parse(answer.body) : json::value{};
  }
  void publish_high_temperature() {
    contracts::ThresholdEvent event;
    event.rule = "HIGH_TEMP";
    event.episode = "ep1";
    event.equipment = contracts::EquipmentPath{"line1/pasteurizer"};
    event.tag = contracts::TagPath{"line1/pasteurizer/temperature"};
    event.limit = "high";
    event.limit_value = 80;
    event.unit = "°C";
    event.sample = {80.7, contracts::quality::kGood, clock_.utc()};
    event.crossed_at = clock_.utc() - 2s;
    event.raised_at = clock_.utc();
    event.context["batch"] = {std::int64_t{3}, contracts::quality::kGood, clock_.utc() - 1s};
    event.hops = {{"plc", clock_.utc() - 5ms}, {"scada", clock_.utc()}};
    publish(event);
  }
  template <class Event>
  void publish(const Event& event) {
    const auto id = "e" + std::to_string(++published_);
    const auto wrapped = contracts::make_event(id, "/tests", event.equipment, clock_.utc(), event);
    const bus::Message message{id, contracts::routing_key(event.equipment, contracts::kind_of<Event>().word),
                               wrapped.type, contracts::to_text(wrapped)};
    auto bus = bus::open_bus(options_.bus, "test");
    ASSERT_TRUE(bus);
    ASSERT_TRUE((*bus)->publisher()->publish(bus::Channel::events, std::span(&message, 1), 10s));
  }
  void publish_count(const std::string& equipment, const std::string& counter, std::int64_t reading, Timestamp time) {
    publish(contracts::CountEvent{
        contracts::EquipmentPath{equipment}, counter, reading, contracts::quality::kGood, time, false, {}});
  }
  template <class Condition>
  bool eventually(Condition condition) {
    for (int i = 0; i < 1000 && !condition(); ++i) std::this_thread::sleep_for(10ms);
    return condition();
  }

  test::TemporaryFolder folder_;
  const SystemClock system_;
  const Clock& clock_;
  MesOptions options_;
  std::unique_ptr<MesProcess> mes_;
  int published_ = 0;
};

}  // namespace millwright::mes
