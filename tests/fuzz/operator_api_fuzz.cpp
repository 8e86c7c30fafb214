// The operator API behind its HTTP server: any target and body, through the router, to the real handlers on a real
// controller. Nothing of it is an internal error, every answer is JSON, and no role asks for more than it may.
#include "lib/http/url.h"
#include "scada/api/operator_api.h"
#include "scada/api/test_jobs.h"
#include "scada/control/control_fixture.h"
#include "scada/historian/trend.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

using namespace scada;

/// Takes what the live socket sends; every frame must be JSON.
class Socket final : public http::WebSocket {
 public:
  bool send(std::shared_ptr<const std::string> frame) override {
    MW_ASSERT(from_json_text<json::value>(*frame).has_value());
    return true;
  }
  [[nodiscard]] bool idle() const override { return true; }
  void close() override {}
  [[nodiscard]] const http::Identity& identity() const override { return identity_; }

 private:
  http::Identity identity_;
};

struct Api final : control::ControlFixture {
  Api() {
    engine.add_feed(trend);
    values();
    clock.advance(1s);
    values();
    api::add_operator_routes(router, parts, hub);
    hub->opened(socket);
  }
  void TestBody() override {}
  std::unique_ptr<jobs::Jobs> open_jobs() {
    plant.jobs.push_back(api::line_jobs());
    return std::move(*jobs::Jobs::open(plant, engine.values(), *controller, *database, *audit, clock));
  }

  historian::Trend trend{plant.tags.size(), 1000};
  std::unique_ptr<alarms::Alarms> alarms = std::move(*alarms::Alarms::open(plant, *database, clock, metrics));
  std::unique_ptr<jobs::Jobs> jobs = open_jobs();
  std::shared_ptr<api::LiveHub> hub = std::make_shared<api::LiveHub>(plant, engine.values(), clock, metrics);
  api::Parts parts{plant,
                   engine.values(),
                   *alarms,
                   *controller,
                   *jobs,
                   trend,
                   {[](const std::string& name) -> historian::StoreResult<std::filesystem::path> { return name; },
                    [] { return historian::Verification{}; }},
                   *database,
                   *audit,
                   ids,
                   clock,
                   [] { return std::vector<drivers::ConnectionStatus>{}; },
                   {"http://op", "http://mes"},
                   "0.1",
                   clock.utc()};
  http::Router router{"operator", "0"};
  std::shared_ptr<http::WebSocket> socket = std::make_shared<Socket>();
};

http::Method method_of(std::string_view word) {
  if (word == "POST") return http::Method::post;
  return word == "PUT" ? http::Method::put : http::Method::get;
}

/// As lib/http's dispatcher does it, without the threads.
void ask(const http::Router& router, http::Method method, std::string_view target_text, std::string_view body) {
  const auto target = http::split_target(target_text);
  if (!target) return;
  const auto match = router.match(method, target->path);
  if (match.entry == nullptr || !match.entry->handler) return;
  auto query = http::read_query(target->query, match.entry->route.query);
  if (!query) return;
  http::Call call;
  call.method = method;
  call.path = target->path;
  call.parameters = match.parameters;
  call.query = std::move(*query);
  call.body = body;
  call.identity.user = "anna";
  call.identity.roles = {"operator"};
  const auto answer = match.entry->handler(call);
  if (!answer) {
    MW_ASSERT(answer.error().status >= 400 && answer.error().status < 500 && !answer.error().message.empty());
    return;
  }
  accept();
  MW_ASSERT(answer->body.empty() || from_json_text<json::value>(answer->body).has_value());
}

}  // namespace

std::vector<std::string> seeds() {
  return {"GET /api/v1/history?tag=line1/filler/speed&buckets=10\n",
          "GET /api/v1/history?tag=line1%2Fpasteurizer%2Ftemperature&from=1678-01-01T00:00:00Z&to=2261-12-31T23:59:59Z&"
          "buckets=10000\n",
          "GET /api/v1/history?tag=line1/filler/pressure&to=1678-01-01T00:00:00Z\n",
          "GET /api/v1/tags?under=line1\n",
          "GET /api/v1/alarms?state=active\n",
          "GET /api/v1/alarms/journal?limit=5\n",
          "GET /api/v1/commands?limit=1\n",
          "GET /api/v1/commands/allowed?equipment=line1/filler\n",
          "GET /api/v1/commands/x%2Fy\n",
          "POST /api/v1/commands\n{\"equipment\":\"line1/pasteurizer\",\"command\":\"set_temperature\",\"parameters\":"
          "{\"value\":72},\"reason\":\"r\",\"not_after\":\"2261-12-31T23:59:59Z\"}",
          "POST /api/v1/authority\n{\"equipment\":\"line1/filler\",\"authority\":\"remote\",\"reason\":\"r\"}",
          "POST /api/v1/alarms/line1%2Fpasteurizer%2Ftemperature%2Fhigh/acknowledge\n{\"comment\":\"c\"}",
          "LIVE x\n{\"subscribe\":[\"line1/filler\",\"line1/pasteurizer/temperature\"]}"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  static fuzz::Api api;
  fuzz::Input input(data, size);
  const auto first = input.line();
  const auto body = input.text();
  const auto space = std::min(first.find(' '), first.size());
  const auto word = first.substr(0, space);
  if (word == "LIVE") {
    api.hub->received(api.socket, body);
  } else {
    fuzz::ask(api.router, fuzz::method_of(word), first.substr(std::min(space + 1, first.size())), body);
  }
  return 0;
}
