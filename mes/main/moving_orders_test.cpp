// Moving one order by hand, over HTTP: who makes room, and what stands against it.

#include "mes/main/planning_over_http.h"

namespace millwright::mes {
namespace {

using Texts = std::vector<std::string>;

class MovingOverHttp : public PlanningOverHttp {
 protected:
  static json::object wish(const std::string& order, const std::string& start, bool keep) {
    return {{"order", order}, {"start", start}, {"keep", keep}};
  }
  json::value move(const std::string& order, const std::string& start, bool keep = false) {
    return posted(kMove, wish(order, start, keep));
  }
  static Texts conflicts(const json::value& answer) {
    Texts out;
    for (const auto& one : answer.at("conflicts").as_array())
      out.push_back(text_of(one, "kind") + ": " + text_of(one, "text"));
    return out;
  }
  /// The conflict is told, and with `keep` the move is refused for it.
  void impossible(const std::string& start, const std::string& kind, const std::string& why) {
    const auto told = move("ERP-4713", start);
    EXPECT_EQ(conflicts(told).front(), kind + ": " + why);
    EXPECT_EQ(told.at("kept"), false);
    EXPECT_GT(start_of(told.at("plan"), "ERP-4713"), start) << "the soonest that can be is shown";
    refused(kMove, wish("ERP-4713", start, true), 409, why);
  }

  inline static const std::string kMove = kSchedule + "/move";
};

TEST_F(MovingOverHttp, TheOthersMakeRoomAndNothingIsMovedUntilItIsKept) {
  begin();
  const auto before = plan();
  const auto told = move("ERP-4713", at(9h + 46min));
  EXPECT_EQ(conflicts(told), Texts{"overlap: ERP-4712 has line1 from 2026-11-30 09:46 to 2026-11-30 13:12 and is moved "
                                   "to 2026-11-30 10:42."});
  EXPECT_EQ(moved_in(told), (Texts{"ERP-4713", "ERP-4712"}));
  EXPECT_EQ(in_force(), before);
  const auto kept = move("ERP-4713", at(9h + 46min), true);
  EXPECT_EQ(kept.at("kept"), true);
  EXPECT_EQ(start_of(in_force(), "ERP-4713"), at(9h + 46min));
  EXPECT_EQ(start_of(in_force(), "ERP-4712"), at(10h + 42min));
  EXPECT_EQ(audited(), (Texts{"schedule.plan accepted", "schedule.move accepted"}));
}

TEST_F(MovingOverHttp, WhatBecomesLateIsToldAndTheMoveIsThePlannersToDecide) {
  begin();
  plan();
  const auto told = move("ERP-4713", at(12h), true);
  EXPECT_EQ(conflicts(told).back(), "late: ERP-4712 would be 22 min late.");
  EXPECT_EQ(start_of(in_force(), "ERP-4713"), at(12h));
  EXPECT_EQ(row(in_force(), "ERP-4712").at("late_s"), 22 * 60);
}

TEST_F(MovingOverHttp, WhereTheLineIsTakenOrClosedOrItIsTooEarlyTheMoveIsRefusedWithItsConflict) {
  begin();
  const auto before = plan();
  impossible(at(9h), "running", "ERP-4711 is on line1 until 2026-11-30 09:46.");
  impossible(at(7h), "too_early", "ERP-4713 cannot begin at 2026-11-30 07:00: that is past.");
  impossible("2026-12-06T10:00:00Z", "closed",
             "line1 does not work at 2026-12-06 10:00 (no shift), not until 2026-12-07 06:00.");
  impossible("2026-12-05T07:00:00Z", "closed",
             "line1 does not work at 2026-12-05 07:00 (Filling valves), not until 2026-12-05 10:00.");
  EXPECT_EQ(in_force(), before);
  const Texts four(4, "schedule.move refused");
  auto trail = audited();
  trail.erase(trail.begin());
  EXPECT_EQ(trail, four);
}

TEST_F(MovingOverHttp, AnOrderIsNotMovedBeforeItsEarliestBeginningNorOntoAUnitThatIsDown) {
  begin();
  replan({{"event", "order_late"}, {"order", "ERP-4713"}, {"earliest", at(15h)}}, true);
  impossible(at(14h), "too_early", "ERP-4713 may not begin before 2026-11-30 15:00.");
  replan({{"event", "unit_down"}, {"equipment", "line1/capper"}, {"from", at(16h)}, {"to", at(18h)}, {"why", "worn"}},
         true);
  impossible(at(17h), "closed",
             "line1 does not work at 2026-11-30 17:00 (line1/capper is down: worn), not until 2026-11-30 18:00.");
}

TEST_F(MovingOverHttp, WhatIsNotThereOrHasItsLineIsNotMoved) {
  begin();
  const auto before = plan();
  refused(kMove, wish("none", at(15h), true), 404, "there is no order 'none'");
  refused(kMove, wish("ERP-4711", at(15h), true), 409, "'ERP-4711' is Running: only what waits for its place");
  auto elsewhere = wish("ERP-4713", at(15h), true);
  elsewhere["equipment"] = "line2";
  refused(kMove, elsewhere, 400, "equipment: order 'ERP-4713' is made on line1");
  refused(kMove, wish("ERP-4713", "tomorrow", true), 400, "start");
  EXPECT_EQ(in_force(), before);
}

}  // namespace
}  // namespace millwright::mes
