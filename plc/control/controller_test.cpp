#include "plc/control/controller.h"

#include <gtest/gtest.h>

#include "plc/registers/register_image.h"

namespace millwright::plc {
namespace {

class ControllerTest : public ::testing::Test {
 protected:
  void run(int scans) {
    for (int i = 0; i < scans; ++i) {
      clock_.advance(100ms);
      controller_.scan(100ms);
    }
  }
  RegisterReader block(Unit unit) const {
    return RegisterReader(controller_.input_registers().subspan(map::kUnitBases[static_cast<std::size_t>(unit)], 100));
  }
  ModbusException write(std::uint16_t address, const CommandBlock& sent) {
    return controller_.write_registers(address, encode_command(sent));
  }
  CommandBlock set_temperature(std::uint8_t id, float value) const {
    return {{id}, 10, register_time(clock_.utc() + 1s), value};
  }

  ManualClock clock_;
  Controller controller_{{1}, clock_};
};

TEST_F(ControllerTest, EveryScanStampsEveryBlock) {
  run(5);
  for (const Unit unit : kUnits) {
    const auto before = block(unit).u32(map::header::kScanCounter);
    run(1);
    EXPECT_EQ(block(unit).u32(map::header::kScanCounter), before + 1);
    EXPECT_EQ(block(unit).i64(map::header::kScanTime), register_time(clock_.utc()));
  }
}

TEST(ControllerWithSpeed, DoesInOneScanWhatTakesAnotherThatMany) {
  ManualClock clock;
  Controller fast({.seed = 5}, clock), real({.seed = 5}, clock);
  for (int scan = 0; scan < 30; ++scan) {
    fast.scan(100ms, 10);
    for (int step = 0; step < 10; ++step) real.scan(100ms);
  }
  EXPECT_GT(fast.line().filler().good_count(), 0u);
  EXPECT_EQ(fast.line().filler().good_count(), real.line().filler().good_count());
  EXPECT_EQ(fast.line().pasteurizer().temperature_c(), real.line().pasteurizer().temperature_c());
}

TEST_F(ControllerTest, BlocksShowTheLinesValuesAtTheirDocumentedPlaces) {
  run(600);
  const Line& line = controller_.line();
  const auto pasteurizer = block(Unit::pasteurizer);
  EXPECT_EQ(pasteurizer.u16(6), 6);
  EXPECT_FLOAT_EQ(pasteurizer.f32(24), static_cast<float>(line.pasteurizer().temperature_c()));
  EXPECT_FLOAT_EQ(pasteurizer.f32(28), 76);
  EXPECT_FLOAT_EQ(pasteurizer.f32(38), 30);
  EXPECT_NEAR(pasteurizer.f32(40), 30 / (pasteurizer.f32(32) / 60), 0.01);
  EXPECT_EQ(pasteurizer.u32(42), line.pasteurizer().batch_entering());
  const auto filler = block(Unit::filler);
  EXPECT_FLOAT_EQ(filler.f32(24), 240);
  EXPECT_EQ(filler.u32(30), line.filler().good_count());
  EXPECT_EQ(filler.u32(38), filler.u32(30) + filler.u32(32));
  const int nozzle = filler.u16(36);
  EXPECT_FLOAT_EQ(filler.f32(34), filler.f32(44 + 2 * static_cast<std::size_t>(nozzle - 1)));
  EXPECT_EQ(block(Unit::palletizer).u32(26), line.palletizer().count());
  EXPECT_EQ(block(Unit::line).u32(24), line.palletizer().count());
  EXPECT_EQ(block(Unit::conveyors).u32(26), Conveyor::kCapacity);
  EXPECT_EQ(block(Unit::mixer).u32(28), line.mixer().batch());
}

TEST_F(ControllerTest, AnAnswerAndItsSetPointShowAtOnceWithATimeOfTheirOwn) {
  run(10);
  const auto counter = block(Unit::pasteurizer).u32(0);
  const auto others = block(Unit::filler).u32(0);
  clock_.advance(30ms);
  ASSERT_EQ(write(100, set_temperature(7, 73.5F)), ModbusException::none);
  EXPECT_EQ(block(Unit::pasteurizer).u16(map::header::kEchoResult), 0);
  controller_.run_commands();
  const auto unit = block(Unit::pasteurizer);
  EXPECT_EQ(unit.id(8), CommandId{7});
  EXPECT_EQ(unit.u16(16), 1);
  EXPECT_EQ(unit.i64(18), register_time(clock_.utc()));
  EXPECT_FLOAT_EQ(unit.f32(28), 73.5F);
  EXPECT_EQ(unit.u32(0), counter + 1);
  EXPECT_EQ(unit.i64(2), register_time(clock_.utc()));
  EXPECT_EQ(block(Unit::filler).u32(0), others) << "a block without an answer is left alone";
}

TEST_F(ControllerTest, OnlyAWholeBlockAtAUnitsBaseIsTaken) {
  const auto registers = encode_command(set_temperature(1, 73));
  EXPECT_EQ(controller_.write_registers(101, registers), ModbusException::illegal_data_address);
  EXPECT_EQ(controller_.write_registers(800, registers), ModbusException::illegal_data_address);
  EXPECT_EQ(controller_.write_registers(100, std::span(registers).first(15)), ModbusException::illegal_data_address);
  controller_.run_commands();
  EXPECT_EQ(block(Unit::pasteurizer).u16(map::header::kEchoResult), 0);
  for (const std::uint16_t value : controller_.holding_registers()) EXPECT_EQ(value, 0) << "nothing is half-written";
}

TEST_F(ControllerTest, ASecondCommandBeforeTheFirstIsLookedAtIsToldToWait) {
  ASSERT_EQ(write(100, set_temperature(1, 73)), ModbusException::none);
  EXPECT_EQ(write(100, set_temperature(2, 74)), ModbusException::server_device_busy);
  controller_.run_commands();
  EXPECT_EQ(write(100, set_temperature(2, 74)), ModbusException::none);
}

TEST_F(ControllerTest, ServiceCoilsAreTheFaultsAndTheLocalSwitches) {
  ServicePanel panel(controller_);
  const std::array<bool*, 5> faults{&controller_.line().faults.control_sensor_drift,
                                    &controller_.line().faults.steam_valve_stuck,
                                    &controller_.line().faults.nozzle_drift, &controller_.line().faults.low_pressure,
                                    &controller_.line().faults.conveyor_jam};
  for (std::uint16_t i = 0; i < faults.size(); ++i) {
    EXPECT_FALSE(panel.coil(i));
    EXPECT_EQ(panel.write_coil(i, true), ModbusException::none);
    EXPECT_TRUE(*faults[i]);
    EXPECT_TRUE(panel.coil(i));
    panel.write_coil(i, false);
    EXPECT_FALSE(*faults[i]);
  }
  panel.write_coil(5, true);
  EXPECT_TRUE(panel.link_down());
  EXPECT_EQ(panel.write_coil(6, true), ModbusException::illegal_data_address);
  panel.write_coil(9, true);
  run(1);
  EXPECT_EQ(block(Unit::pasteurizer).u16(map::header::kLocal), 1);
  EXPECT_EQ(block(Unit::filler).u16(map::header::kLocal), 0);
}

}  // namespace
}  // namespace millwright::plc
