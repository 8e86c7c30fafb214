#include <map>
#include <random>
#include <set>
#include <thread>

#include "scada/control/control_fixture.h"

namespace millwright::scada::control {
namespace {

using contracts::CommandState;
using drivers::DeviceError;
using Point = FakeDevice::CrashPoint;

struct InFlight : ControlFixture {
  contracts::CommandResult now(const contracts::Command& asked) { return *controller->find(asked.id); }
  std::vector<std::string> places(const contracts::Command& asked) {
    std::vector<std::string> out;
    for (const auto& hop : now(asked).hops) out.push_back(hop.place);
    return out;
  }
  /// Turns and lets time pass until the command is final.
  contracts::CommandResult settle(const contracts::Command& asked) {
    for (int i = 0; i < 400 && !contracts::is_final(now(asked).state); ++i) {
      controller->turn();
      clock.advance(100ms);
    }
    return now(asked);
  }
};

TEST_F(InFlight, ACommandIsWrittenTakenAndConfirmed) {
  const auto asked = start();
  controller->submit(asked, person);
  controller->turn();
  ASSERT_EQ(device.writes.size(), 1u);
  EXPECT_EQ(device.writes[0].code, 1);
  EXPECT_EQ(device.writes[0].not_after, asked.not_after);
  EXPECT_EQ(now(asked).state, CommandState::accepted);
  clock.advance(100ms);
  values(81, 76, 6);
  controller->turn();
  EXPECT_EQ(now(asked).state, CommandState::completed);
  EXPECT_EQ(places(asked),
            (std::vector<std::string>{"scada.accepted", "scada.written", "plc.taken", "scada.confirmed"}));
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].id, asked.id);
}

TEST_F(InFlight, AnOldSampleConfirmsNothing) {
  values(81, 76, 6);
  clock.advance(1s);
  const auto asked = start();
  controller->submit(asked, person);
  controller->turn();
  EXPECT_EQ(now(asked).state, CommandState::accepted) << "that state was true before the command";
  set(2, std::int64_t{6});
  controller->turn();
  EXPECT_EQ(now(asked).state, CommandState::completed);
}

TEST_F(InFlight, WhatIsNeverConfirmedTimesOut) {
  const auto asked = start();
  controller->submit(asked, person);
  EXPECT_EQ(settle(asked).state, CommandState::timed_out);
  EXPECT_EQ(now(asked).reason, "not_confirmed");
}

TEST_F(InFlight, ThePlcsRefusalIsTheResult) {
  device.result = 2;
  const std::map<int, std::string> words{
      {1, "plc_expired"}, {2, "plc_unknown_command"}, {3, "plc_state"}, {4, "plc_value"}, {9, "plc_refused"}};
  for (const auto& [number, word] : words) {
    device.reason = number;
    const auto asked = start();
    controller->submit(asked, person);
    controller->turn();
    EXPECT_EQ(now(asked).state, CommandState::rejected);
    EXPECT_EQ(now(asked).reason, word);
  }
}

TEST_F(InFlight, WithoutLinkNothingIsWritten) {
  device.write_error = DeviceError::not_connected;
  const auto asked = start();
  controller->submit(asked, person);
  controller->turn();
  EXPECT_EQ(now(asked).state, CommandState::rejected);
  EXPECT_EQ(now(asked).reason, "link_down");
}

TEST_F(InFlight, WhatCannotBeWrittenInTimeIsNotWritten) {
  const auto asked = start();
  controller->submit(asked, person);
  clock.advance(5s + 1ms);
  controller->turn();
  EXPECT_EQ(now(asked).state, CommandState::expired);
  EXPECT_TRUE(device.writes.empty());
}

TEST_F(InFlight, AfterAWriteWithoutAnswerTheEchoDecides) {
  device.write_error = DeviceError::no_answer;
  const auto asked = start();
  controller->submit(asked, person);
  controller->turn();
  EXPECT_EQ(places(asked), (std::vector<std::string>{"scada.accepted", "plc.taken"}));
  clock.advance(100ms);
  values(81, 76, 6);
  EXPECT_EQ(settle(asked).state, CommandState::completed);
  EXPECT_EQ(device.writes.size(), 1u);
}

