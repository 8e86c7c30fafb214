// The whole MES over real HTTP and a real embedded bus.

#include <fstream>
#include <set>

#include "mes/main/mes_over_http.h"

namespace millwright::mes {
namespace {

TEST_F(MesOverHttp, PreloadsThreeOrdersOneRunningAndLetsOnlyTheRightRolesChangeThem) {
  start();
  EXPECT_EQ(get("/api/v1/orders", "").status, 401);
  const auto admin = sign_in("admin");
  const auto olga = sign_in("olga");
  const auto orders = got("/api/v1/orders", olga).as_array();
  ASSERT_EQ(orders.size(), 3u);
  EXPECT_EQ(orders[0].at("state"), "Running");
  EXPECT_EQ(orders[1].at("state"), "Ready");
  EXPECT_EQ(orders[2].at("state"), "Waiting");
  const std::string wanted = R"({"material":"ORANGE-500","quantity":500,"equipment":"line1"})";
  EXPECT_EQ(post("/api/v1/orders", olga, wanted).status, 403);
  EXPECT_EQ(post("/api/v1/orders", admin, wanted).status, 201);
  const auto second = post("/api/v1/orders/ERP-4712/start", olga, "{}");
  EXPECT_EQ(second.status, 409);
  EXPECT_NE(second.body.find("ERP-4711 is Running"), std::string::npos) << second.body;
  EXPECT_EQ(post("/api/v1/orders/ERP-4711/complete", olga, "{}").status, 409);
  EXPECT_EQ(post("/api/v1/orders/ERP-4711/complete", olga, R"({"reason":"the tank is empty"})").status, 200);
  EXPECT_EQ(post("/api/v1/orders/ERP-4712/start", olga, "{}").status, 200);
  EXPECT_EQ(post("/api/v1/orders/ERP-4712/abort", olga, "{}").status, 403);
  const auto illegal = post("/api/v1/orders/ERP-4711/release", admin, "{}");
  EXPECT_EQ(illegal.status, 409);
  EXPECT_NE(illegal.body.find("from Completed one can: close"), std::string::npos) << illegal.body;
}

TEST_F(MesOverHttp, OrdersAreSplitAndTheirCountsCorrectedWithAnAuditRow) {
  start();
  const auto olga = sign_in("olga");
  const auto admin = sign_in("admin");
  const auto corrected =
      post("/api/v1/orders/ERP-4711/correct", olga, R"({"good":7,"scrap":2,"reason":"counted by hand"})");
  ASSERT_EQ(corrected.status, 200) << corrected.body;
  EXPECT_EQ(json::parse(corrected.body).at("good"), 7);
  EXPECT_EQ(post("/api/v1/orders/ERP-4711/correct", olga, R"({"good":7})").status, 400);
  EXPECT_EQ(post("/api/v1/orders/ERP-4712/correct", olga, R"({"good":7,"reason":"x"})").status, 409);
  EXPECT_EQ(post("/api/v1/orders/ERP-4712/split", olga, R"({"quantity":4000})").status, 403);
  const auto split = post("/api/v1/orders/ERP-4712/split", admin, R"({"quantity":4000})");
  ASSERT_EQ(split.status, 200) << split.body;
  EXPECT_EQ(json::parse(split.body).at("part").at("id"), "ERP-4712-2");
  EXPECT_EQ(json::parse(split.body).at("rest").at("quantity"), 20000);
  const auto order = got("/api/v1/orders/ERP-4711", olga);
  EXPECT_EQ(order.at("counted_good"), 0);
  EXPECT_EQ(order.at("corrections").at(0).at("reason"), "counted by hand");
  EXPECT_EQ(order.at("standing"), "below");
  EXPECT_EQ(order.at("fewest"), 11880);
  EXPECT_EQ(post("/api/v1/orders/ERP-4713/cancel", admin, R"({"reason":"not wanted"})").status, 200);
  EXPECT_EQ(post("/api/v1/orders/ERP-4713/close", admin, "{}").status, 200);
  std::set<std::pair<std::string, std::string>> rows;
  const auto trail = got("/api/v1/audit", admin);
  for (const auto& row : trail.as_array()) rows.emplace(row.at("action").as_string(), row.at("detail").as_string());
  EXPECT_TRUE(rows.contains({"order.correct", "good +7, scrap +2: counted by hand"}));
}

TEST_F(MesOverHttp, DefinitionsAreReadInTheirVersions) {
  start();
  const auto olga = sign_in("olga");
  const auto material = got("/api/v1/materials/ORANGE-500", olga);
  EXPECT_EQ(material.at("unit"), "H87");
  EXPECT_EQ(material.at("bill_version"), 1);
  EXPECT_EQ(material.at("bill_of_materials").as_array().size(), 4u);
  EXPECT_EQ(got("/api/v1/definitions/bills?material=ORANGE-500", olga).at(1).at("effect"), "draft");
  EXPECT_EQ(got("/api/v1/definitions/bills?material=ORANGE-500&at=2026-06-01T00:00:00Z", olga).as_array().size(), 1u);
  const auto routing = got("/api/v1/definitions/routings?material=APPLE-500", olga).at(0);
  EXPECT_EQ(routing.at("steps").at(1).at("parameters").at(0).at("value").as_double(), 76);
  EXPECT_EQ(routing.at("steps").at(2).at("capabilities").at(0).at("rate_per_h").as_double(), 7200);
  const auto changeover = got("/api/v1/definitions/changeover?equipment=line1&from=CURRANT-500&to=ORANGE-1000", olga);
  EXPECT_EQ(changeover.at("time_s").as_double(), 65 * 60);
  const auto calendar = got("/api/v1/definitions/calendars", olga).at(0);
  EXPECT_EQ(calendar.at("shifts").at(0).at("from"), "06:00");
  EXPECT_EQ(calendar.at("utc_offset_min"), 0);
  EXPECT_FALSE(calendar.as_object().contains("time_zone")) << "the offset is fixed";
  EXPECT_FALSE(got("/api/v1/definitions/working_time?equipment=line1", olga).as_array().empty());
  EXPECT_EQ(got("/api/v1/materials/ORANGE-500/needs?quantity=1000", olga).at("bought").as_array().size(), 6u);
  EXPECT_GT(got("/api/v1/definitions/units", olga).as_array().size(), 20u);
  for (const char* path : {"/api/v1/materials/ORANGE-500/needs", "/api/v1/materials/ORANGE-500/needs?quantity=-1",
                           "/api/v1/definitions/bills?at=yesterday",
                           "/api/v1/definitions/working_time?equipment=line1&to=1999-01-01T00:00:00Z"})
    EXPECT_EQ(get(path, olga).status, 400) << path;
  for (const char* path : {"/api/v1/materials/NONE", "/api/v1/definitions/working_time?equipment=line9",
                           "/api/v1/definitions/changeover?equipment=line1&from=NONE&to=ORANGE-500"})
    EXPECT_EQ(get(path, olga).status, 404) << path;
}

TEST_F(MesOverHttp, ScheduleOfTheErpIsConfirmedAndItsOrderToldOf) {
  start();
  const auto admin = sign_in("admin");
  std::ifstream in("mes/erp/testdata/three_orders.xml");
  const std::string schedule(std::istreambuf_iterator<char>(in), {});
  const auto send = [&](const std::string& who, const std::string& text) {
    return http::LoopbackClient(mes_->port())
        .request("POST", "/api/v1/erp/schedules", who + "Content-Type: application/xml\r\n", text);
  };
  EXPECT_EQ(send(sign_in("olga"), schedule).status, 403);
  const auto taken = send(admin, schedule);
  ASSERT_EQ(taken.status, 200) << taken.body;
  EXPECT_NE(taken.body.find("3 orders created"), std::string::npos) << taken.body;
  const auto again = send(admin, schedule);
  EXPECT_NE(again.body.find("0 orders created, 3 unchanged"), std::string::npos) << again.body;
  const auto refused = send(admin, schedule.substr(0, 300));
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("Rejected"), std::string::npos) << refused.body;
  EXPECT_EQ(got("/api/v1/orders/ERP-5002", admin).at("quantity"), 3000);
  EXPECT_EQ(got("/api/v1/erp/messages", admin).as_array().size(), 3u);
  EXPECT_EQ(get("/api/v1/erp/performances/ERP-5001", admin).status, 404);
  EXPECT_EQ(post("/api/v1/orders/ERP-5001/cancel", admin, R"({"reason":"not wanted"})").status, 200);
  const auto told = get("/api/v1/erp/performances/ERP-5001", admin);
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_NE(told.body.find("SyncOperationsPerformance"), std::string::npos);
  EXPECT_TRUE(eventually(
      [&] { return std::filesystem::exists(options_.data / "erp" / "out" / "performance-ERP-5001-1.xml"); }));
}

TEST_F(MesOverHttp, WrongBodyNamesTheFieldAndNothingIsWritten) {
  start();
  const auto admin = sign_in("admin");
  const auto answer =
      post("/api/v1/orders", admin, R"({"material":"ORANGE-500","quantity":"many","equipment":"line1"})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("quantity"), std::string::npos) << answer.body;
  EXPECT_EQ(post("/api/v1/orders", admin, R"({"material":"COLA","quantity":5,"equipment":"line1"})").status, 400);
  EXPECT_EQ(get("/api/v1/orders/none", admin).status, 404);
  EXPECT_EQ(get("/api/v1/lots/none/genealogy", admin).status, 404);
  EXPECT_EQ(get("/api/v1/deviations?state=odd", admin).status, 400);
  EXPECT_EQ(got("/api/v1/orders", admin).as_array().size(), 3u);
}

TEST_F(MesOverHttp, EventOnTheBusBecomesADeviationWithItsChainAndAHeldLotForQuality) {
  start();
  const auto quinn = sign_in("quinn");
  ASSERT_TRUE(eventually([&] { return got("/api/v1/system", quinn).at("bus").at("connected").as_bool(); }));
  publish_high_temperature();
  ASSERT_TRUE(eventually([&] { return !got("/api/v1/deviations?state=open", quinn).as_array().empty(); }));
  const auto id = std::string(got("/api/v1/deviations", quinn).as_array()[0].at("id").as_string());
  const auto detail = got("/api/v1/deviations/" + id, quinn);
  std::vector<std::string> places;
  double sum_ms = 0;
  for (const auto& link : detail.at("chain").as_array()) {
    places.emplace_back(link.at("place").as_string());
    sum_ms += link.at("since_previous_ms").to_number<double>();
  }
  EXPECT_EQ(places, (std::vector<std::string>{"plc", "scada", "mes.received", "mes.recorded", "mes.commanded"}));
  EXPECT_GT(sum_ms, 0);
  EXPECT_EQ(detail.at("workflow").at("steps").as_array().size(), 2u);
  const auto lot = std::string(detail.at("lots").as_array().at(0).at("id").as_string());
  EXPECT_EQ(got("/api/v1/holds", quinn).as_array().size(), 1u);
  const std::string release = R"({"disposition":"release","reason":"tasted"})";
  EXPECT_EQ(post("/api/v1/lots/" + lot + "/dispose", sign_in("olga"), release).status, 403);
  EXPECT_EQ(post("/api/v1/lots/" + lot + "/dispose", quinn, release).status, 200);
  EXPECT_EQ(post("/api/v1/lots/" + lot + "/dispose", quinn, release).status, 409);
  const auto tree = got("/api/v1/lots/" + lot + "/genealogy?direction=backward", quinn);
  EXPECT_EQ(tree.at("children").as_array().size(), 1u);
  const auto audit = got("/api/v1/audit", sign_in("admin"));
  EXPECT_NE(json::serialize(audit).find("lot.release"), std::string::npos);
}

TEST_F(MesOverHttp, EquipmentIsListedInTheOrderOfFlow) {
  start();
  const auto olga = sign_in("olga");
  ASSERT_TRUE(eventually([&] { return got("/api/v1/system", olga).at("bus").at("connected").as_bool(); }));
  for (const char* unit : {"line1/conveyors", "line1/filler", "line1/mixer", "line1/palletizer", "line1/pasteurizer"})
    publish(contracts::StateEvent{
        contracts::EquipmentPath{unit}, "Suspended", 5, 1, contracts::quality::kGood, clock_.utc(), false, {}});
  ASSERT_TRUE(eventually([&] { return got("/api/v1/equipment", olga).as_array().size() == 5; }));
  EXPECT_EQ(got("/api/v1/equipment", olga).at(0).at("stop_code"), 1) << "starved";
  EXPECT_EQ(got("/api/v1/plant", olga).at("name"), "Bottling");
  std::vector<std::string> units;
  const auto listed = got("/api/v1/equipment", olga);
  for (const auto& unit : listed.as_array()) units.emplace_back(unit.at("path").as_string());
  EXPECT_EQ(units, (std::vector<std::string>{"line1/mixer", "line1/pasteurizer", "line1/filler", "line1/palletizer",
                                             "line1/conveyors"}));
}

TEST_F(MesOverHttp, DecisionOnALotIsAuditedForEveryLotThatGoesWithIt) {
  start();
  const auto quinn = sign_in("quinn");
  ASSERT_TRUE(eventually([&] { return got("/api/v1/system", quinn).at("bus").at("connected").as_bool(); }));
  publish_count("line1/pasteurizer", "batch", 7, clock_.utc() - 5min);
  publish_count("line1/palletizer", "pallet_count", 41, clock_.utc() - 1min);
  publish_count("line1/palletizer", "pallet_count", 42, clock_.utc());
  ASSERT_TRUE(eventually([&] { return got("/api/v1/lots", quinn).as_array().size() == 3; }));
  const auto held = post("/api/v1/lots/line1-S1-0007/hold", quinn, R"({"reason":"taste"})");
  ASSERT_EQ(held.status, 200) << held.body;
  EXPECT_EQ(json::parse(held.body).at("with"), json::array{"line1-P1-0042"});
  const auto pallet = got("/api/v1/lots/line1-P1-0042", quinn);
  EXPECT_EQ(pallet.at("holds").as_array().at(0).at("parent"), "line1-S1-0007");
  const auto released =
      post("/api/v1/lots/line1-S1-0007/dispose", quinn, R"({"disposition":"release","reason":"tasted again"})");
  ASSERT_EQ(released.status, 200) << released.body;
  EXPECT_EQ(json::parse(released.body).at("with"), json::array{"line1-P1-0042"});
  EXPECT_EQ(got("/api/v1/lots/line1-P1-0042", quinn).at("actions").as_array().size(), 2u);
  std::set<std::pair<std::string, std::string>> rows;
  const auto trail = got("/api/v1/audit", sign_in("admin"));
  for (const auto& row : trail.as_array())
    if (row.at("user") == "quinn") rows.emplace(row.at("action").as_string(), row.at("target").as_string());
  for (const char* action : {"lot.hold", "lot.release"})
    for (const char* lot : {"line1-S1-0007", "line1-P1-0042"})
      EXPECT_TRUE(rows.contains({action, lot})) << action << " " << lot;
}

TEST_F(MesOverHttp, ServesItsPagesWhileTheBusIsAway) {
  options_.bus = "amqp://guest:guest@127.0.0.1:1/";
  start();
  const auto admin = sign_in("admin");
  EXPECT_EQ(got("/api/v1/orders", admin).as_array().size(), 3u);
  EXPECT_FALSE(got("/api/v1/system", admin).at("bus").at("connected").as_bool());
  EXPECT_EQ(get("/health/live", "").status, 200);
  EXPECT_EQ(get("/health/ready", "").status, 503);
}

TEST_F(MesOverHttp, LinksArePublicAndEveryOtherRouteOfItsOwnIsNot) {
  start();
  const auto links = got("/api/v1/links", "");
  EXPECT_EQ(links.at("operator"), "http://127.0.0.1:1");
  for (const char* path :
       {"/api/v1/orders", "/api/v1/lots", "/api/v1/holds", "/api/v1/deviations", "/api/v1/workflows", "/api/v1/tasks",
        "/api/v1/materials", "/api/v1/routings", "/api/v1/equipment", "/api/v1/system", "/api/v1/erp/messages",
        "/api/v1/definitions/bills", "/api/v1/audit", "/api/v1/live"})
    EXPECT_EQ(get(path, "").status, 401) << path;
}

TEST_F(MesOverHttp, FaultyMasterDataStopsTheStartWithItsPlaces) {
  options_.master_data = "plants/bottling/plant.yaml";
  const auto started = MesProcess::start(options_, clock_);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find("plant.yaml:"), std::string::npos);
}

}  // namespace
}  // namespace millwright::mes
