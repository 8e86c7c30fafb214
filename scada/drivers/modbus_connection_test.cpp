#include "scada/drivers/modbus_connection.h"

#include <gtest/gtest.h>

#include <limits>

#include "scada/drivers/drivers.h"
#include "scada/drivers/fake_plc.h"
#include "scada/tags/test_plant.h"

namespace millwright::scada::drivers {
namespace {

namespace quality = contracts::quality;

constexpr std::uint32_t kTemperature = 0;
constexpr auto kTwoPolls = 200ms + 50ms;  // and a thread's turn

/// Waits for something that other threads bring about; the limit is only for the day it never comes.
bool eventually(const std::function<bool()>& holds) {
  const auto limit = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < limit) {
    if (holds()) return true;
    std::this_thread::sleep_for(2ms);
  }
  return false;
}

/// The samples of the temperature, in order, with the time they came.
struct Recorder final : tags::Feed {
  void post(const std::vector<tags::Change>& changes) override {
    const std::scoped_lock lock(mutex);
    for (const auto& change : changes)
      if (change.tag == kTemperature) all.push_back(change);
  }
  std::vector<tags::Change> taken() {
    const std::scoped_lock lock(mutex);
    return all;
  }
  std::mutex mutex;
  std::vector<tags::Change> all;
};

struct Driver : testing::Test {
  Driver() {
    plc.set_float(124, 76.5F);
    plant.connections["plc1"].port = plc.port();
    engine.add_feed(recorder);
    drivers = std::make_unique<Drivers>(plant, engine, clock, metrics);
  }
  ~Driver() override {
    drivers->stop();
    engine.stop();
  }
  void start() {
    engine.start();
    drivers->start();
  }
  [[nodiscard]] contracts::Sample temperature() const { return engine.values().read(kTemperature); }
  bool becomes(contracts::Quality wanted) {
    return eventually([&] { return temperature().quality == wanted; });
  }
  /// From `begin` on the source is gone: after how long is the temperature Bad? The best of three, mended by `end` in
  /// between: what is late by its rule is late every time, a crowded test machine only now and then.
  void is_bad_within_two_polls(const std::function<void()>& begin, const std::function<void()>& end) {
    auto best = std::chrono::steady_clock::duration::max();
    for (int attempt = 0; attempt < 3 && best >= kTwoPolls; ++attempt) {
      ASSERT_TRUE(becomes(quality::kGood));
      const auto gone_at = std::chrono::steady_clock::now();
      begin();
      ASSERT_TRUE(becomes(quality::kBadNoCommunication));
      best = std::min(best, std::chrono::steady_clock::now() - gone_at);
      EXPECT_EQ(temperature().value, contracts::Value{76.5}) << "the last known value stays beside its quality";
      end();
    }
    EXPECT_LT(best, kTwoPolls);
    EXPECT_TRUE(becomes(quality::kGood));
  }
  [[nodiscard]] const plant::Equipment& unit() const {
    return *plant.find_equipment(plant::EquipmentPath{"line1/pasteurizer"});
  }