TEST_F(InFlight, WithoutAnyEchoTheOutcomeStaysUnknownAndRaisesAnAlarm) {
  device.answers = false;
  const auto asked = start();
  controller->submit(asked, person);
  controller->turn();
  clock.advance(6900ms);
  controller->turn();
  EXPECT_EQ(now(asked).state, CommandState::accepted) << "the PLC may still answer";
  EXPECT_EQ(settle(asked).state, CommandState::outcome_unknown);
  EXPECT_EQ(alarms, 1);
  EXPECT_EQ(device.writes.size(), 1u);
}

TEST_F(InFlight, ALinkThatStaysDownEndsInOutcomeUnknownToo) {
  device.answers = false;
  device.echo_error = DeviceError::not_connected;
  const auto asked = start();
  controller->submit(asked, person);
  EXPECT_EQ(settle(asked).state, CommandState::outcome_unknown);
  EXPECT_EQ(now(asked).reason, "link_down");
}

TEST_F(InFlight, OneCommandAUnitAtATimeInOrder) {
  device.answers = false;
  const auto first = start();
  const auto second = command("line1/filler", "stop");
  const auto elsewhere = cool();
  controller->submit(first, person);
  controller->submit(second, person);
  controller->submit(elsewhere, above);
  controller->turn();
  ASSERT_EQ(device.writes.size(), 2u);
  EXPECT_EQ(device.writes[0].unit, "line1/filler");
  EXPECT_EQ(device.writes[1].unit, "line1/pasteurizer");
  device.answers = true;
  device.echoes["line1/filler"] = {*Uuid::parse(first.id.str()), 2, 3, clock.utc()};
  clock.advance(10ms);
  controller->turn();
  EXPECT_EQ(now(first).reason, "plc_state");
  ASSERT_EQ(device.writes.size(), 3u);
  EXPECT_EQ(device.writes[2].code, 2);
}

TEST_F(InFlight, WhatWaitedIsCheckedAgain) {
  device.answers = false;
  const auto first = start();
  const auto second = start();
  const auto third = start();
  controller->submit(first, person);
  controller->submit(second, above);
  controller->submit(third, person);
  controller->turn();
  ASSERT_TRUE(
      controller->set_authority(plant::EquipmentPath{"line1/filler"}, Authority::operator_, person, "").has_value());
  device.echoes["line1/filler"] = {*Uuid::parse(first.id.str()), 2, 3, clock.utc()};
  clock.advance(6s);
  controller->turn();
  EXPECT_EQ(now(second).reason, "not_remote");
  EXPECT_EQ(now(third).state, CommandState::expired);
  EXPECT_EQ(device.writes.size(), 1u);
}

struct CrashCase {
  Point point;
  std::size_t writes;        // that the device has seen in the end
  CommandState when_echoed;  // the result if the device then says that it took it
};

TEST_F(InFlight, ACrashAtAnyPointIsNeverFollowedByASecondWrite) {
  const std::vector<CrashCase> cases{{Point::before_write, 0, CommandState::outcome_unknown},
                                     {Point::after_write, 1, CommandState::completed},
                                     {Point::at_echo, 1, CommandState::completed}};
  for (const auto& crash : cases) {
    device.writes.clear();
    device.crash = crash.point;
    values(81, 76, 2);
    const auto asked = start();
    controller->submit(asked, person);
    EXPECT_THROW(controller->turn(), Crash);
    device.crash = Point::none;
    open();
    clock.advance(100ms);
    values(81, 76, 6);
    EXPECT_EQ(settle(asked).state, crash.when_echoed);
    EXPECT_EQ(device.writes.size(), crash.writes);
  }
}

TEST_F(InFlight, ACrashBetweenTurnsLosesNothing) {
  // Submitted, never turned: the write may have been about to happen, so only the echo is asked.
  const auto asked = start();
  controller->submit(asked, person);
  open();
  EXPECT_EQ(settle(asked).state, CommandState::outcome_unknown);
  EXPECT_TRUE(device.writes.empty());
  // Taken, not confirmed: the next process goes on watching.
  const auto next = start();
  values();
  controller->submit(next, person);
  controller->turn();
  open();
  clock.advance(10ms);
  values(81, 76, 6);
  EXPECT_EQ(settle(next).state, CommandState::completed);
  EXPECT_EQ(device.writes.size(), 1u);
}

TEST_F(InFlight, WhatWaitedBehindAnotherIsCarriedOutAfterARestartWithinItsDeadline) {
  device.answers = false;
  const auto first = start();
  const auto second = command("line1/filler", "stop");
  controller->submit(first, person);
  controller->submit(second, person);
  controller->turn();
  open();
  device.answers = true;
  device.echoes["line1/filler"] = {*Uuid::parse(first.id.str()), 2, 3, clock.utc()};
  clock.advance(10ms);
  controller->turn();
  ASSERT_EQ(device.writes.size(), 2u);
  EXPECT_EQ(device.writes[1].code, 2);
}

