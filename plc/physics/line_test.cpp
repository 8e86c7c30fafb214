#include "plc/physics/line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <set>
#include <vector>

namespace millwright::plc {
namespace {

constexpr Seconds kStep{0.1};

void run(Line& line, double seconds, const std::function<void()>& each_step = [] {}) {
  for (int i = 0; i < static_cast<int>(std::lround(seconds * 10)); ++i) {
    line.step(kStep);
    each_step();
  }
}

double volume_in_l(const Line& line) { return line.mixer().level_l() + line.feed().level_l() + line.filler().bowl_l(); }
double volume_out_l(const Line& line) {
  return line.pasteurizer().diverted_total_l() + line.filler().filled_total_l() + line.filler().rejected_total_l();
}
std::uint32_t bottles_on_belts(const Line& line) {
  return line.filler_capper().bottles() + line.capper_labeller().bottles() + line.labeller_palletizer().bottles();
}

TEST(Line, AWarmLineStartsByItselfAndBottlesComeWithinSeconds) {
  Line line({1});
  run(line, 5);
  EXPECT_EQ(line.state(Unit::line), State::execute);
  EXPECT_GT(line.filler().good_count(), 0U);
  EXPECT_GT(line.palletizer().count(), 0U);
}

TEST(Line, AColdLineWaitsForItsStart) {
  Line line({1, true});
  run(line, 60);
  EXPECT_EQ(line.state(Unit::line), State::stopped);
  EXPECT_EQ(line.stop_code(Unit::line), StopCode::commanded);
  EXPECT_EQ(line.mixer().level_l(), 0);
}

TEST(Line, RunsForHoursWithoutAStopAndLosesHardlyABottle) {
  Line line({1});
  run(line, 60);
  std::uint32_t in_execute = 0;
  run(line, 7200, [&] { in_execute += line.state(Unit::line) == State::execute; });
  EXPECT_EQ(in_execute, 72000U);
  EXPECT_NEAR(line.filler().good_count(), 240 * 121, 240);
  EXPECT_LT(line.filler().reject_count(), 10U);
  EXPECT_GT(line.mixer().batch(), 30U);
}

TEST(Line, BatchesEnterThePasteurizerInTheirOrder) {
  Line line({1});
  std::uint32_t last = 1;
  std::set<BatchPhase> phases;
  run(line, 1800, [&] {
    const std::uint32_t now = line.pasteurizer().batch_entering();
    if (now == 0) return;
    EXPECT_TRUE(now == last || now == last + 1) << now << " after " << last;
    EXPECT_LE(now, line.mixer().batch());
    last = now;
    phases.insert(line.mixer().phase());
  });
  EXPECT_GT(last, 5U);
  EXPECT_EQ(phases.size(), 4U);
}

TEST(Line, LowPressureUnderfillsAndTheCheckweigherRejects) {
  Line line({1});
  run(line, 30);
  line.faults.low_pressure = true;
  run(line, 5);
  EXPECT_LT(line.filler().pressure_bar(), 1.6);
  EXPECT_LT(line.filler().last_fill_weight_g(), Filler::kRejectBelowG);
  const auto good = line.filler().good_count();
  const auto rejected = line.filler().reject_count();
  run(line, 30);
  EXPECT_EQ(line.filler().good_count(), good);
  EXPECT_NEAR(line.filler().reject_count(), rejected + 120, 2);
  line.faults.low_pressure = false;
  run(line, 10);
  EXPECT_GT(line.filler().good_count(), good);
}

TEST(Line, ATrimMovesWhatItsNozzleFills) {
  const auto mean_of_seven = [](double trim_g) {
    Line line({1});
    line.filler().set_trim(Filler::kDriftingNozzle, trim_g);
    run(line, 10);
    double sum = 0;
    for (int i = 0; i < 100; ++i) {
      run(line, 3);
      sum += line.filler().nozzle_weights_g()[Filler::kDriftingNozzle - 1];
    }
    return sum / 100;
  };
  EXPECT_NEAR(mean_of_seven(3) - mean_of_seven(0), 3, 1e-9) << "the noise is the same";
}

TEST(Line, NozzleDriftIsSeenOnNozzleSevenAlone) {
  Line line({1});
  run(line, 30);
  line.faults.nozzle_drift = true;
  run(line, 40);
  const auto& weights = line.filler().nozzle_weights_g();
  for (int nozzle = 1; nozzle <= Filler::kNozzles; ++nozzle) {
    const double weight_g = weights[static_cast<std::size_t>(nozzle - 1)];
    EXPECT_EQ(weight_g < 494.5, nozzle == Filler::kDriftingNozzle) << nozzle << ": " << weight_g;
  }
  run(line, 60);
  const auto rejected = line.filler().reject_count();
  run(line, 60);
  EXPECT_NEAR(line.filler().reject_count(), rejected + 20, 1) << "every twelfth bottle";
}

TEST(Line, AJamBlocksUpstreamAndStarvesDownstreamUnitByUnit) {
  Line line({1});
  run(line, 60);
  line.faults.conveyor_jam = true;
  run(line, 2);
  EXPECT_EQ(line.state(Unit::conveyors), State::suspended);
  EXPECT_EQ(line.stop_code(Unit::conveyors), StopCode::conveyor_jam);
  EXPECT_EQ(line.stop_code(Unit::capper), StopCode::blocked);
  EXPECT_EQ(line.stop_code(Unit::labeller), StopCode::starved);
  EXPECT_EQ(line.state(Unit::filler), State::execute) << "the buffer behind it still has room";
  EXPECT_EQ(line.state(Unit::palletizer), State::execute) << "the buffer before it still has bottles";
  run(line, 90);
  EXPECT_EQ(line.state(Unit::filler), State::suspended);
  EXPECT_EQ(line.stop_code(Unit::filler), StopCode::blocked);
  EXPECT_EQ(line.filler_capper().bottles(), Conveyor::kCapacity);
  EXPECT_EQ(line.stop_code(Unit::palletizer), StopCode::starved);
  EXPECT_EQ(line.labeller_palletizer().bottles(), 0U);
  EXPECT_EQ(line.stop_code(Unit::pasteurizer), StopCode::blocked);
  EXPECT_EQ(line.state(Unit::line), State::suspended);
  line.faults.conveyor_jam = false;
  run(line, 30);
  for (const Unit unit : kMachines) EXPECT_EQ(line.state(unit), State::execute);
}

TEST(Line, StopsAndStartsUnitByUnit) {
  Line line({1});
  run(line, 10);
  for (const Unit unit : kMachines) {
    ASSERT_TRUE(line.stop(unit));
    run(line, 1.2);
    EXPECT_EQ(line.state(unit), State::stopped);
    EXPECT_EQ(line.state(Unit::line), State::stopped);
    ASSERT_TRUE(line.start(unit));
    run(line, 30);
    EXPECT_EQ(line.state(unit), State::execute);
  }
}

TEST(Line, SpeedFollowsItsSetPointWithinItsLimits) {
  Line line({1});
  EXPECT_EQ(line.filler().set_speed(1000), 300);
  EXPECT_EQ(line.filler().set_speed(0), 60);
  line.filler().set_speed(120);
  run(line, 120);
  EXPECT_EQ(line.filler().speed(), 120);
  const auto before = line.filler().good_count();
  run(line, 60);
  EXPECT_NEAR(line.filler().good_count() - before, 120, 2);
}

/// Faults, starts, stops and set-points at random, one every few seconds.
void disturb(Line& line, std::mt19937_64& random) {
  const Unit unit = kMachines[random() % kMachines.size()];
  const bool on = random() % 3 == 0;
  switch (random() % 9) {
    case 0:
      line.faults.control_sensor_drift = on;
      break;
    case 1:
      line.faults.steam_valve_stuck = on;
      break;
    case 2:
      line.faults.nozzle_drift = on;
      break;
    case 3:
      line.faults.low_pressure = on;
      break;
    case 4:
      line.faults.conveyor_jam = on;
      break;
    case 5:
      line.stop(unit);
      break;
    case 6:
      line.pasteurizer().set_temperature(70 + static_cast<double>(random() % 10));
      break;
    case 7:
      line.filler().set_speed(static_cast<double>(random() % 400));
      break;
    default:
      for (const Unit each : kMachines) line.start(each);
  }
}

TEST(Line, WhatWentInIsInABufferFilledRejectedOrDivertedWhateverHappens) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Line line({seed, seed % 2 == 0});
    std::mt19937_64 random(seed);
    const double before_l = volume_in_l(line) - line.mixer().filled_total_l();
    const std::uint32_t bottles_before = bottles_on_belts(line);
    for (int i = 0; i < 400; ++i) {
      disturb(line, random);
      run(line, 3);
      ASSERT_NEAR(before_l + line.mixer().filled_total_l(), volume_in_l(line) + volume_out_l(line), 1e-6);
      ASSERT_EQ(bottles_before + line.filler().good_count(), bottles_on_belts(line) + line.palletizer().count());
      for (const Conveyor* belt : {&line.filler_capper(), &line.capper_labeller(), &line.labeller_palletizer()})
        ASSERT_LE(belt->bottles(), Conveyor::kCapacity);
      ASSERT_GE(line.filler().bowl_l(), 0);
      ASSERT_LE(line.filler().bowl_l(), Filler::kBowlCapacityL);
      ASSERT_LE(line.feed().level_l(), Line::kFeedCapacityL);
      ASSERT_LT(line.pasteurizer().true_temperature_c(), 86);
    }
    EXPECT_GT(line.palletizer().count(), 100U) << "the disturbances left nothing running, so nothing was tested";
  }
}