  FakePlc plc;
  SystemClock clock;
  plant::Plant plant = tags::test_plant();
  Metrics metrics;
  Recorder recorder;
  tags::TagEngine engine{plant, metrics};
  std::unique_ptr<Drivers> drivers;
};

TEST_F(Driver, BringsValuesWithTheDevicesTime) {
  start();
  ASSERT_TRUE(becomes(quality::kGood));
  EXPECT_EQ(temperature().value, contracts::Value{76.5});
  EXPECT_LT(std::chrono::abs(clock.utc() - temperature().source_time), 10s);
  EXPECT_TRUE(drivers->alive());
  EXPECT_TRUE(drivers->connections().at(0).connected);
}

TEST_F(Driver, ADeviceThatStopsAnsweringIsBadWithinTwoPolls) {
  start();
  is_bad_within_two_polls([&] { plc.silent = true; }, [&] { plc.silent = false; });
}

TEST_F(Driver, ALostLinkIsBadWithinTwoPollsAndComesBack) {
  start();
  is_bad_within_two_polls([&] { plc.close(); },
                          [&] {
                            EXPECT_TRUE(eventually([&] { return !drivers->connections().at(0).connected; }));
                            EXPECT_FALSE(drivers->connections().at(0).last_error.empty());
                            EXPECT_FALSE(drivers->clock_offset(unit()).has_value());
                            plc.reopen();
                          });
}

TEST_F(Driver, ACounterThatStandsMakesTheBlockBad) {
  start();
  ASSERT_TRUE(becomes(quality::kGood));
  plc.frozen = true;
  plc.set_float(124, 99.0F);
  ASSERT_TRUE(becomes(quality::kBadNoCommunication));
  EXPECT_EQ(temperature().value, contracts::Value{76.5}) << "values of a dead scan are not taken";
  plc.frozen = false;
  ASSERT_TRUE(becomes(quality::kGood));
}

TEST_F(Driver, ADeviceWhoseCounterNeverMovedIsNeverGood) {
  plc.frozen = true;
  start();
  ASSERT_TRUE(becomes(quality::kBadNoCommunication));
  for (const auto& change : recorder.taken()) EXPECT_TRUE(change.sample.quality.is_bad());
}

TEST_F(Driver, AnExceptionIsBadDeviceFailure) {
  plc.exception = 2;
  start();
  EXPECT_TRUE(becomes(quality::kBadDeviceFailure));
}

TEST_F(Driver, WhatIsNoNumberIsBadAndHarmsNoOtherTag) {
  plc.set_float(124, std::numeric_limits<float>::quiet_NaN());
  plc.set_float(128, 76.0F);
  start();
  ASSERT_TRUE(becomes(quality::kBadSensorFailure));
  EXPECT_EQ(engine.values().read(1).value, contracts::Value{76.0});
  EXPECT_EQ(engine.values().read(1).quality, quality::kGood);
}

TEST_F(Driver, AScanTimeOfLongAgoIsNoSourceTime) {
  // The device's clock stands at 1970 plus nothing: as far back as its offset can take it in this test.
  plc.spoil = [](FakePlc::Frame frame) {
    if (frame.size() > 30)
      for (std::size_t i = 13; i < 21; ++i) frame[i] = 0;
    return frame;
  };
  start();
  EXPECT_TRUE(becomes(quality::kBadDeviceFailure));
}

TEST_F(Driver, AClockThatWentBackCostsOneReadAndNoMore) {
  start();
  ASSERT_TRUE(becomes(quality::kGood));
  plc.clock_us = -60'000'000;
  ASSERT_TRUE(eventually([&] {
    const auto sample = temperature();
    return sample.quality.is_good() && clock.utc() - sample.source_time > 50s;
  }));
}

TEST_F(Driver, GarbageNeverBecomesAValue) {
  std::atomic<unsigned> turn{0};
  plc.spoil = [&](FakePlc::Frame frame) -> FakePlc::Frame {
    switch (turn++ % 6) {
      case 0:
        return {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03};
      case 1:
        frame[7] = 3;  // another function
        return frame;
      case 2:
        frame[8] = 2;  // another length
        return frame;
      case 3:
        frame[0] ^= 0x80;  // another request's
        return frame;
      case 4:
        frame.resize(frame.size() - 2);
        frame[5] = static_cast<std::uint8_t>(frame[5] - 2);
        return frame;
      default:
        frame[6] = 9;  // another unit's
        return frame;
    }
  };
  start();
  ASSERT_TRUE(eventually([&] { return turn > 8; }));
  for (const auto& change : recorder.taken()) EXPECT_TRUE(change.sample.quality.is_bad());
}

TEST_F(Driver, TellsTheClockOffsetOnceItHasSeenEnough) {
  plc.clock_us = 3'000'000;
  start();
  ASSERT_TRUE(eventually([&] { return drivers->clock_offset(unit()).has_value(); }));
  EXPECT_NEAR(std::chrono::duration<double>(*drivers->clock_offset(unit())).count(), 3.0, 0.2);
}

TEST_F(Driver, WritesACommandBlockOnceAndWhole) {
  start();
  ASSERT_TRUE(becomes(quality::kGood));
  Uuid id;
  id.bytes[0] = 0xAB;
  ASSERT_TRUE(drivers->write(unit(), id, 10, 74.5, clock.utc() + 5s).has_value());
  EXPECT_EQ(plc.writes, 1);
  EXPECT_EQ(plc.holding(100), 0xAB00);
  EXPECT_EQ(plc.holding(108), 10);
  EXPECT_EQ(plc.holding(114), 0x4295);  // 74.5F is 0x42950000
}

TEST_F(Driver, NeverWritesAfterTheDeadline) {
  start();
  const auto late = drivers->write(unit(), Uuid{}, 10, 74.5, clock.utc() - 1ms);
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, DeviceError::not_connected);
  EXPECT_EQ(plc.writes, 0);
}

TEST_F(Driver, AWriteWithoutAnswerIsToldAsSuchAndNotRepeated) {
  plc.spoil = [](FakePlc::Frame frame) { return frame[7] == 16 ? FakePlc::Frame{} : frame; };
  start();
  const auto written = drivers->write(unit(), Uuid{}, 10, 74.5, clock.utc() + 5s);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, DeviceError::no_answer);
  EXPECT_EQ(plc.writes, 1);
}

TEST_F(Driver, AnAbsentDeviceIsNotConnected) {
  start();
  plc.close();
  const auto written = drivers->write(unit(), Uuid{}, 10, 74.5, clock.utc() + 5s);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, DeviceError::not_connected);
}

TEST_F(Driver, ReadsTheEcho) {
  plc.set(108, 0xAB00);
  plc.set(116, 2);
  plc.set(117, 3);
  start();
  const auto echo = drivers->read_echo(unit());
  ASSERT_TRUE(echo.has_value());
  EXPECT_EQ(echo->id.bytes[0], 0xAB);
  EXPECT_EQ(echo->result, 2);
  EXPECT_EQ(echo->reason, 3);
  plc.set(116, 77);
  EXPECT_EQ(drivers->read_echo(unit()).error().code, DeviceError::wrong_answer);
}

TEST_F(Driver, ATagInNoBlockIsAConfigurationError) {
  plant.tags[4].address.address = 5000;
  drivers = std::make_unique<Drivers>(plant, engine, clock, metrics);
  start();
  EXPECT_TRUE(eventually([&] { return engine.values().read(4).quality == quality::kBadConfigurationError; }));
}

}  // namespace
}  // namespace millwright::scada::drivers
