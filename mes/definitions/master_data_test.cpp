#include "mes/definitions/master_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace millwright::mes {
namespace {

const std::set<std::string> kEquipment{"line1",        "line1/mixer",    "line1/pasteurizer", "line1/filler",
                                       "line1/capper", "line1/labeller", "line1/palletizer",  "line1/conveyors"};

class MasterDataFile : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream in("plants/bottling/master_data.yaml");
    text_.assign(std::istreambuf_iterator<char>(in), {});
    ASSERT_FALSE(text_.empty());
  }
  void replace(const std::string& what, const std::string& by) {
    const auto at = text_.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    text_.replace(at, what.size(), by);
  }
  std::string faults() {
    const auto file = testing::TempDir() + "/master_data_" + std::to_string(getpid()) + ".yaml";
    std::ofstream(file) << text_;
    Diagnostics diagnostics;
    const auto data = load_master_data(file, kEquipment, diagnostics);
    EXPECT_EQ(data.has_value(), diagnostics.empty());
    std::filesystem::remove(file);
    return diagnostics.text();
  }
  std::optional<MasterData> loaded() {
    const auto file = testing::TempDir() + "/master_data_" + std::to_string(getpid()) + ".yaml";
    std::ofstream(file) << text_;
    Diagnostics diagnostics;
    auto data = load_master_data(file, kEquipment, diagnostics);
    EXPECT_TRUE(data) << diagnostics.text();
    std::filesystem::remove(file);
    return data;
  }
  std::string text_;
};

TEST_F(MasterDataFile, OfTheBottlingPlantHasNoFault) {
  Diagnostics diagnostics;
  const auto data = load_master_data("plants/bottling/master_data.yaml", kEquipment, diagnostics);
  ASSERT_TRUE(data) << diagnostics.text();
  EXPECT_EQ(data->plant_name, "Bottling");
  EXPECT_EQ(data->orders.size(), 3u);
  EXPECT_EQ(data->line_of("line1/filler"), data->find_line("line1"));
  EXPECT_EQ(data->line_of("line10"), nullptr);
  EXPECT_EQ(data->find_reaction("HIGH_TEMP", "line1/pasteurizer")->reaction_setpoint, 72);
}

TEST_F(MasterDataFile, FlowIsTheLineThenItsRoutingsStepsThenWhatIsBesideThem) {
  Diagnostics diagnostics;
  const auto data = load_master_data("plants/bottling/master_data.yaml", kEquipment, diagnostics);
  ASSERT_TRUE(data) << diagnostics.text();
  std::vector<std::string> units{"line2/filler", "line1/capper",   "line1/conveyors",
                                 "line1/filler", "line1/labeller", "line1/pasteurizer",
                                 "line1/mixer",  "line1",          "line1/palletizer"};
  std::ranges::sort(units, {}, [&](const std::string& unit) { return data->flow_position(unit); });
  EXPECT_EQ(units,
            (std::vector<std::string>{"line1", "line1/mixer", "line1/pasteurizer", "line1/filler", "line1/capper",
                                      "line1/labeller", "line1/palletizer", "line1/conveyors", "line2/filler"}));
}

TEST_F(MasterDataFile, EveryFaultIsLocatedInOnePass) {
  replace("        equipment: line1/mixer\n", "        equipment: line1/mixr\n");
  replace("material: BOTTLE-500, quantity: 1", "material: BOTTLE-501, quantity: 0");
  replace("severity: 2", "severity: 7");
  replace("reaction_setpoint: 72", "reaction_setpoint: low");
  replace("transit: 60s", "transit: 60");
  replace("state: Ready", "state: Running");
  replace("complete_at_quantity: false", "complete_at_quantiti: false");
  const auto text = faults();
  for (const char* message :
       {"the plant has no equipment 'line1/mixr'", "there is no material 'BOTTLE-501'", "quantity must be above zero",
        "the severity is 1 (critical) to 4 (low)", "another order runs on line1 already", "complete_at_quantiti"})
    EXPECT_NE(text.find(message), std::string::npos) << message << "\nin\n" << text;
  EXPECT_EQ(std::ranges::count(text, '\n'), 8) << text;
}

