// Definitions that people add to the file's.

#include <gtest/gtest.h>

#include "mes/definitions/test_bottling.h"

namespace millwright::mes {
namespace {

const Timestamp kApproved = *parse_rfc3339("2026-06-01T00:00:00Z");

struct Loaded {
  std::optional<MasterData> data;
  Diagnostics faults{};
};
Loaded load(const std::vector<std::string>& texts) {
  Loaded out;
  std::vector<Addition> additions;
  for (const auto& text : texts)
    additions.push_back({fmt::format("change {}", additions.size() + 1), text, {"quinn", kApproved}});
  out.data = load_master_data("plants/bottling/master_data.yaml", {}, out.faults, additions);
  return out;
}
void expect_fault(const std::string& text, const std::string& fault) {
  const auto loaded = load({text});
  EXPECT_FALSE(loaded.data);
  EXPECT_NE(loaded.faults.text().find(fault), std::string::npos) << loaded.faults.text();
}

constexpr const char* kBill = R"({"bills": [{"material": "ORANGE-500", "version": 7, "yield_percent": 99,
  "effective_from": "2026-07-01", "items": [{"material": "JUICE-PASTEURIZED", "quantity": 0.51, "unit": "LTR"}]}]})";

TEST(Additions, AVersionEndsTheOneBeforeItFromItsFirstMomentOn) {
  const auto loaded = load({kBill});
  ASSERT_TRUE(loaded.data) << loaded.faults.text();
  const auto turn = *parse_rfc3339("2026-07-01T00:00:00Z");
  EXPECT_EQ(loaded.data->bill_of("ORANGE-500", turn - 1s)->version, 1);
  EXPECT_EQ(loaded.data->bill_of("ORANGE-500", turn)->version, 7);
  EXPECT_EQ(loaded.data->bill_of("ORANGE-500", turn)->approved->by, "quinn");
  EXPECT_EQ(loaded.data->bill_of("ORANGE-1000", turn)->version, 1) << "what it does not name stays";
}

TEST(Additions, WithoutADateAVersionIsInEffectFromItsApproval) {
  const auto loaded = load({R"({"bills": [{"material": "SUGAR", "items": [{"material": "WATER", "quantity": 1,
                               "unit": "KGM"}]}]})"});
  ASSERT_TRUE(loaded.data) << loaded.faults.text();
  EXPECT_EQ(loaded.data->bill_of("SUGAR", kApproved - 1s), nullptr);
  EXPECT_NE(loaded.data->bill_of("SUGAR", kApproved), nullptr);
}

TEST(Additions, OneAfterTheOtherEachEndsTheLast) {
  const auto loaded = load({kBill, R"({"bills": [{"material": "ORANGE-500", "version": 8,
    "effective_from": "2026-08-01", "items": [{"material": "JUICE-PASTEURIZED", "quantity": 0.5, "unit": "LTR"}]}]})"});
  ASSERT_TRUE(loaded.data) << loaded.faults.text();
  const auto version = [&](const char* at) { return loaded.data->bill_of("ORANGE-500", *parse_rfc3339(at))->version; };
  EXPECT_EQ(version("2026-07-31T23:59:59Z"), 7);
  EXPECT_EQ(version("2026-08-01T00:00:00Z"), 8);
}

TEST(Additions, ACalendarOrMatrixTakesThePlaceOfItsNamesake) {
  const auto loaded = load({R"({"calendars": [{"id": "LINE1", "equipment": ["line1"], "shifts":
    [{"name": "Day", "days": ["mon"], "from": "08:00", "to": "16:00"}]}]})"});
  ASSERT_TRUE(loaded.data) << loaded.faults.text();
  ASSERT_EQ(loaded.data->calendars.size(), 1u);
  EXPECT_EQ(loaded.data->calendars[0].shifts.size(), 1u);
}

TEST(Additions, AMaterialTakesThePlaceOfItsNamesakeWithItsBillsAndItsNeighboursKept) {
  const auto before = load({});
  const auto loaded = load({R"({"materials": [{"id": "CONCENTRATE", "name": "Orange concentrate 66 °Bx", "kind": "raw",
    "unit": "KGM", "conversions": [{"from": "LTR", "to": "KGM", "factor": 1.33}]}]})"});
  ASSERT_TRUE(loaded.data) << loaded.faults.text();
  EXPECT_EQ(loaded.data->find_material("CONCENTRATE")->conversions.at(0).factor, 1.33);
  ASSERT_EQ(loaded.data->materials.size(), before.data->materials.size());
  for (std::size_t i = 0; i < before.data->materials.size(); ++i)
    EXPECT_EQ(loaded.data->materials[i].id, before.data->materials[i].id) << "in the same place";
  EXPECT_EQ(loaded.data->bills.size(), before.data->bills.size());
}

