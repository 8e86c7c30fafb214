#include "scada/api/api_fixture.h"

namespace millwright::scada::api {
namespace {

TEST_F(Api, RefusesWhoIsNotSignedIn) {
  for (const auto* target :
       {"/api/v1/plant", "/api/v1/tags", "/api/v1/alarms", "/api/v1/alarms/journal", "/api/v1/commands",
        "/api/v1/authority", "/api/v1/jobs", "/api/v1/system", "/api/v1/history?tag=x"})
    EXPECT_EQ(client->request("GET", target).status, 401) << target;
  EXPECT_EQ(client->request("GET", "/api/v1/links").status, 200);
}

TEST_F(Api, DescribesThePlantInTheOrderOfFlow) {
  const auto plant_json = parsed(get("/api/v1/plant"));
  const auto& equipment = plant_json.at("equipment").as_array();
  ASSERT_EQ(equipment.size(), 3u);
  EXPECT_EQ(equipment[0].at("children").as_array().size(), 2u);
  EXPECT_FALSE(equipment[0].as_object().contains("parent"));
  const auto& temperature = equipment[1].at("tags").as_array()[0];
  EXPECT_EQ(temperature.at("limits").as_array()[0].at("name"), "high");
  EXPECT_EQ(equipment[2].at("tags").as_array()[0].at("states").at("6"), "Execute");
  EXPECT_EQ(equipment[1].at("commands").as_array()[0].at("parameter").at("range").at("high").to_number<double>(), 85);
}

TEST_F(Api, ValuesComeWithQualityAndTime) {
  const auto all = parsed(get("/api/v1/tags?under=line1/pasteurizer"));
  ASSERT_EQ(all.as_array().size(), 2u);
  EXPECT_EQ(all.as_array()[0].at("value").to_number<double>(), 81);
  EXPECT_EQ(all.as_array()[0].at("quality"), "Good");
  EXPECT_EQ(all.as_array()[0].at("time"), json::value(to_rfc3339(clock.utc())));
  EXPECT_EQ(all.as_array()[0].at("unit"), "°C");
  EXPECT_EQ(parsed(get("/api/v1/tags?under=line1")).as_array().size(), 5u);
  EXPECT_EQ(parsed(get("/api/v1/tags?under=line1/filler/state")).as_array().size(), 1u);
  EXPECT_EQ(get("/api/v1/tags?under=line1/none").status, 404);
}

TEST_F(Api, AlarmsAreListedAndAcknowledgedOnce) {
  EXPECT_EQ(parsed(get("/api/v1/alarms?state=active")).as_array()[0].at("state"), "UNACK");
  const std::string target = "/api/v1/alarms/line1%2Fpasteurizer%2Ftemperature%2Fhigh/acknowledge";
  EXPECT_EQ(post(target, R"({"comment":"seen"})", "planner").status, 403);
  clock.advance(1s);
  EXPECT_EQ(parsed(post(target, R"({"comment":"seen"})")).at("acknowledged_by"), "anna");
  EXPECT_EQ(post(target, "{}").status, 409);
  EXPECT_EQ(post("/api/v1/alarms/none/acknowledge", "{}").status, 404);
  EXPECT_EQ(post(target, R"({"remark":"seen"})").status, 400);
  EXPECT_EQ(parsed(get("/api/v1/alarms?state=unacknowledged")).as_array().size(), 0u);
  EXPECT_EQ(get("/api/v1/alarms?state=loud").status, 400);
  const auto journal = parsed(get("/api/v1/alarms/journal?limit=1"));
  EXPECT_EQ(journal.as_array()[0].at("state"), "ACKED");
  EXPECT_EQ(journal.as_array()[0].at("comment"), "seen");
  const auto time = std::string(journal.as_array()[0].at("time").as_string());
  const auto before = parsed(get("/api/v1/alarms/journal?to=" + time)).as_array();
  ASSERT_FALSE(before.empty());
  EXPECT_NE(before[0].at("state"), "ACKED");
  EXPECT_EQ(parsed(get("/api/v1/alarms/journal?from=" + time)).as_array().back().at("state"), "ACKED");
  EXPECT_EQ(get("/api/v1/alarms/journal?from=yesterday").status, 400);
  EXPECT_EQ(audit->latest(1)->at(0).action, "alarm.acknowledge");
}

TEST_F(Api, ACommandIsAnsweredAtOnceAndFollowedByItsId) {
  const auto now = to_rfc3339(clock.utc());
  const auto asked = post("/api/v1/commands", R"({"equipment":"line1/filler","command":"start","reason":"go"})");
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(parsed(asked).at("state"), "accepted");
  const std::string id(parsed(asked).at("id").as_string());
  controller->turn();
  ASSERT_EQ(device.writes.size(), 1u);
  EXPECT_EQ(device.writes[0].not_after, clock.utc() + 10s) << "a person's command has ten seconds";
  clock.advance(1s);
  values(81, 76, 6);
  controller->turn();
  const auto view = parsed(get("/api/v1/commands/" + id));
  EXPECT_EQ(view.at("state"), "completed");
  EXPECT_EQ(view.at("hops").as_array().size(), 4u);
  EXPECT_EQ(view.at("requester"), "anna");
  EXPECT_EQ(view.at("reason_given"), "go");
  EXPECT_EQ(parsed(get("/api/v1/commands?limit=5")).as_array()[0].at("id"), json::value(id));
  EXPECT_EQ(parsed(get("/api/v1/commands?from=" + now)).as_array().size(), 1u);
  EXPECT_EQ(parsed(get("/api/v1/commands?to=" + now)).as_array().size(), 0u);
  EXPECT_EQ(get("/api/v1/commands/none").status, 404);
}

TEST_F(Api, ARejectedCommandIsNoError) {
  const auto asked = post("/api/v1/commands", R"({"equipment":"line1/filler","command":"start"})", "planner");
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(parsed(asked).at("state"), "rejected");
  EXPECT_EQ(parsed(asked).at("reason"), "not_permitted");
}

TEST_F(Api, AWrongBodyNamesItsFieldAndDoesNothing) {
  const std::vector<std::tuple<std::string, int, std::string>> cases{
      {"{", 400, "JSON"},
      {R"({"command":"start"})", 400, "equipment"},
      {R"({"equipment":7,"command":"start"})", 400, "equipment"},
      {R"({"equipment":"line1/filler","command":"start","colour":"red"})", 400, "colour"},
      {R"({"equipment":"line1/filler","command":"start","not_after":"soon"})", 400, "not_after"},
      {R"({"equipment":"line1/filler","command":"start","id":"seven"})", 400, "id"},
      {R"({"equipment":"line1/filler","command":"start","parameters":{"value":1}})", 400, "parameters.value"},
      {R"({"equipment":"line1/pasteurizer","command":"set_temperature"})", 400, "parameters.value"},
      {R"({"equipment":"line1/pasteurizer","command":"set_temperature","parameters":{"value":"hot"}})", 400,
       "parameters.value"},
      {R"({"equipment":"line1/pasteurizer","command":"set_temperature","parameters":{"value":[]}})", 400,
       "parameters.value"},
      {R"({"equipment":"line9","command":"start"})", 404, "equipment"},
      {R"({"equipment":"line1/filler","command":"fly"})", 404, "command"}};
  for (const auto& [body, status, named] : cases) {
    const auto answer = post("/api/v1/commands", body);
    EXPECT_EQ(answer.status, status) << body;
    EXPECT_NE(message(answer).find(named), std::string::npos) << body << " → " << message(answer);
  }
  controller->turn();
  EXPECT_TRUE(device.writes.empty());
  EXPECT_TRUE(controller->latest(10).empty());
}

TEST_F(Api, TellsWhichCommandsAreAllowedAndWhatStandsAgainstTheOthers) {
  set(4, 0.2);
  const auto allowed = parsed(get("/api/v1/commands/allowed?equipment=line1/filler"));
  EXPECT_EQ(allowed.as_array()[0].at("command"), "start");
  EXPECT_EQ(allowed.as_array()[0].at("allowed"), false);
  EXPECT_EQ(allowed.as_array()[0].at("blocked_by"), "the filler has no pressure");
  EXPECT_EQ(allowed.as_array()[1].at("allowed"), true);
  EXPECT_EQ(parsed(get("/api/v1/commands/allowed?equipment=line1/filler", "planner")).as_array()[1].at("allowed"),
            false);
  EXPECT_EQ(get("/api/v1/commands/allowed?equipment=line9").status, 404);
}

TEST_F(Api, AuthorityIsTakenAndShown) {
  EXPECT_EQ(post("/api/v1/authority", R"({"equipment":"line1","authority":"operator"})", "quality").status, 403);
  EXPECT_EQ(post("/api/v1/authority", R"({"equipment":"line1","authority":"mine"})").status, 400);
  EXPECT_EQ(post("/api/v1/authority", R"({"equipment":"line9","authority":"local"})").status, 404);
  EXPECT_EQ(parsed(post("/api/v1/authority", R"({"equipment":"line1","authority":"operator"})")).at("by"), "anna");
  const auto shown = parsed(get("/api/v1/authority"));
  ASSERT_EQ(shown.as_array().size(), 3u);
  EXPECT_EQ(shown.as_array()[2].at("equipment"), "line1/filler");
  EXPECT_EQ(shown.as_array()[2].at("authority"), "operator");
}

TEST_F(Api, TellsOfItsConnectionsAndLinks) {
  const auto shown = parsed(get("/api/v1/system"));
  EXPECT_EQ(shown.at("connections").as_array()[0].at("clock_offset_ms").to_number<double>(), 2.5);
  EXPECT_EQ(parsed(get("/api/v1/links")).at("mes"), "http://mes");
}

/// One live socket.
struct Live : Api {
  Live() { EXPECT_EQ(live.open_websocket("/api/v1/live", "Authorization: Bearer operator\r\n").status, 101); }
  /// The next frame of a kind; heartbeats and others are passed over.
  json::value next(std::string_view kind) {
    for (int i = 0; i < 200; ++i) {
      const auto frame = live.read_frame();
      if (!frame || frame->opcode != LoopbackClient::kText) break;
      auto value = json::parse(frame->payload);
      if (value.at("kind").as_string() == kind) return value;
    }
    ADD_FAILURE() << "no frame of kind " << kind;
    return {};
  }
  void subscribe(const std::string& paths) { live.send_frame(LoopbackClient::kText, R"({"subscribe":)" + paths + "}"); }
  LoopbackClient live{server->port()};
};

TEST_F(Live, RefusesWhoIsNotSignedIn) {
  LoopbackClient stranger{server->port()};
  EXPECT_EQ(stranger.open_websocket("/api/v1/live").status, 401);
}

TEST_F(Live, FirstSendsAllCurrentValuesThenChanges) {
  subscribe(R"(["line1/pasteurizer","line1/filler/state"])");
  EXPECT_EQ(next("values").at("changes").as_array().size(), 3u);
  clock.advance(1s);
  set(0, 82.5);
  set(3, std::int64_t{7});
  const auto frame = next("values");
  const auto& changes = frame.at("changes").as_array();
  ASSERT_EQ(changes.size(), 1u) << "only what was subscribed";
  EXPECT_EQ(changes[0].at("path"), "line1/pasteurizer/temperature");
  EXPECT_EQ(changes[0].at("value").to_number<double>(), 82.5);
  EXPECT_EQ(changes[0].at("quality"), "Good");
  EXPECT_EQ(changes[0].at("time"), json::value(to_rfc3339(clock.utc())));
}

TEST_F(Live, ANewSubscriptionReplacesTheEarlierAndAWrongOneChangesNothing) {
  subscribe(R"(["line1/pasteurizer/temperature"])");
  next("values");
  subscribe(R"(["line1/filler/state","line1/none"])");
  EXPECT_EQ(next("error").at("message"), "there is no equipment and no tag line1/none");
  live.send_frame(LoopbackClient::kText, "not json");
  next("error");
  clock.advance(1s);
  set(0, 83.0);
  EXPECT_EQ(next("values").at("changes").as_array()[0].at("path"), "line1/pasteurizer/temperature");
  subscribe(R"(["line1/filler/state"])");
  next("values");
  clock.advance(1s);
  set(0, 84.0);
  set(2, std::int64_t{6});
  EXPECT_EQ(next("values").at("changes").as_array()[0].at("path"), "line1/filler/state");
}

TEST_F(Live, TellsOfAlarmsCommandsAndAuthority) {
  subscribe(R"([])");
  next("values");
  clock.advance(1s);
  set(0, 70.0);
  // The raising at the fixture's start may still have been on its way from the journal when the socket opened.
  auto alarm = next("alarm");
  if (alarm.at("alarm").at("state") == "UNACK") alarm = next("alarm");
  EXPECT_EQ(alarm.at("alarm").at("state"), "RTNUN");
  post("/api/v1/authority", R"({"equipment":"line1","authority":"local"})");
  EXPECT_EQ(next("authority").at("change").at("authority"), "local");
  post("/api/v1/commands", R"({"equipment":"line1/filler","command":"start"})");
  controller->turn();
  EXPECT_EQ(next("command").at("command").at("reason"), "not_operator");
}

TEST_F(Live, BeatsEverySecond) {
  const auto before = std::chrono::steady_clock::now();
  next("heartbeat");
  next("heartbeat");
  next("heartbeat");
  EXPECT_GE(std::chrono::steady_clock::now() - before, 900ms);
}

}  // namespace
}  // namespace millwright::scada::api
