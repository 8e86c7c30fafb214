#include "plc/control/command_desk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace millwright::plc {
namespace {

class CommandDeskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 50; ++i) line_.step(Seconds{0.1});
  }

  CommandBlock block(CommandCode code, float value = 0, Duration valid = 1s) {
    CommandBlock made{{}, static_cast<std::uint16_t>(code), register_time(clock_.utc() + valid), value};
    ++last_id_;
    made.id[0] = static_cast<std::uint8_t>(last_id_ >> 8);
    made.id[15] = static_cast<std::uint8_t>(last_id_ & 0xFF);
    return made;
  }
  Echo send(Unit unit, const CommandBlock& sent) {
    EXPECT_TRUE(desk_.put(unit, sent));
    desk_.run(line_, clock_.utc());
    return desk_.echo(unit);
  }
  double setpoint_c() const { return line_.pasteurizer().setpoint_c(); }

  ManualClock clock_;
  Line line_{{1}};
  CommandDesk desk_;
  int last_id_ = 0;
};

TEST_F(CommandDeskTest, TakesACommandAndEchoesItsIdAndTime) {
  const auto sent = block(CommandCode::set_temperature, 74);
  const Echo echo = send(Unit::pasteurizer, sent);
  EXPECT_EQ(echo.id, sent.id);
  EXPECT_EQ(echo.result, EchoResult::taken);
  EXPECT_EQ(echo.reason, EchoReason::none);
  EXPECT_EQ(echo.time, clock_.utc());
  EXPECT_EQ(setpoint_c(), 74);
}

TEST_F(CommandDeskTest, OneIdActsOnce) {
  const auto sent = block(CommandCode::set_temperature, 74);
  send(Unit::pasteurizer, sent);
  line_.pasteurizer().set_temperature(76);
  EXPECT_TRUE(desk_.put(Unit::pasteurizer, sent));
  EXPECT_FALSE(desk_.run(line_, clock_.utc())[static_cast<std::size_t>(Unit::pasteurizer)]);
  EXPECT_EQ(setpoint_c(), 76);
}

TEST_F(CommandDeskTest, AnOlderIdDoesNotActAgainEither) {
  const auto first = block(CommandCode::set_temperature, 73, 1h);
  send(Unit::pasteurizer, first);
  CommandBlock last;
  for (std::size_t i = 1; i < CommandDesk::kIdsRemembered; ++i) {
    last = block(CommandCode::set_temperature, 77);
    send(Unit::pasteurizer, last);
  }
  const Echo echo = send(Unit::pasteurizer, first);
  EXPECT_EQ(setpoint_c(), 77);
  EXPECT_EQ(echo.id, last.id) << "the echo still speaks of the last command";
}

TEST_F(CommandDeskTest, ARefusedIdIsRememberedToo) {
  const auto sent = block(CommandCode::start);
  EXPECT_EQ(send(Unit::filler, sent).reason, EchoReason::not_allowed);
  line_.stop(Unit::filler);
  for (int i = 0; i < 20; ++i) line_.step(Seconds{0.1});
  send(Unit::filler, sent);
  EXPECT_EQ(line_.state(Unit::filler), State::stopped) << "refused once, it never acts later";
}

TEST_F(CommandDeskTest, AnAllZeroIdIsNoCommand) {
  CommandBlock none = block(CommandCode::stop);
  none.id = {};
  EXPECT_EQ(send(Unit::filler, none).result, EchoResult::none);
  EXPECT_EQ(line_.state(Unit::filler), State::execute);
}

TEST_F(CommandDeskTest, RefusesWhatIsPastItsDeadlineByItsOwnClock) {
  auto sent = block(CommandCode::set_temperature, 73, 50ms);
  ASSERT_TRUE(desk_.put(Unit::pasteurizer, sent));
  clock_.advance(51ms);
  desk_.run(line_, clock_.utc());
  EXPECT_EQ(desk_.echo(Unit::pasteurizer).result, EchoResult::refused);
  EXPECT_EQ(desk_.echo(Unit::pasteurizer).reason, EchoReason::expired);
  EXPECT_EQ(setpoint_c(), 76);
  EXPECT_EQ(send(Unit::pasteurizer, block(CommandCode::set_temperature, 73, 0ms)).result, EchoResult::taken)
      << "the deadline itself is still in time";
}

TEST_F(CommandDeskTest, ClampsSetPointsAndTakesThem) {
  EXPECT_EQ(send(Unit::pasteurizer, block(CommandCode::set_temperature, 95)).result, EchoResult::taken);
  EXPECT_EQ(setpoint_c(), 78);
  send(Unit::pasteurizer, block(CommandCode::set_temperature, -300));
  EXPECT_EQ(setpoint_c(), 72);
  send(Unit::filler, block(CommandCode::set_speed, 1e9F));
  EXPECT_EQ(line_.filler().speed_setpoint(), 300);
}

