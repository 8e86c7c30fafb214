// Planning and planning anew, over HTTP: what happens to a plan, and that nothing happens to it before it is accepted.

#include "mes/main/planning_over_http.h"

namespace millwright::mes {
namespace {

using Texts = std::vector<std::string>;

TEST_F(PlanningOverHttp, OrdersThatWaitArePlannedBehindTheOneThatRuns) {
  begin();
  EXPECT_EQ(in_force(), json::array{});
  refused(kSchedule + "/plan", {{"seconds", 61}}, 400, "seconds: 0 to 60");
  refused(kSchedule + "/plan", {{"seconds", -1}}, 400, "seconds: 0 to 60");
  EXPECT_EQ(in_force(), json::array{});
  const auto planned = plan();
  EXPECT_EQ(planned, in_force());
  ASSERT_EQ(planned.as_array().size(), 2u);
  EXPECT_EQ(start_of(planned, "ERP-4712"), at(9h + 46min));
  EXPECT_EQ(start_of(planned, "ERP-4713"), text_of(row(planned, "ERP-4712"), "finish"));
  EXPECT_EQ(got("/api/v1/orders/ERP-4713", paula_).at("state"), "Pending");
  EXPECT_EQ(audited(), Texts{"schedule.plan accepted"});
}

TEST_F(PlanningOverHttp, AReplanIsAProposalUntilItIsKept) {
  begin();
  const auto before = plan();
  const json::object down{
      {"event", "unit_down"}, {"equipment", "line1/filler"}, {"to", at(12h)}, {"why", "a valve broke"}};
  const auto proposed = replan(down);
  EXPECT_EQ(proposed.at("kept"), false);
  EXPECT_EQ(moved_in(proposed), (Texts{"ERP-4712", "ERP-4713"}));
  EXPECT_EQ(in_force(), before);
  EXPECT_EQ(got(kSchedule + "/unavailable", paula_), json::array{});
  EXPECT_EQ(audited(), Texts{"schedule.plan accepted"});

  const auto kept = replan(down, true);
  EXPECT_EQ(kept.at("kept"), true);
  EXPECT_EQ(kept.at("disturbed"), (json::array{"ERP-4712", "ERP-4713"}));
  const auto after = in_force();
  for (const auto* order : {"ERP-4712", "ERP-4713"}) EXPECT_EQ(row(after, order), row(kept.at("plan"), order));
  // What has the line stands until noon, and needs its hour and three quarters from then on.
  EXPECT_EQ(start_of(after, "ERP-4712"), at(13h + 46min));
  EXPECT_EQ(row(after, "ERP-4712").at("late_s"), 72 * 60);
  EXPECT_NE(row(after, "ERP-4712").at("why").as_string().find("ERP-4711"), std::string::npos)
      << row(after, "ERP-4712").at("why");
  EXPECT_EQ(audited().back(), "schedule.replan accepted");
}

TEST_F(PlanningOverHttp, ASmallDelayPushesTheNextOrderBackRatherThanLetTheLineStand) {
  begin();
  plan();
  const auto proposed = replan({{"event", "unit_down"}, {"equipment", "line1/filler"}, {"to", at(9h)}});
  EXPECT_EQ(proposed.at("disturbed"), json::array{"ERP-4712"});
  EXPECT_EQ(moved_in(proposed), (Texts{"ERP-4712", "ERP-4713"}));
  EXPECT_EQ(start_of(proposed.at("plan"), "ERP-4712"), at(10h + 46min)) << "as soon as the line is free";
  EXPECT_EQ(row(proposed.at("plan"), "ERP-4712").at("late_s"), 0);
}

TEST_F(PlanningOverHttp, AUnitIsDownForEveryPlanUntilSomeoneSaysThatItIsBack) {
  begin();
  posted("/api/v1/orders/ERP-4713/cancel", {{"reason", "not wanted"}});
  plan();
  replan({{"event", "unit_down"}, {"equipment", "line1/filler"}, {"why", "a valve broke"}}, true);
  const auto closed = got(kSchedule + "/unavailable", paula_);
  ASSERT_EQ(closed.as_array().size(), 1u);
  EXPECT_EQ(closed.at(0).at("equipment"), "line1/filler");
  EXPECT_EQ(closed.at(0).at("why"), "a valve broke");
  EXPECT_EQ(closed.at(0).at("by"), "paula");
  EXPECT_EQ(text_of(closed.at(0), "to"), "") << "nobody knows when it is back";
  EXPECT_EQ(start_of(in_force(), "ERP-4712"), at(9h + 106min)) << "an hour more is thought away";
  time_.move_to(moment(10h));
  EXPECT_EQ(start_of(plan(), "ERP-4712"), at(11h + 106min)) << "and an hour more from then on";

  const auto end = kSchedule + "/unavailable/" + std::string(closed.at(0).at("id").as_string()) + "/end";
  EXPECT_EQ(post(end, sign_in("quinn"), "{}").status, 403);
  const auto back = post(end, sign_in("olga"), "{}");
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(text_of(json::parse(back.body), "to"), at(10h));
  EXPECT_EQ(got(kSchedule + "/unavailable", paula_), json::array{});
  EXPECT_EQ(start_of(plan(), "ERP-4712"), at(10h + 106min));
  refused(end, {}, 409, "line1/filler is back since 2026-11-30T10:00:00Z");
  refused(kSchedule + "/unavailable/none/end", {}, 404, "none");
}

TEST_F(PlanningOverHttp, AClosedTimeThatIsTakenBackBeforeItBeginsIsOverForGood) {
  begin();
  replan({{"event", "unit_down"}, {"equipment", "line1/filler"}, {"from", at(16h)}, {"to", at(18h)}}, true);
  const auto closed = got(kSchedule + "/unavailable", paula_);
  const auto end = kSchedule + "/unavailable/" + text_of(closed.at(0), "id") + "/end";
  posted(end, {});
  EXPECT_EQ(got(kSchedule + "/unavailable", paula_), json::array{});
  refused(end, {}, 409, "that line1/filler is down from 2026-11-30T16:00:00Z was taken back already");
}

TEST_F(PlanningOverHttp, AnOrderThatIsLateWaitsForItsEarliestBeginning) {
  begin();
  plan();
  const json::object late{{"event", "order_late"}, {"order", "ERP-4712"}, {"earliest", at(15h)}};
  const auto proposed = replan(late);
  EXPECT_EQ(start_of(proposed.at("plan"), "ERP-4712"), at(15h));
  EXPECT_EQ(proposed.at("disturbed"), json::array{"ERP-4712"});
  EXPECT_EQ(moved_in(proposed), Texts{"ERP-4712"}) << "the other one keeps its place";
  EXPECT_EQ(text_of(got("/api/v1/orders/ERP-4712", paula_), "earliest"), "");
  replan(late, true);
  EXPECT_EQ(start_of(in_force(), "ERP-4712"), at(15h));
  EXPECT_EQ(text_of(got("/api/v1/orders/ERP-4712", paula_), "earliest"), at(15h));
  EXPECT_GE(start_of(plan(), "ERP-4712"), at(15h)) << "later plans respect it";
}

TEST_F(PlanningOverHttp, HowLateAnOrderOnTheLineIsItsCountsSay) {
  begin();
  ASSERT_TRUE(eventually([&] { return got("/api/v1/system", paula_).at("bus").at("connected").as_bool(); }));
  plan();
  time_.move_to(moment(8h + 30min));
  publish_count("line1/palletizer", "good_count", 0, moment(8h));
  publish_count("line1/palletizer", "good_count", 1200, moment(8h + 30min));
  ASSERT_TRUE(eventually([&] { return got("/api/v1/orders/ERP-4711", paula_).at("good") == 1200; }));
  const auto kept = replan({{"event", "order_late"}, {"order", "ERP-4711"}}, true);
  EXPECT_EQ(kept.at("disturbed"), json::array{"ERP-4712"}) << "there is no room for it before the line is free";
  EXPECT_EQ(start_of(in_force(), "ERP-4712"), at(10h + 6min)) << "10,800 bottles and six minutes";
}

TEST_F(PlanningOverHttp, OrdersWaitForAMaterialThatComesLaterAndAreLeftOutWhereItNeverDoes) {
  begin();
  posted("/api/v1/lots", {{"id", "CON-1"}, {"material", "CONCENTRATE"}, {"quantity", 5000}}, 201);
  plan();
  const json::object changed{{"event", "material_changed"}, {"material", "CONCENTRATE"}};
  EXPECT_EQ(moved_in(replan(changed)), Texts{}) << "there is enough of it";
  ASSERT_EQ(post("/api/v1/lots/CON-1/hold", sign_in("quinn"), R"({"reason":"smells"})").status, 200);
  const auto without = replan(changed).at("plan");
  for (const auto* order : {"ERP-4712", "ERP-4713"}) {
    EXPECT_EQ(row(without, order).at("left_out"), true);
    EXPECT_NE(row(without, order).at("why").as_string().find("'CONCENTRATE'"), std::string::npos);
  }
  posted("/api/v1/arrivals", {{"material", "CONCENTRATE"}, {"quantity", 5000}, {"at", at(15h)}}, 201);
  const auto kept = replan(changed, true);
  EXPECT_EQ(kept.at("disturbed"), (json::array{"ERP-4712", "ERP-4713"}));
  EXPECT_EQ(std::min(start_of(in_force(), "ERP-4712"), start_of(in_force(), "ERP-4713")), at(15h));
  auto later = changed;
  later["from"] = at(17h);
  const auto waits = replan(later);
  EXPECT_EQ(waits.at("disturbed").as_array().size(), 1u) << "only the first has begun by then";
  for (const auto* order : {"ERP-4712", "ERP-4713"}) EXPECT_GE(start_of(waits.at("plan"), order), at(17h)) << order;
}

TEST_F(PlanningOverHttp, AnEventThatMakesNoSenseIsRefusedWithItsFieldAndChangesNothing) {
  begin();
  const auto before = plan();
  const auto refuse = [&](json::object event, int status, const std::string& why) {
    event["keep"] = true;
    refused(kSchedule + "/replan", event, status, why);
  };
  refuse({{"event", "flood"}}, 400, "event");
  refuse({{"event", "unit_down"}}, 400, "equipment: say which unit is down");
  refuse({{"event", "unit_down"}, {"equipment", "line9/filler"}}, 400, "equipment: 'line9/filler' is no line");
  refuse({{"event", "unit_down"}, {"equipment", "line1"}, {"to", at(7h)}}, 400, "to: it must be after");
  refuse({{"event", "unit_down"}, {"equipment", "line1"}, {"from", at(6h)}, {"to", at(7h)}}, 400, "past");
  refuse({{"event", "order_late"}}, 400, "order: say which order is late");
  refuse({{"event", "order_late"}, {"order", "none"}}, 404, "there is no order 'none'");
  refuse({{"event", "order_late"}, {"order", "ERP-4712"}}, 400, "earliest: say when 'ERP-4712' can begin");
  posted("/api/v1/orders/ERP-4713/cancel", {{"reason", "not wanted"}});
  refuse({{"event", "order_late"}, {"order", "ERP-4713"}}, 409, "'ERP-4713' is Cancelled");
  refuse({{"event", "material_changed"}}, 400, "material: say which material");
  refuse({{"event", "material_changed"}, {"material", "COLA"}}, 400, "material: there is no 'COLA'");
  refuse({{"event", "material_changed"}, {"material", "SUGAR"}}, 409, "'SUGAR' is not known");
  EXPECT_EQ(in_force(), before);
  EXPECT_EQ(got(kSchedule + "/unavailable", paula_), json::array{});
  Texts trail(12, "schedule.replan refused");
  trail.front() = "schedule.plan accepted";  // and what is no event at all has no row
  EXPECT_EQ(audited(), trail);
}

TEST_F(PlanningOverHttp, AnOperatorReadsThePlanAndMayNotChangeIt) {
  begin();
  const auto before = plan();
  const auto olga = sign_in("olga");
  const std::pair<const char*, const char*> wishes[] = {
      {"/plan", "{}"},
      {"/replan", R"({"event":"unit_down","equipment":"line1","keep":true})"},
      {"/move", R"({"order":"ERP-4713","start":"2026-11-30T18:00:00Z","keep":true})"},
      {"/search", R"({"seconds":1})"},
      {"/search/stop", "{}"},
      {"/search/keep", "{}"}};
  for (const auto& [path, body] : wishes) {
    EXPECT_EQ(post(kSchedule + path, olga, body).status, 403) << path;
    EXPECT_EQ(post(kSchedule + path, "", body).status, 401) << path;
  }
  EXPECT_EQ(got(kSchedule, olga), before);
  EXPECT_EQ(got(kSchedule + "/unavailable", olga), json::array{});
  EXPECT_EQ(got(kSchedule + "/disruptions", olga), json::array{});
  EXPECT_EQ(get(kSchedule + "/search", olga).status, 404);
  for (const char* path : {"", "/unavailable", "/disruptions", "/search"})
    EXPECT_EQ(get(kSchedule + path, "").status, 401) << path;
}

}  // namespace
}  // namespace millwright::mes