TEST_F(InFlight, TheThreadDoesTheSameByItself) {
  struct Answer final : drivers::CommandDevice {
    explicit Answer(FakeDevice& to) : device(to) {}
    Result<void, DeviceError> write(const plant::Equipment& unit, const Uuid& id, int code, double value,
                                    Timestamp not_after) override {
      return device.write(unit, id, code, value, not_after);
    }
    Result<drivers::Echo, DeviceError> read_echo(const plant::Equipment& unit) override {
      return device.read_echo(unit);
    }
    std::optional<Duration> clock_offset(const plant::Equipment& unit) const override {
      return device.clock_offset(unit);
    }
    FakeDevice& device;
  } answer(device);
  auto running = Controller::open(plant, engine.values(), answer, *database, *audit, clock, metrics);
  ASSERT_TRUE(running.has_value());
  device.result = 2;
  device.reason = 3;
  (*running)->start();
  const auto asked = start();
  EXPECT_EQ((*running)->submit(asked, person).state, CommandState::accepted);
  const auto limit = std::chrono::steady_clock::now() + 20s;
  while (!contracts::is_final((*running)->find(asked.id)->state) && std::chrono::steady_clock::now() < limit)
    std::this_thread::sleep_for(1ms);
  (*running)->stop();
  EXPECT_EQ((*running)->find(asked.id)->reason, "plc_state");
  EXPECT_EQ((*running)->latest(1).at(0).id, asked.id);
}

// Property: whatever the order of submissions, repetitions, link losses, crashes and restarts, no id is written twice,
// none after its deadline, every command comes to an end, and what the device took is never called rejected.
TEST_F(InFlight, NothingIsEverWrittenTwiceOrLate) {
  std::mt19937 random(2026);
  const auto chance = [&](unsigned of) { return random() % of == 0; };
  std::vector<std::pair<contracts::Command, Caller>> asked;
  for (int i = 0; i < 600; ++i) {
    device.answers = !chance(4);
    device.crash = chance(8) ? static_cast<Point>(1 + random() % 3) : Point::none;
    device.write_error = chance(6) ? std::optional(static_cast<DeviceError>(random() % 3)) : std::nullopt;
    device.echo_error = chance(6) ? std::optional(DeviceError::not_connected) : std::nullopt;
    values(chance(5) ? 79 : 81, 76, chance(2) ? 6 : 2, chance(9) ? 0.5 : 3);
    if (!asked.empty() && chance(3)) {
      const auto& [command, caller] = asked[random() % asked.size()];
      controller->submit(command, caller);
    } else if (chance(2)) {
      auto command = chance(2) ? start() : chance(2) ? cool() : this->command("line1/filler", "stop");
      command.not_after = clock.utc() + 1ms * static_cast<std::int64_t>(random() % 3000);
      asked.emplace_back(command, chance(2) ? person : above);
      controller->submit(command, asked.back().second);
    }
    clock.advance(1ms * static_cast<std::int64_t>(random() % 400));
    try {
      controller->turn();
    } catch (const Crash&) {
      open();
    }
  }
  device.crash = Point::none;
  device.write_error.reset();
  device.echo_error.reset();
  for (const auto& [command, caller] : asked) settle(command);

  std::set<Uuid> written;
  for (const auto& write : device.writes) {
    EXPECT_TRUE(written.insert(write.id).second) << write.id.str() << " was written twice";
    EXPECT_LE(write.at, write.not_after);
  }
  EXPECT_GT(written.size(), 20u);
  for (const auto& [command, caller] : asked) {
    const auto result = now(command);
    EXPECT_TRUE(contracts::is_final(result.state));
    const bool was_written = written.contains(*Uuid::parse(command.id.str()));
    if (was_written) {
      EXPECT_TRUE(result.state != CommandState::rejected && result.state != CommandState::expired)
          << enum_name(result.state) << " " << result.reason;
    }
    if (result.state == CommandState::completed) {
      EXPECT_TRUE(was_written);
    }
  }
  EXPECT_EQ(audit->first_broken().value_or(-1), 0);
}

}  // namespace
}  // namespace millwright::scada::control