TEST(Additions, AMaterialThatItsBillsOrRoutingsDoNotGoWithIsRefused) {
  expect_fault("{\"materials\": [\n{\"id\": \"SUGAR\", \"name\": \"Sugar\", \"kind\": \"raw\",\n\"unit\": \"LTR\"}]}",
               "change 1:3: SUGAR counts in KGM for good");
  const auto bought_by_volume = R"({"materials": [{"id": "SYRUP", "name": "Syrup", "kind": "raw", "unit": "KGM",
      "conversions": [{"from": "LTR", "to": "KGM", "factor": 1.3}]}],
    "bills": [{"material": "JUICE-MIXED", "version": 9,
      "items": [{"material": "SYRUP", "quantity": 0.1, "unit": "LTR"}]}]})";
  const auto loaded = load({bought_by_volume, R"({"materials": [{"id": "SYRUP", "name": "Syrup", "kind": "raw",
    "unit": "KGM"}]})"});
  EXPECT_FALSE(loaded.data);
  EXPECT_NE(
      loaded.faults.text().find("change 2:1: SYRUP: nothing says how LTR becomes KGM, as version 9 of the bill of"),
      std::string::npos)
      << loaded.faults.text();
}

TEST(Additions, AnAttributeThatChangeoversDependOnStaysWithSomeMaterial) {
  std::string all;
  for (const char* id : {"ORANGE-500", "ORANGE-1000", "APPLE-500", "APPLE-1000", "CURRANT-500", "CURRANT-1000"})
    all += fmt::format(R"({}{{"id": "{}", "name": "n", "kind": "finished", "unit": "H87",
      "attributes": {{"colour": "light"}}}})",
                       all.empty() ? "" : ",", id);
  expect_fault(R"({"materials": [)" + all + "]}", "no material would have an attribute 'size'");
  EXPECT_TRUE(load({R"({"materials": [)" + all + R"(], "setup_matrices": [{"id": "LINE1-CHANGEOVER",
    "equipment": ["line1"], "setups": [{"attribute": "colour", "time": "5min", "name": "Rinse"}]}]})"})
                  .data)
      << "nothing depends on it any more";
}

TEST(Additions, AUnitLeavesItsClassOnlyWithTheRoutingsThatUseIt) {
  const auto other = R"({"equipment_classes": [{"id": "CAPPER", "name": "Cappers", "equipment": ["line1/capper2"]}])";
  expect_fault(std::string(other) + "}", "line1/capper cannot leave CAPPER: capping is done on it by version 1 of the");
  const auto more = load({R"({"equipment_classes": [{"id": "CAPPER", "name": "Cappers",
    "equipment": ["line1/capper", "line1/capper2"]}]})"});
  ASSERT_TRUE(more.data) << more.faults.text();
  EXPECT_EQ(more.data->find_class("CAPPER")->equipment.size(), 2u);
  const auto routing = [](const char* id, const char* material) {
    return fmt::format(R"({{"id": "{}", "material": "{}", "version": 2, "steps": [{{"segment": "capping", "name": "Cap",
      "equipment_class": "CAPPER", "capabilities": [{{"equipment": "line1/capper2", "time": "1min"}}]}}]}})",
                       id, material);
  };
  const auto both = load({std::string(other) + R"(, "routings": [)" + routing("BOTTLING", "ORANGE-500") + "," +
                          routing("BOTTLING-1000", "ORANGE-1000") + "]}"});
  ASSERT_TRUE(both.data) << both.faults.text();
  EXPECT_EQ(both.data->routing_of("ORANGE-500", kApproved)->steps.at(0).equipment.str(), "line1/capper2");
}

TEST(Additions, OneChangeNamesAMaterialOrAClassOnce) {
  const std::string sugar = R"({"id": "SUGAR", "name": "Sugar", "kind": "raw", "unit": "KGM"})";
  expect_fault(R"({"materials": [)" + sugar + "," + sugar + "]}", "there is a material 'SUGAR' already");
  const std::string mixers = R"({"id": "MIXER", "name": "Mixers", "equipment": ["line1/mixer"]})";
  expect_fault(R"({"equipment_classes": [)" + mixers + "," + mixers + "]}",
               "there is an equipment class 'MIXER' already");
}

TEST(Additions, FaultsAreLocatedInTheAddition) {
  expect_fault("{\"bills\":\n [{\"material\": \"GOLD\", \"items\": []}]}", "change 1:2: there is no material 'GOLD'");
  expect_fault("{\"bills\": ", "change 1:1: is not valid YAML");
  expect_fault("[]", "change 1:1: expected a map");
  expect_fault(R"({"orders": []})", "change 1:1");
  expect_fault(R"({"bills": [{"material": "SUGAR", "approved": {"by": "me", "on": "2026-01-01"},
                  "items": [{"material": "WATER", "quantity": 1, "unit": "KGM"}]}]})",
               "who approves it is not for the text to say");
  expect_fault(R"({"bills": [{"material": "SUGAR", "effective_from": "2026-05-31",
                  "items": [{"material": "WATER", "quantity": 1, "unit": "KGM"}]}]})",
               "before it was approved");
  expect_fault(R"({"bills": [{"material": "ORANGE-500", "version": 1, "items": [{"material": "WATER", "quantity": 1,
                  "unit": "LTR"}]}]})",
               "there is a version 1 of the bill of ORANGE-500 already");
  expect_fault(R"({"bills": [{"material": "JUICE-MIXED", "version": 9, "items": [{"material": "ORANGE-500",
                  "quantity": 1, "unit": "H87"}]}]})",
               "is made of itself");
  expect_fault(
      "{\"calendars\": [{\"id\": \"LINE1\", \"equipment\": [\"line1\"], \"shifts\": [],\n"
      "\"time_zone\": \"Europe/Berlyn\"}]}",
      "change 1:2: there is no time zone 'Europe/Berlyn'");
}

}  // namespace
}  // namespace millwright::mes