TEST_F(CommandDeskTest, EachNozzleHasItsTrim) {
  EXPECT_EQ(send(Unit::filler, block(static_cast<CommandCode>(27), 2.5F)).result, EchoResult::taken);
  EXPECT_EQ(send(Unit::filler, block(static_cast<CommandCode>(32), -99)).result, EchoResult::taken);
  std::array<double, Filler::kNozzles> expected{};
  expected[6] = 2.5;
  expected[11] = -10;
  EXPECT_EQ(line_.filler().trims_g(), expected);
  for (const int code : {20, 33})
    EXPECT_EQ(send(Unit::filler, block(static_cast<CommandCode>(code), 1)).reason, EchoReason::unknown_command);
  EXPECT_EQ(send(Unit::pasteurizer, block(CommandCode::set_trim, 1)).reason, EchoReason::unknown_command);
  EXPECT_EQ(send(Unit::filler, block(CommandCode::set_trim, std::nanf(""))).reason, EchoReason::not_a_number);
  EXPECT_EQ(line_.filler().trims_g(), expected);
}

TEST_F(CommandDeskTest, RefusesWhatIsNotANumber) {
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    EXPECT_EQ(send(Unit::pasteurizer, block(CommandCode::set_temperature, value)).reason, EchoReason::not_a_number);
    EXPECT_EQ(send(Unit::filler, block(CommandCode::set_speed, value)).reason, EchoReason::not_a_number);
  }
  EXPECT_EQ(setpoint_c(), 76);
  EXPECT_EQ(line_.filler().speed_setpoint(), 240);
}

TEST_F(CommandDeskTest, RefusesCommandsThatTheUnitDoesNotKnow) {
  EXPECT_EQ(send(Unit::filler, block(CommandCode::set_temperature, 75)).reason, EchoReason::unknown_command);
  EXPECT_EQ(send(Unit::line, block(CommandCode::set_speed, 200)).reason, EchoReason::unknown_command);
  EXPECT_EQ(send(Unit::mixer, block(static_cast<CommandCode>(99))).reason, EchoReason::unknown_command);
}

TEST_F(CommandDeskTest, StopsAndStartsTheWholeLineFromItsOwnBlock) {
  EXPECT_EQ(send(Unit::line, block(CommandCode::start)).reason, EchoReason::not_allowed) << "it runs already";
  EXPECT_EQ(send(Unit::line, block(CommandCode::stop)).result, EchoResult::taken);
  for (int i = 0; i < 12; ++i) line_.step(Seconds{0.1});
  for (const Unit unit : kMachines) EXPECT_EQ(line_.state(unit), State::stopped);
  EXPECT_EQ(send(Unit::line, block(CommandCode::start)).result, EchoResult::taken);
  for (int i = 0; i < 30; ++i) line_.step(Seconds{0.1});
  for (const Unit unit : kMachines) EXPECT_EQ(line_.state(unit), State::execute);
}

TEST_F(CommandDeskTest, AUnitInLocalObeysNobodyRemote) {
  desk_.set_local(Unit::pasteurizer, true);
  EXPECT_EQ(send(Unit::pasteurizer, block(CommandCode::set_temperature, 73)).reason, EchoReason::not_allowed);
  EXPECT_EQ(setpoint_c(), 76);
  EXPECT_EQ(send(Unit::line, block(CommandCode::stop)).result, EchoResult::taken);
  EXPECT_EQ(line_.state(Unit::pasteurizer), State::execute) << "not through the line's block either";
  EXPECT_EQ(line_.state(Unit::filler), State::stopping);
}

TEST_F(CommandDeskTest, ABlockNotYetLookedAtIsNotOverwritten) {
  const auto first = block(CommandCode::set_temperature, 73);
  ASSERT_TRUE(desk_.put(Unit::pasteurizer, first));
  EXPECT_TRUE(desk_.put(Unit::pasteurizer, first)) << "the same one again is no conflict";
  EXPECT_FALSE(desk_.put(Unit::pasteurizer, block(CommandCode::set_temperature, 77)));
  EXPECT_TRUE(desk_.put(Unit::filler, block(CommandCode::set_speed, 200))) << "another unit has its own block";
  desk_.run(line_, clock_.utc());
  EXPECT_EQ(desk_.echo(Unit::pasteurizer).id, first.id);
  EXPECT_EQ(setpoint_c(), 73);
}

}  // namespace
}  // namespace millwright::plc
