// What is asked about lots, over HTTP.

#include <algorithm>

#include "mes/main/mes_over_http.h"

namespace millwright::mes {
namespace {

std::vector<std::string> ids_of(const json::value& lots) {
  std::vector<std::string> out;
  for (const auto& lot : lots.as_array()) out.emplace_back(lot.at("id").as_string());
  return out;
}

TEST_F(MesOverHttp, WhatWasMadeOfWhatWasInAUnitIsFoundByTime) {
  start();
  const auto olga = sign_in("olga");
  ASSERT_TRUE(eventually([&] { return got("/api/v1/system", olga).at("bus").at("connected").as_bool(); }));
  const Timestamp began = *parse_rfc3339("2026-11-28T10:00:00Z");
  publish_count("line1/mixer", "batch", 6, began - 10min);
  publish_count("line1/mixer", "batch", 7, began - 5min);
  publish_count("line1/pasteurizer", "batch", 6, began - 4min);
  publish_count("line1/pasteurizer", "batch", 7, began);
  for (int n = 0; n < 5; ++n) publish_count("line1/palletizer", "pallet_count", 41 + n, began + n * 1min);
  ASSERT_TRUE(eventually([&] { return got("/api/v1/lots", olga).as_array().size() == 8; }));
  const std::string path = "/api/v1/affected?equipment=";
  const auto found = got(path + "line1/pasteurizer&from=2026-11-28T10:00:30Z&to=2026-11-28T10:00:33Z", olga);
  EXPECT_EQ(ids_of(found), (std::vector<std::string>{"line1-S1-0007", "line1-P1-0043"}));
  EXPECT_EQ(found.at(1).at("level"), 1);
  EXPECT_EQ(found.at(1).at("tracing"), "measured");
  EXPECT_EQ(ids_of(got(path + "line1/mixer&from=2026-11-28T09:51:00Z&to=2026-11-28T09:52:00Z", olga)),
            (std::vector<std::string>{"line1-B1-0006", "line1-S1-0006", "line1-P1-0042", "line1-P1-0043"}));
  EXPECT_EQ(got(path + "line1/pasteurizer&from=2026-11-27T10:00:00Z&to=2026-11-27T11:00:00Z", olga), json::array{});
}

TEST_F(MesOverHttp, WhatIsAskedOfAUnitsTimeIsCheckedAndNamed) {
  start();
  const auto olga = sign_in("olga");
  const std::string path = "/api/v1/affected?equipment=";
  const auto refused = [&](const std::string& query, int status, const std::string& why) {
    const auto answer = get(path + query, olga);
    EXPECT_EQ(answer.status, status) << query << ": " << answer.body;
    EXPECT_NE(answer.body.find(why), std::string::npos) << query << ": " << answer.body;
  };
  const std::string from = "&from=2026-11-28T10:00:00Z", to = "&to=2026-11-28T11:00:00Z";
  refused(from + to, 400, "equipment: must be given");
  refused("line1/pasteurizer" + to, 400, "from: must be given");
  refused("line1/pasteurizer" + from, 400, "to: must be given");
  refused("line1/pasteurizer&from=yesterday" + to, 400, "from: expected RFC 3339");
  refused("line1/pasteurizer&from=2026-11-28T11:00:00Z" + to, 400, "to: expected a time after from");
  refused("line1/pasteurizer&from=2026-11-28T12:00:00Z" + to, 400, "to: expected a time after from");
  refused("line1/oven" + from + to, 404, "no lot is known to pass equipment 'line1/oven'");
  refused("line9/pasteurizer" + from + to, 404, "there is no equipment 'line9/pasteurizer' of a line");
  EXPECT_EQ(get(path + "line1/pasteurizer" + from + to, "").status, 401);
}

TEST_F(MesOverHttp, ABottleIsFoundByItsPrintedCodeAndByTheSerialNumberItIsRecordedUnder) {
  start();
  const auto olga = sign_in("olga");
  ASSERT_TRUE(eventually([&] { return got("/api/v1/system", olga).at("bus").at("connected").as_bool(); }));
  const Timestamp began = *parse_rfc3339("2026-11-28T10:00:00Z");
  publish_count("line1/pasteurizer", "batch", 7, began - 5min);
  for (int n = 0; n < 3; ++n) publish_count("line1/palletizer", "pallet_count", 41 + n, began + n * 1min);
  ASSERT_TRUE(eventually([&] { return got("/api/v1/lots", olga).as_array().size() == 4; }));
  const auto printed = got("/api/v1/bottles/LINE1-20261128T100040Z-000170", olga);
  EXPECT_EQ(printed.at("pallets").as_array().size(), 2u) << "either";
  EXPECT_EQ(printed.at("printed"), "2026-11-28T10:00:40Z");
  EXPECT_EQ(printed.at("sequence"), 170);
  EXPECT_EQ(ids_of(printed.at("trace").at("lots")),
            (std::vector<std::string>{"line1-P1-0042", "line1-P1-0043", "line1-S1-0007", "line1-B1-0007"}))
      << "those of both pallets, each once";
  EXPECT_EQ(printed.at("trace").at("links").as_array().size(), 3u);
  const std::string units = "/api/v1/lots/line1-P1-0043/units";
  EXPECT_EQ(post(units, olga, R"({"units":["urn:epc:id:sgtin:0614141.112345.A/1"]})").status, 200);
  const auto own = got("/api/v1/bottles/urn:epc:id:sgtin:0614141.112345.A%2F1", olga);
  EXPECT_EQ(ids_of(own.at("pallets")), (std::vector<std::string>{"line1-P1-0043"}));
  EXPECT_EQ(own.at("line"), "line1");
  EXPECT_FALSE(own.as_object().contains("printed") || own.as_object().contains("sequence"));
  const auto refused = post(units, olga, R"({"units":["a","b\u001d"]})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("units[1]: the code holds a control character"), std::string::npos) << refused.body;
  EXPECT_EQ(got(units, olga).as_array().size(), 1u);
  EXPECT_EQ(get("/api/v1/bottles/a", olga).status, 404);
}

TEST_F(MesOverHttp, CircumstancesOfALotNameTheAlarmsOfTheUnitsThatItPassed) {
  start();
  const auto olga = sign_in("olga");
  ASSERT_TRUE(eventually([&] { return got("/api/v1/system", olga).at("bus").at("connected").as_bool(); }));
  const Timestamp began = *parse_rfc3339("2026-11-28T10:00:00Z");
  const auto alarm = [&](const std::string& unit, const std::string& state, Timestamp at) {
    const contracts::EquipmentPath equipment{"line1/" + unit};
    publish(contracts::AlarmEvent{equipment.str() + "/temperature/high",
                                  equipment,
                                  contracts::TagPath{equipment.str() + "/temperature"},
                                  state,
                                  2,
                                  "too hot",
                                  {81.0, contracts::quality::kGood, at},
                                  at,
                                  false,
                                  {}});
  };
  alarm("pasteurizer", "UNACK", began + 30s);
  alarm("pasteurizer", "RTNUN", began + 40s);
  alarm("pasteurizer", "UNACK", began + 20min);
  alarm("mixer", "UNACK", began + 30s);
  publish_count("line1/pasteurizer", "batch", 7, began);
  publish_count("line1/palletizer", "pallet_count", 41, began + 1min);
  publish_count("line1/palletizer", "pallet_count", 42, began + 2min);
  ASSERT_TRUE(eventually([&] { return got("/api/v1/lots", olga).as_array().size() == 3; }));
  const auto context = got("/api/v1/lots/line1-P1-0042/context", olga);
  const auto& alarms = context.at("alarms").as_array();
  ASSERT_EQ(alarms.size(), 1u) << json::serialize(context);
  EXPECT_EQ(alarms[0].at("alarm"), "line1/pasteurizer/temperature/high");
  EXPECT_EQ(alarms[0].at("message"), "too hot");
  EXPECT_EQ(alarms[0].at("to").as_string(), to_rfc3339(began + 40s));
}

}  // namespace
}  // namespace millwright::mes
