#include "scada/api/api_fixture.h"

namespace millwright::scada::api {
namespace {

const contracts::EquipmentPath kLine{"line1"};

/// The API's line takes jobs that set the temperature.
struct JobApi : Api {
  JobApi() {
    jobs::JobOrder order;
    order.id = "J/1";
    order.material = "apple_05";
    order.quantity = 500;
    order.unit = "bottles";
    order.parameters.push_back({"temperature", 74.0});
    EXPECT_TRUE(jobs->put(kLine, jobs::Cause::Store, order, "", {"bridge", {"bridge"}, true}).ok());
  }
};

TEST_F(JobApi, ListsWhatTheLineHas) {
  const auto all = parsed(get("/api/v1/jobs?equipment=line1", "quality")).as_array();
  ASSERT_EQ(all.size(), 1u);
  const auto& job = all[0].as_object();
  EXPECT_EQ(job.at("id"), "J/1");
  EXPECT_EQ(job.at("state"), "NotAllowedToStart");
  EXPECT_EQ(job.at("quantity"), 500);
  const auto& parameter = job.at("parameters").as_array().at(0);
  EXPECT_EQ(parameter.at("value"), 74.0);
  EXPECT_EQ(parameter.at("tag"), "line1/pasteurizer/temperature_setpoint");
  EXPECT_TRUE(parsed(get("/api/v1/jobs?equipment=line1/filler")).as_array().empty());
  EXPECT_EQ(get("/api/v1/jobs?equipment=line9").status, 404);
}

TEST_F(JobApi, OperatorsPauseAndResumeAndHearWhyNot) {
  EXPECT_EQ(post("/api/v1/jobs/J%2F1/pause", "{}", "quality").status, 403);
  EXPECT_EQ(post("/api/v1/jobs/J2/pause", "{}").status, 404);
  const auto refused = post("/api/v1/jobs/J%2F1/pause", R"({"comment":"label roll"})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(message(refused), "Job J/1: it is NotAllowedToStart");
}

}  // namespace
}  // namespace millwright::scada::api
