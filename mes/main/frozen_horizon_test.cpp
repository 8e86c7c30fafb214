// What is to begin within the line's frozen time keeps its place when the orders are planned anew; what begins later
// makes room for what is urgent.

#include <fstream>
#include <iterator>

#include "mes/main/planning_over_http.h"

namespace millwright::mes {
namespace {

using Texts = std::vector<std::string>;

class FrozenOverHttp : public PlanningOverHttp {
 protected:
  /// The plant with that frozen time and no order on the line. FIRST is planned from `earliest` on for 56 minutes, five
  /// more from noon on; then comes URGENT, of the same size and due at nine.
  void begin_with_urgent_order(const std::string& frozen, const std::string& earliest = at(8h)) {
    std::ifstream in(options_.master_data);
    std::string text(std::istreambuf_iterator<char>(in), {});
    const std::string written = "frozen: 30min";
    const auto place = text.find(written);
    ASSERT_NE(place, std::string::npos);
    options_.master_data = folder_.path() / "master_data.yaml";
    std::ofstream(options_.master_data) << text.replace(place, written.size(), "frozen: " + frozen);
    begin();
    posted("/api/v1/orders/ERP-4711/complete", {{"reason", "the tank is empty"}});
    for (const auto* order : {"ERP-4712", "ERP-4713"})
      posted(std::string("/api/v1/orders/") + order + "/cancel", {{"reason", "not wanted"}});
    create("FIRST", 5, earliest, "2026-12-03T08:00:00Z");
    for (const auto* order : {"B", "C", "D", "E", "F"}) create(order, 5, at(12h), "2026-12-03T08:00:00Z");
    ASSERT_EQ(start_of(plan(), "FIRST"), earliest);
    create("URGENT", 1, at(8h), at(9h));
  }
  void create(const std::string& order, int priority, const std::string& earliest, const std::string& due) {
    posted("/api/v1/orders",
           {{"id", order},
            {"material", "ORANGE-500"},
            {"quantity", 6000},
            {"equipment", "line1"},
            {"priority", priority},
            {"earliest", earliest},
            {"due", due}},
           201);
  }
  /// Something happens that touches no order's place.
  json::object far_event() {
    return {{"event", "unit_down"},
            {"equipment", "line1/filler"},
            {"from", "2026-12-01T03:00:00Z"},
            {"to", "2026-12-01T04:00:00Z"}};
  }
};

TEST_F(FrozenOverHttp, WhatBeginsWithinItKeepsItsPlaceThoughAnUrgentOrderIsLateByThat) {
  begin_with_urgent_order("30min");
  const auto proposed = replan(far_event());
  EXPECT_EQ(proposed.at("disturbed"), json::array{});
  EXPECT_EQ(moved_in(proposed), Texts{});
  EXPECT_EQ(start_of(proposed.at("plan"), "URGENT"), at(8h + 56min));
  EXPECT_EQ(row(proposed.at("plan"), "URGENT").at("late_s"), 52 * 60);
  const auto anew = plan();
  EXPECT_EQ(start_of(anew, "FIRST"), at(8h)) << "nor does planning all anew move it";
  EXPECT_EQ(start_of(anew, "URGENT"), at(8h + 56min));
}

TEST_F(FrozenOverHttp, WithoutItTheUrgentOrderComesFirst) {
  begin_with_urgent_order("0min");
  const auto proposed = replan(far_event());
  EXPECT_EQ(start_of(proposed.at("plan"), "URGENT"), at(8h));
  EXPECT_EQ(moved_in(proposed), Texts{"FIRST"});
  EXPECT_EQ(start_of(plan(), "URGENT"), at(8h));
}

TEST_F(FrozenOverHttp, WhatBeginsLaterMakesRoom) {
  begin_with_urgent_order("30min", at(8h + 31min));
  const auto proposed = replan(far_event());
  EXPECT_EQ(start_of(proposed.at("plan"), "URGENT"), at(8h));
  EXPECT_EQ(moved_in(proposed), Texts{"FIRST"});
  EXPECT_EQ(start_of(plan(), "FIRST"), at(8h + 56min));
}

TEST_F(FrozenOverHttp, WhatCannotKeepItsPlaceMovesOutOfItAllTheSame) {
  begin_with_urgent_order("30min");
  const auto kept = replan({{"event", "unit_down"}, {"equipment", "line1/filler"}, {"to", at(8h + 20min)}}, true);
  EXPECT_EQ(kept.at("disturbed"), json::array{"FIRST"});
  EXPECT_EQ(start_of(in_force(), "URGENT"), at(8h + 20min));
  EXPECT_GE(start_of(in_force(), "FIRST"), at(9h + 16min));
}

}  // namespace
}  // namespace millwright::mes