TEST(Line, StepsOfASecondOverfillNoConveyorEither) {
  Line line({1});
  for (int i = 0; i < 600; ++i) {
    if (i % 60 == 30) line.faults.conveyor_jam = !line.faults.conveyor_jam;
    if (i % 97 == 50) line.stop(Unit::palletizer);
    if (i % 97 == 96) line.start(Unit::palletizer);
    line.step(Seconds{1});
    for (const Conveyor* belt : {&line.filler_capper(), &line.capper_labeller(), &line.labeller_palletizer()})
      ASSERT_LE(belt->bottles(), Conveyor::kCapacity);
  }
  EXPECT_GT(line.palletizer().count(), 100U);
}

std::vector<double> trace(std::uint64_t seed) {
  Line line({seed});
  std::mt19937_64 random(7);
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) {
    disturb(line, random);
    run(line, 2);
    values.insert(values.end(),
                  {line.pasteurizer().temperature_c(), line.filler().last_fill_weight_g(), line.filler().pressure_bar(),
                   line.mixer().temperature_c(), static_cast<double>(line.palletizer().count())});
  }
  return values;
}

TEST(Line, OneSeedGivesOneRun) {
  EXPECT_EQ(trace(5), trace(5));
  EXPECT_NE(trace(5), trace(6));
}

}  // namespace
}  // namespace millwright::plc