TEST_F(MasterDataFile, AWordInPlaceOfAMapIsAFault) {
  const auto whole = text_;
  for (const std::string section : {"    lots:", "      batch:", "      sublot:", "      pallet:"}) {
    text_ = whole;
    replace("\n" + section, "\n" + section + " none\n" + section.substr(0, section.size() - 1) + "_of_old:");
    EXPECT_NE(faults().find("expected a map"), std::string::npos) << section;
  }
}

TEST_F(MasterDataFile, DuplicatesAndUnknownWorkflowsAreFaults) {
  replace("workflow: high_temperature", "workflow: high_tempo");
  replace("id: ERP-4712", "id: ERP-4711");
  replace("id: CAP-28", "id: BOTTLE-500");
  const auto text = faults();
  for (const char* message : {"there is no workflow 'high_tempo'", "there is an order 'ERP-4711' already",
                              "there is a material 'BOTTLE-500' already"})
    EXPECT_NE(text.find(message), std::string::npos) << message << "\nin\n" << text;
}

TEST(LinesInMasterData, ThatABottlesCodeCouldNotTellApartAreRefusedWhereTheSecondStands) {
  const auto faults_of = [](const std::string& first, const std::string& second) {
    const auto file = testing::TempDir() + "/two_lines_" + std::to_string(getpid()) + ".yaml";
    std::ofstream out(file);
    out << "name: Two lines\nmaterials:\n  - {id: M, name: Juice, kind: intermediate, unit: LTR}\nroutings: "
           "[]\nlines:\n";
    for (const auto& path : {first, second})
      out << "  - equipment: " << path << "\n    good: {equipment: " << path << ", counter: good}\n    lots:\n"
          << "      batch: {equipment: m, counter: c, material: M, size: 1, unit: LTR}\n"
          << "      sublot: {equipment: m, counter: c, material: M, dwell: 1s}\n"
          << "      pallet: {equipment: m, counter: c, pieces: 1, transit: 1s}\n";
    out.close();
    Diagnostics diagnostics;
    (void)load_master_data(file, {}, diagnostics);
    std::filesystem::remove(file);
    return diagnostics.text();
  };
  for (const auto& [first, second] :
       {std::pair<std::string, std::string>{"a/b", "a-b"}, {"a-b", "a/b"}, {"a-b", "A-b"}}) {
    const auto text = faults_of(first, second);
    EXPECT_NE(text.find(".yaml:12: the line '" + second + "' could not be told from '" + first +
                        "' on a bottle, where both are A-B"),
              std::string::npos)
        << text;
  }
  EXPECT_NE(faults_of("a/b", "a/b").find("there is a line 'a/b' already"), std::string::npos);
  EXPECT_EQ(faults_of("a/b", "ab"), "");
}

TEST_F(MasterDataFile, FaultsOfDefinitionsAreLocatedToo) {
  replace("unit: H87, unit_name", "unit: pieces, unit_name");
  replace("unit: LTR, loss_percent: 0.5", "unit: KGM, loss_percent: 100");
  replace("tolerance: {under_percent: 1", "tolerance: {under_percent: 101");
  replace("conversions: [{from: LTR, to: KGM", "conversions: [{from: GRM, to: KGM");
  replace("version: 2\n    effective_from: 2027-01-01", "version: 2\n    effective_from: 2027-13-01");
  replace("by: production.manager, on: 2022-12-15", "by: production.manager, at: 2022-12-15");
  replace("low: 74, high: 78", "low: 77, high: 78");
  replace("equipment_class: LABELLER", "equipment_class: LABELER");
  replace("attribute: size, time", "attribute: syze, time");
  replace("from: \"14:00\"", "from: \"25:00\"");
  replace("days: [mon, tue", "days: [monday, tue");
  replace("date: 2026-12-25", "date: 25.12.2026");
  replace("to: 2026-12-05T10:00:00Z", "to: 2026-12-05T05:00:00Z");
  const auto text = faults();
  for (const char* message :
       {"there is no UNECE Rec 20 code 'pieces'; is H87 meant?", "nothing says how KGM becomes LTR", "0 to below 100",
        "a percentage is 0 to 100", "both are units of mass", "found '2027-13-01'", "'on'", "not between low and high",
        "no equipment class 'LABELER'", "no material has an attribute 'syze'", "found '25:00'", "a day is one of",
        "found '25.12.2026'", "it ends before it begins"})
    EXPECT_NE(text.find(message), std::string::npos) << message << "\nin\n" << text;
}

