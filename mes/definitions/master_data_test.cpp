#include "mes/definitions/master_data.h"

#include <gtest/gtest.h>

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
  replace("equipment: line1/mixer}", "equipment: line1/mixr}");
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

TEST_F(MasterDataFile, FileThatIsNotThereIsAFault) {
  Diagnostics diagnostics;
  EXPECT_FALSE(load_master_data("/nowhere/master_data.yaml", kEquipment, diagnostics));
  EXPECT_FALSE(diagnostics.empty());
}

}  // namespace
}  // namespace millwright::mes
