// The fault scenarios' times and the protections. Whole-line runs where the line matters, the unit alone where not.

#include "plc/physics/pasteurizer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "plc/physics/line.h"

namespace millwright::plc {
namespace {

constexpr Seconds kStep{0.1};
constexpr double kHighC = 80;
constexpr std::uint64_t kSeeds = 10;

void run(Line& line, double seconds) {
  for (int i = 0; i < static_cast<int>(std::lround(seconds * 10)); ++i) line.step(kStep);
}

/// Seconds until `reached`, or `most` if it never is.
template <class Condition>
double seconds_until(Line& line, double most, Condition reached) {
  for (int i = 0; i < static_cast<int>(most * 10); ++i) {
    if (reached()) return i / 10.0;
    line.step(kStep);
  }
  return most;
}

double hottest(Line& line, double seconds) {
  double most = 0;
  for (int i = 0; i < static_cast<int>(seconds * 10); ++i) {
    line.step(kStep);
    most = std::max({most, line.pasteurizer().temperature_c(), line.pasteurizer().true_temperature_c()});
  }
  return most;
}

void start_all(Line& line) {
  for (const Unit unit : kMachines) line.start(unit);
}

TEST(Pasteurizer, HoldsTheNominalSetPoint) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Line line({seed});
    run(line, 60);
    EXPECT_LT(hottest(line, 300), 76.5);
    EXPECT_NEAR(line.pasteurizer().true_temperature_c(), 76, 0.2);
    EXPECT_EQ(line.pasteurizer().diverted_total_l(), 0);
  }
}

TEST(Pasteurizer, AColdStartDivertsUntilItIsHotAndNeverOvershoots) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Line line({seed, true});
    run(line, 5);
    EXPECT_EQ(line.pasteurizer().flow_l_per_min(), 0);
    start_all(line);
    EXPECT_LT(hottest(line, 300), 77);
    EXPECT_NEAR(line.pasteurizer().true_temperature_c(), 76, 0.3);
    EXPECT_GT(line.pasteurizer().diverted_total_l(), 5);
    EXPECT_GT(line.palletizer().count(), 50U);
  }
}

TEST(Pasteurizer, StopsAndBlockadesDoNotOvershootEither) {
  Line line({3});
  for (int i = 0; i < 6; ++i) {
    line.stop(i % 2 == 0 ? Unit::filler : Unit::pasteurizer);
    EXPECT_LT(hottest(line, 20 + 30 * i), 77);
    start_all(line);
    EXPECT_LT(hottest(line, 45), 77);
  }
}

TEST(SensorDrift, CrossesTheLimitInFiveToTenSecondsAndASetPointOf72BringsItBack) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Line line({seed});
    run(line, 60);
    const auto high = [&] { return line.pasteurizer().temperature_c() > kHighC; };
    line.faults.control_sensor_drift = true;
    const double crossed_s = seconds_until(line, 30, high);
    EXPECT_GE(crossed_s, 5);
    EXPECT_LE(crossed_s, 10);
    run(line, 2);
    line.pasteurizer().set_temperature(72);
    EXPECT_LT(seconds_until(line, 30, [&] { return !high(); }), 10);
    run(line, 1);
    EXPECT_LT(hottest(line, 20), kHighC) << "it does not cross again on its way down";
    EXPECT_LT(hottest(line, 300), 78.5) << "78 °C is clear of the limit";
  }
}

TEST(SensorDrift, LeftAloneSettlesSixDegreesHighAndComesBackFromThereToo) {
  Line line({1});
  line.faults.control_sensor_drift = true;
  run(line, 120);
  EXPECT_NEAR(line.pasteurizer().true_temperature_c(), 82, 0.3);
  EXPECT_NEAR(line.pasteurizer().control_temperature_c(), 76, 0.3);
  line.pasteurizer().set_temperature(72);
  EXPECT_LT(seconds_until(line, 30, [&] { return line.pasteurizer().temperature_c() < kHighC; }), 10);
}

TEST(SensorDrift, ItsEndLeavesNoUnderpasteurizedProduct) {
  Line line({1});
  line.faults.control_sensor_drift = true;
  run(line, 60);
  line.faults.control_sensor_drift = false;
  run(line, 60);
  EXPECT_EQ(line.pasteurizer().diverted_total_l(), 0);
  EXPECT_NEAR(line.pasteurizer().true_temperature_c(), 76, 0.3);
}