TEST_F(MasterDataFile, ACalendarHasATimeZoneOrAFixedOffset) {
  const std::string offset = "utc_offset: \"+00:00\"";
  replace(offset, "time_zone: Europe/Berlin");
  EXPECT_EQ(loaded()->calendars.at(0).local_time.zone(), "Europe/Berlin");
  const auto faulty = [&](const std::string& zone, const std::string& fault) {
    replace("time_zone: Europe/Berlin", zone);
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<long>(text_.find("time_zone")), '\n');
    const auto text = faults();
    EXPECT_NE(text.find(".yaml:" + std::to_string(line) + ": " + fault), std::string::npos) << text;
    EXPECT_EQ(std::ranges::count(text, '\n'), 1) << text;
    replace(zone, "time_zone: Europe/Berlin");
  };
  faulty("time_zone: Europe/Berlyn", "there is no time zone 'Europe/Berlyn'; expected an IANA name");
  faulty("time_zone: Berlin", "there is no time zone 'Berlin'; is Europe/Berlin meant?");
  faulty("time_zone: \"\"", "there is no time zone ''");
  faulty("time_zone: [Europe/Berlin]", "expected a text");
  faulty(offset + "\n    time_zone: Europe/Berlin", "a calendar has a time_zone or a utc_offset, not both");
}

TEST_F(MasterDataFile, TwoVersionsInEffectAtOnceAreAFault) {
  replace("version: 2\n    effective_from: 2027-01-01",
          "version: 2\n    effective_from: 2027-01-01\n    approved: {by: someone, on: 2026-12-01}");
  EXPECT_NE(faults().find("versions 1 and 2 of the bill of ORANGE-500 are in effect at once"), std::string::npos);
}

TEST_F(MasterDataFile, NextVersionTakesOverWhereTheOneBeforeEnds) {
  replace("effective_from: 2023-01-01", "effective_from: 2023-01-01\n    effective_to: 2027-01-01");
  replace("version: 2\n    effective_from: 2027-01-01",
          "version: 2\n    effective_from: 2027-01-01\n    approved: {by: someone, on: 2026-12-01}");
  const auto data = loaded();
  ASSERT_TRUE(data);
  EXPECT_EQ(data->bill_of("ORANGE-500", *parse_rfc3339("2026-12-31T23:59:59Z"))->version, 1);
  EXPECT_EQ(data->bill_of("ORANGE-500", *parse_rfc3339("2027-01-01T00:00:00Z"))->version, 2);
  EXPECT_EQ(data->bill_of("ORANGE-500", *parse_rfc3339("2022-12-31T00:00:00Z")), nullptr);
}

TEST_F(MasterDataFile, MaterialMadeOfItselfIsAFault) {
  replace("{material: CURRANT-MIXED, quantity: 1", "{material: CURRANT-500, quantity: 1");
  replace("conversions: [{from: LTR, to: KGM", "conversions: [{from: H87, to: LTR, factor: 1}, {from: LTR, to: KGM");
  const auto text = faults();
  EXPECT_NE(text.find("is made of itself"), std::string::npos) << text;
}

TEST_F(MasterDataFile, ShortFormOfABillIsInEffectForEver) {
  replace("bills:\n", "bills: []\nold_bills:\n");
  const auto at = text_.find("old_bills:"), end = text_.find("equipment_classes:");
  text_.erase(at, end - at);
  replace("kind: intermediate, unit: LTR}",
          "kind: intermediate, unit: LTR, bill_of_materials: [{material: WATER, quantity: 1, unit: LTR}]}");
  const auto data = loaded();
  ASSERT_TRUE(data);
  EXPECT_NE(data->bill_of("JUICE-PASTEURIZED", Timestamp{}), nullptr);
  EXPECT_FALSE(data->has_bill("ORANGE-500"));
}

TEST_F(MasterDataFile, FileThatIsNotThereIsAFault) {
  Diagnostics diagnostics;
  EXPECT_FALSE(load_master_data("/nowhere/master_data.yaml", kEquipment, diagnostics));
  EXPECT_FALSE(diagnostics.empty());
}

}  // namespace
}  // namespace millwright::mes
