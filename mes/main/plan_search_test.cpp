// The search for a better plan behind people's backs, over HTTP.

#include "mes/main/planning_over_http.h"

namespace millwright::mes {
namespace {

using Texts = std::vector<std::string>;

class SearchOverHttp : public PlanningOverHttp {
 protected:
  std::string search(double seconds) { return text_of(posted(kSearch, {{"seconds", seconds}}), "id"); }
  json::value found() { return got(kSearch, paula_); }
  bool is(const char* state) { return text_of(found(), "state") == state; }

  inline static const std::string kSearch = kSchedule + "/search";
};

TEST_F(SearchOverHttp, ShowsItsBestPlanWhileItGoesOnAndChangesNothingUntilThatIsKept) {
  begin();
  const auto id = search(3600);
  refused(kSearch, {{"seconds", 1}}, 409, "a search for a better plan is going on");
  ASSERT_TRUE(eventually([&] { return found().at("plan").as_array().size() == 2; }));
  const auto first = found();
  EXPECT_EQ(first.at("id").as_string(), id);
  EXPECT_EQ(first.at("state"), "running");
  EXPECT_EQ(first.at("failure"), "");
  ASSERT_TRUE(eventually(
      [&] { return found().at("elapsed_s").to_number<double>() > first.at("elapsed_s").to_number<double>(); }));
  const auto stopped = posted(kSearch + "/stop", {});
  EXPECT_EQ(stopped.at("id").as_string(), id);
  EXPECT_EQ(stopped.at("state"), "stopped");
  EXPECT_EQ(found(), stopped) << "it has ended: nothing of it changes any more";
  // As much work as there is, one order behind the other, and none of it late.
  EXPECT_EQ(stopped.at("cost"), (json::object{{"tardiness_s", 0}, {"setup_s", 0}, {"makespan_s", 368 * 60}}));
  const auto& last = stopped.at("improvements").as_array().back();
  EXPECT_EQ(last.at("makespan_s"), 368 * 60);
  EXPECT_LE(last.at("at_s").to_number<double>(), stopped.at("elapsed_s").to_number<double>());
  EXPECT_EQ(in_force(), json::array{});
  EXPECT_EQ(got("/api/v1/orders/ERP-4713", paula_).at("state"), "Waiting");

  const auto kept = posted(kSearch + "/keep", {});
  EXPECT_EQ(kept, in_force());
  for (const auto* order : {"ERP-4712", "ERP-4713"})
    EXPECT_EQ(start_of(kept, order), start_of(stopped.at("plan"), order));
  EXPECT_EQ(got("/api/v1/orders/ERP-4713", paula_).at("state"), "Pending");
  EXPECT_EQ(audited(), (Texts{"schedule.search accepted", "schedule.search refused", "schedule.search.stop accepted",
                              "schedule.search.keep accepted"}));
}

TEST_F(SearchOverHttp, EndsWhenItsTimeIsOverAndAnotherCanBegin) {
  begin();
  const auto first = search(0.1);
  ASSERT_TRUE(eventually([&] { return is("done"); }));
  EXPECT_EQ(text_of(posted(kSearch + "/stop", {}), "state"), "done") << "there is nothing to stop";
  EXPECT_NE(search(3600), first);
  EXPECT_TRUE(is("running"));
}

TEST_F(SearchOverHttp, KeepingEndsItAndLaysItsPlanOutFromTheTimeThatItIsNow) {
  begin();
  search(3600);
  ASSERT_TRUE(eventually([&] { return found().at("plan").as_array().size() == 2; }));
  posted("/api/v1/orders", {{"id", "NEW"}, {"material", "ORANGE-500"}, {"quantity", 7200}, {"equipment", "line1"}},
         201);
  time_.move_to(moment(10h));
  const auto kept = posted(kSearch + "/keep", {});
  EXPECT_TRUE(is("stopped"));
  EXPECT_EQ(std::min(start_of(kept, "ERP-4712"), start_of(kept, "ERP-4713")), at(11h + 46min));
  const auto both = std::max(text_of(row(kept, "ERP-4712"), "finish"), text_of(row(kept, "ERP-4713"), "finish"));
  EXPECT_EQ(start_of(kept, "NEW"), both) << "what the search did not know comes last";
}

TEST_F(SearchOverHttp, WhereThereWasNoneThereIsNothingToStopOrToKeep) {
  begin();
  const std::string none = "no search for a better plan was started";
  EXPECT_EQ(get(kSearch, paula_).status, 404);
  refused(kSearch + "/stop", {}, 404, none);
  refused(kSearch + "/keep", {}, 404, none);
  refused(kSearch, {{"seconds", 0}}, 400, "seconds: more than 0");
  refused(kSearch, {{"seconds", 3601}}, 400, "seconds: more than 0, 3600 at most");
  EXPECT_EQ(get(kSearch, paula_).status, 404);
}

}  // namespace
}  // namespace millwright::mes
