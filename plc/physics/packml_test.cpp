#include "plc/physics/packml.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace millwright::plc {
namespace {

using enum State;

const std::set<State> kAllStates{clearing,   stopped,      starting,  idle,       suspended, execute,
                                 stopping,   aborting,     aborted,   holding,    held,      unholding,
                                 suspending, unsuspending, resetting, completing, completed};
const std::set<State> kActingStates{clearing,  starting,   stopping,     aborting,  holding,
                                    unholding, suspending, unsuspending, resetting, completing};

/// The standard's model, said by rule instead of by row.
std::optional<State> expected(State from, Event event) {
  static const std::map<State, State> done{{clearing, stopped},     {starting, execute},     {stopping, stopped},
                                           {aborting, aborted},     {holding, held},         {unholding, execute},
                                           {suspending, suspended}, {unsuspending, execute}, {resetting, idle},
                                           {completing, completed}};
  static const std::set<State> cannot_stop{stopped, stopping, clearing, aborting, aborted};
  const auto only = [&](std::set<State> where, State to) {
    return where.contains(from) ? std::optional(to) : std::nullopt;
  };
  switch (event) {
    case Event::done:
      return done.contains(from) ? std::optional(done.at(from)) : std::nullopt;
    case Event::stop:
      return cannot_stop.contains(from) ? std::nullopt : std::optional(stopping);
    case Event::abort:
      return from == aborting || from == aborted ? std::nullopt : std::optional(aborting);
    case Event::start:
      return only({idle}, starting);
    case Event::reset:
      return only({stopped, completed}, resetting);
    case Event::hold:
      return only({execute, suspended}, holding);
    case Event::unhold:
      return only({held}, unholding);
    case Event::suspend:
      return only({execute}, suspending);
    case Event::unsuspend:
      return only({suspended}, unsuspending);
    case Event::complete:
      return only({execute, suspended, held}, completing);
    case Event::clear:
      return only({aborted}, clearing);
  }
  return std::nullopt;
}

TEST(PackMl, EveryStateAnswersEveryEventAsTheStandardSays) {
  std::size_t rows = 0;
  for (const State from : kAllStates) {
    for (int event = 0; event <= static_cast<int>(Event::done); ++event) {
      const auto wanted = expected(from, static_cast<Event>(event));
      EXPECT_EQ(packml_next(from, static_cast<Event>(event)), wanted)
          << "state " << static_cast<int>(from) << " event " << event;
      rows += wanted.has_value();
    }
  }
  EXPECT_EQ(packml_transitions().size(), rows) << "a row stands twice, or is never found";
}

TEST(PackMl, OnlyActingStatesEndByThemselves) {
  for (const State state : kAllStates)
    EXPECT_EQ(packml_duration(state) > Seconds{0}, kActingStates.contains(state)) << static_cast<int>(state);
}

void run(UnitControl& unit, double seconds, StopCode condition = StopCode::none) {
  for (int i = 0; i < static_cast<int>(seconds * 10); ++i) unit.step(Seconds{0.1}, condition);
}

TEST(UnitControl, StartFromStoppedResetsAndThenStarts) {
  UnitControl unit(stopped, StopCode::commanded);
  ASSERT_TRUE(unit.start());
  EXPECT_EQ(unit.state(), resetting);
  run(unit, 0.6);
  EXPECT_EQ(unit.state(), starting);
  run(unit, 1.1);
  EXPECT_EQ(unit.state(), execute);
  EXPECT_EQ(unit.stop_code(), StopCode::none);
}

TEST(UnitControl, StopWhileResettingForgetsTheStart) {
  UnitControl unit(stopped, StopCode::commanded);
  unit.start();
  ASSERT_TRUE(unit.stop());
  run(unit, 5);
  EXPECT_EQ(unit.state(), stopped);
  EXPECT_EQ(unit.stop_code(), StopCode::commanded);
}

TEST(UnitControl, ARefusedCommandChangesNothing) {
  UnitControl unit(execute, StopCode::none);
  EXPECT_FALSE(unit.start());
  EXPECT_FALSE(unit.reset());
  EXPECT_EQ(unit.state(), execute);
  UnitControl down(stopped, StopCode::commanded);
  EXPECT_FALSE(down.stop());
  EXPECT_EQ(down.state(), stopped);
}

TEST(UnitControl, ConditionsSuspendAndTheirEndResumes) {
  UnitControl unit(execute, StopCode::none);
  run(unit, 1, StopCode::starved);
  EXPECT_EQ(unit.state(), suspended);
  EXPECT_EQ(unit.stop_code(), StopCode::starved);
  run(unit, 0.1, StopCode::blocked);
  EXPECT_EQ(unit.stop_code(), StopCode::blocked) << "the code names what holds the unit now";
  run(unit, 1);
  EXPECT_EQ(unit.state(), execute);
  EXPECT_EQ(unit.stop_code(), StopCode::none);
}

TEST(UnitControl, AnAbortStaysUntilReset) {
  UnitControl unit(execute, StopCode::none);
  unit.abort(StopCode::high_temperature);
  run(unit, 60);
  EXPECT_EQ(unit.state(), aborted);
  EXPECT_EQ(unit.stop_code(), StopCode::high_temperature);
  EXPECT_FALSE(unit.start());
  EXPECT_FALSE(unit.stop());
  ASSERT_TRUE(unit.reset());
  run(unit, 1);
  EXPECT_EQ(unit.state(), stopped);
  EXPECT_TRUE(unit.start());
}

}  // namespace
}  // namespace millwright::plc