TEST(StuckValve, SettlesBetween81And84WhateverTheSetPoint) {
  for (const double setpoint_c : {72.0, 76.0, 78.0}) {
    for (const double speed : {60.0, 240.0, 300.0}) {
      Line line({1});
      run(line, 30);
      line.pasteurizer().set_temperature(setpoint_c);
      line.filler().set_speed(speed);
      line.faults.steam_valve_stuck = true;
      run(line, 120);
      EXPECT_GT(line.pasteurizer().true_temperature_c(), 81) << setpoint_c << " at " << speed;
      EXPECT_LT(hottest(line, 120), 84) << setpoint_c << " at " << speed;
      EXPECT_FALSE(line.pasteurizer().steam_shut());
    }
  }
}

TEST(StuckValve, DoesNotWindTheControllerUp) {
  Line line({1});
  line.faults.steam_valve_stuck = true;
  run(line, 600);
  line.faults.steam_valve_stuck = false;
  double coldest = 100;
  for (int i = 0; i < 1200; ++i) {
    line.step(kStep);
    coldest = std::min(coldest, line.pasteurizer().true_temperature_c());
  }
  EXPECT_GT(coldest, 75);
  EXPECT_EQ(line.pasteurizer().diverted_total_l(), 0);
}

class PasteurizerAlone : public ::testing::Test {
 protected:
  double step(double juice_c = Pasteurizer::kJuiceC) {
    feed_.push({1, 5});
    return unit_.step(kStep, feed_, 20, faults_, juice_c);
  }
  void start(bool cold) {
    unit_ = Pasteurizer(1, cold);
    unit_.control.start();
    while (!unit_.control.executing()) step();
  }

  Pasteurizer unit_{1, false};
  ProductTank feed_{1000};
  Faults faults_;
};

TEST_F(PasteurizerAlone, ClampsSetPoints) {
  EXPECT_EQ(unit_.set_temperature(60), 72);
  EXPECT_EQ(unit_.set_temperature(90), 78);
  EXPECT_EQ(unit_.set_temperature(74.5), 74.5);
  EXPECT_EQ(unit_.setpoint_c(), 74.5);
}

TEST_F(PasteurizerAlone, NothingBelow70DegreesReachesTheFiller) {
  start(true);
  double passed_l = 0;
  for (int i = 0; i < 600; ++i) {
    const double volume_l = step();
    passed_l += volume_l;
    EXPECT_EQ(volume_l > 0, unit_.temperature_c() >= Pasteurizer::kDivertBelowC);
    EXPECT_EQ(unit_.diverted(), volume_l == 0);
  }
  EXPECT_GT(passed_l, 0);
  EXPECT_GT(unit_.diverted_total_l(), 0);
}

TEST_F(PasteurizerAlone, ShutsSteamAndFeedAt85DegreesUntilReset) {
  start(false);
  faults_.steam_valve_stuck = true;
  int steps = 0;
  // Feed that comes in hot takes the stuck valve over the cut-out.
  while (!unit_.steam_shut() && ++steps < 1000) step(40);
  ASSERT_TRUE(unit_.steam_shut());
  EXPECT_LT(unit_.true_temperature_c(), 87);
  for (int i = 0; i < 600; ++i) {
    EXPECT_EQ(step(40), 0);
    EXPECT_EQ(unit_.steam_valve_percent(), 0);
  }
  EXPECT_EQ(unit_.control.state(), State::aborted);
  EXPECT_EQ(unit_.control.stop_code(), StopCode::high_temperature);
  EXPECT_FALSE(unit_.control.start());

  faults_.steam_valve_stuck = false;
  ASSERT_TRUE(unit_.reset());
  for (int i = 0; i < 10; ++i) step();
  ASSERT_TRUE(unit_.control.start());
  for (int i = 0; i < 1000; ++i) step();
  EXPECT_TRUE(unit_.control.executing());
  EXPECT_FALSE(unit_.steam_shut());
  EXPECT_NEAR(unit_.true_temperature_c(), 76, 0.3);
}

TEST_F(PasteurizerAlone, DwellIsTubeVolumeOverFlow) {
  start(false);
  step();
  EXPECT_NEAR(unit_.dwell().count(), Pasteurizer::kHoldVolumeL / (unit_.flow_l_per_min() / 60), 1e-9);
  unit_.control.stop();
  step();
  EXPECT_EQ(unit_.dwell(), Seconds{3600});
}

}  // namespace
}  // namespace millwright::plc
