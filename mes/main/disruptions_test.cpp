// What happened that the plan in force does not know, over HTTP.

#include "mes/main/planning_over_http.h"

namespace millwright::mes {
namespace {

using Texts = std::vector<std::string>;

TEST_F(PlanningOverHttp, AUnitThatStandsIsToldUnlessItIsKnownToBeDown) {
  begin();
  ASSERT_TRUE(eventually([&] { return got("/api/v1/system", paula_).at("bus").at("connected").as_bool(); }));
  publish(contracts::StateEvent{contracts::EquipmentPath{"line1/filler"},
                                "Aborted",
                                9,
                                12,
                                contracts::quality::kGood,
                                moment(8h + 2min),
                                false,
                                {}});
  ASSERT_TRUE(eventually([&] { return got("/api/v1/equipment", paula_).as_array().size() == 1; }));
  time_.move_to(moment(8h + 3min));
  EXPECT_EQ(disruptions("unit_down"), Texts{}) << "for a minute";
  time_.move_to(moment(8h + 4min));
  const Texts told{"line1/filler stands since 2026-11-30 08:02: Aborted, stop code 12."};
  EXPECT_EQ(disruptions("unit_down"), told);
  const json::object down{{"event", "unit_down"}, {"equipment", "line1/filler"}};
  replan(down);
  EXPECT_EQ(disruptions("unit_down"), told) << "that was a proposal";
  replan(down, true);
  EXPECT_EQ(disruptions("unit_down"), Texts{});
  const auto closed = got(kSchedule + "/unavailable", paula_);
  posted(kSchedule + "/unavailable/" + text_of(closed.at(0), "id") + "/end", {});
  EXPECT_EQ(disruptions("unit_down"), told) << "someone says that it is back, and it stands";
}

TEST_F(PlanningOverHttp, AnOrderThatShouldHaveBegunIsToldAndThenThatItWillBeThroughLate) {
  begin();
  posted("/api/v1/orders/ERP-4711/complete", {{"reason", "the tank is empty"}});
  plan();
  time_.move_to(moment(8h + 10min));
  EXPECT_EQ(disruptions("order_late"), Texts{}) << "ten minutes are nothing";
  time_.move_to(moment(8h + 11min));
  EXPECT_EQ(disruptions("order_late"), Texts{"ERP-4712 should have begun at 2026-11-30 08:00 and is Ready."});
  posted("/api/v1/orders/ERP-4712/start", {});
  EXPECT_EQ(disruptions("order_late"), Texts{"ERP-4712 will be through at 2026-11-30 11:37, 11 min after its plan."});
  const json::object late{{"event", "order_late"}, {"order", "ERP-4712"}};
  replan(late);
  EXPECT_EQ(disruptions("order_late").size(), 1u) << "that was a proposal";
  replan(late, true);
  EXPECT_EQ(start_of(in_force(), "ERP-4713"), at(11h + 37min));
  EXPECT_EQ(disruptions("order_late"), Texts{}) << "the plan knows it now";
  time_.move_to(moment(8h + 22min));
  EXPECT_EQ(disruptions("order_late"), Texts{"ERP-4712 will be through at 2026-11-30 11:48, 22 min after its plan."});
}

TEST_F(PlanningOverHttp, AMaterialThatWillNotBeThereIsToldForEachOrderThatFindsTooLittle) {
  begin();
  posted("/api/v1/lots", {{"id", "CON-1"}, {"material", "CONCENTRATE"}, {"quantity", 5000}}, 201);
  plan();
  EXPECT_EQ(disruptions("material_changed"), Texts{});
  const auto quinn = sign_in("quinn");
  ASSERT_EQ(post("/api/v1/lots/CON-1/hold", quinn, R"({"reason":"smells"})").status, 200);
  const auto told = disruptions("material_changed");
  ASSERT_EQ(told.size(), 2u);
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_TRUE(told[i].starts_with("Of CONCENTRATE, ")) << told[i];
    EXPECT_TRUE(told[i].ends_with(i == 0 ? " will be missing when ERP-4712 begins at 2026-11-30 09:46."
                                         : " will be missing when ERP-4713 begins at 2026-11-30 13:12."))
        << told[i];
  }
  const json::object changed{{"event", "material_changed"}, {"material", "CONCENTRATE"}};
  replan(changed);
  EXPECT_EQ(disruptions("material_changed"), told) << "that was a proposal";
  replan(changed, true);
  EXPECT_EQ(disruptions("material_changed"), Texts{}) << "the plan leaves them out";
}

}  // namespace
}  // namespace millwright::mes
