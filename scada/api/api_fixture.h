#pragma once
// For tests: the operator API over a real server, on the controller of control's tests.

#include "lib/http/loopback_client.h"
#include "lib/http/server.h"
#include "scada/api/operator_api.h"
#include "scada/api/test_jobs.h"
#include "scada/control/control_fixture.h"
#include "scada/historian/trend.h"

namespace millwright::scada::api {

namespace quality = contracts::quality;
using http::ClientResponse;
using http::LoopbackClient;

inline const contracts::EquipmentPath kFiller{"line1/filler"};

/// A token is the caller's role: who signs people in is tested elsewhere.
inline std::optional<http::Identity> role_as_token(std::string_view token) {
  http::Identity identity;
  identity.user = "anna";
  identity.roles = {std::string(token)};
  identity.token_expires = Timestamp{std::chrono::seconds{4'000'000'000}};
  return identity;
}

/// The history that the API reads, to be changed by a test.
struct ChosenHistory final : historian::History {
  explicit ChosenHistory(const historian::History& first) : now(&first) {}
  [[nodiscard]] const historian::Source& source() const override { return now->source(); }
  [[nodiscard]] std::optional<historian::TagId> id_of(std::uint32_t tag) const override { return now->id_of(tag); }
  [[nodiscard]] std::optional<historian::TierSeries> tier(std::uint32_t tag, historian::Tier tier) const override {
    return now->tier(tag, tier);
  }
  [[nodiscard]] std::vector<contracts::Sample> raw(std::uint32_t tag, Timestamp from, Timestamp to,
                                                   std::size_t limit) const override {
    return now->raw(tag, from, to, limit);
  }
  [[nodiscard]] std::vector<historian::Bucket> buckets(std::uint32_t tag, Timestamp from, Timestamp to,
                                                       int count) const override {
    return now->buckets(tag, from, to, count);
  }
  const historian::History* now;
};

/// The API over a real server, on the controller of control's tests.
struct Api : control::ControlFixture {
  Api() {
    engine.add_feed(trend);
    engine.add_feed(hub->feed());
    engine.add_observer([this](const std::vector<tags::Change>& changes) { alarms->evaluate(changes); });
    alarms->add_listener([this](const alarms::Alarm& alarm) { hub->post(alarm); });
    controller->add_listener([this](const contracts::CommandResult& result) { hub->post(result); });
    controller->add_authority_listener([this](const control::AuthorityChange& change) { hub->post(change); });
    alarms->start();
    hub->start();
    values();
    http::Router router("operator", "0");
    add_operator_routes(router, parts, hub);
    server = std::move(*http::Server::start({}, std::move(router), role_as_token, metrics, [] { return true; }));
    client = std::make_unique<LoopbackClient>(server->port());
  }
  ~Api() override {
    server->stop();
    hub->stop();
    alarms->stop();
  }

  std::unique_ptr<jobs::Jobs> open_jobs() {
    plant.jobs.push_back(line_jobs());
    return std::move(*jobs::Jobs::open(plant, engine.values(), *controller, *database, *audit, clock));
  }
  ClientResponse get(const std::string& target, const std::string& role = "operator") {
    return client->request("GET", target, "Authorization: Bearer " + role + "\r\n");
  }
  ClientResponse post(const std::string& target, const std::string& body, const std::string& role = "operator") {
    return client->request("POST", target, "Authorization: Bearer " + role + "\r\nContent-Type: application/json\r\n",
                           body);
  }
  static json::value parsed(const ClientResponse& response) { return json::parse(response.body); }
  static std::string message(const ClientResponse& response) {
    return std::string(parsed(response).at("error").at("message").as_string());
  }

  historian::Trend trend{plant.tags.size(), 1000};
  ChosenHistory history{trend};
  std::unique_ptr<alarms::Alarms> alarms = std::move(*alarms::Alarms::open(plant, *database, clock, metrics));
  std::unique_ptr<jobs::Jobs> jobs = open_jobs();
  std::shared_ptr<LiveHub> hub = std::make_shared<LiveHub>(plant, engine.values(), steady, metrics);
  SystemClock steady;
  Parts parts{
      plant,
      engine.values(),
      *alarms,
      *controller,
      *jobs,
      history,
      {[](const std::string& name) -> historian::StoreResult<std::filesystem::path> {
         if (name == "taken") return fail(historian::StoreError::io, "the folder taken is there already");
         return "/backups/" + name;
       },
       [] { return historian::Verification{2, 3, 4, 5, {"line1/a: a chunk is damaged"}}; }},
      *database,
      *audit,
      ids,
      clock,
      [this] { return std::vector<drivers::ConnectionStatus>{{"plc1", true, clock.utc(), "", Duration{2500us}}}; },
      {"http://op", "http://mes"},
      "0.1",
      clock.utc()};
  std::unique_ptr<http::Server> server;
  std::unique_ptr<LoopbackClient> client;
};

}  // namespace millwright::scada::api
