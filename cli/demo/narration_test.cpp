#include "cli/demo/narration.h"

#include <gtest/gtest.h>

namespace millwright::cli::demo {
namespace {

TEST(ClockText, IsMinutesSecondsAndTenths) {
  EXPECT_EQ(clock_text(7123ms), "00:07.1");
  EXPECT_EQ(clock_text(61s + 40ms), "01:01.0");
  EXPECT_EQ(clock_text(100min), "100:00.0");
}

TEST(ClockText, RoundsIntoTheNextMinute) {
  EXPECT_EQ(clock_text(59'960ms), "01:00.0");
  EXPECT_EQ(clock_text(59'940ms), "00:59.9");
}

TEST(ClockText, NothingIsBeforeTheFault) { EXPECT_EQ(clock_text(-3s), "00:00.0"); }

TEST(Narrator, TellsInTheOrderOfTheTimesAndOnlyOnce) {
  Narrator narrator;
  const Timestamp fault{1000s};
  narrator.begin_at(fault);
  narrator.say(fault + 9s, "second");
  narrator.say(fault + 8900ms, "first");
  narrator.say(fault + 9s, "third");
  narrator.say(fault + 10s, "later");
  EXPECT_EQ(narrator.told_until(fault + 9s), "  00:08.9  first\n  00:09.0  second\n  00:09.0  third\n");
  EXPECT_EQ(narrator.told_until(Timestamp::max()), "  00:10.0  later\n");
  EXPECT_EQ(narrator.told_until(Timestamp::max()), "");
}

Outcome outcome(double overheated_l, std::optional<Duration> corrected_after) {
  return {{.overheated_l = overheated_l, .diverted_l = 1, .rejected = 3, .hot = 4250ms}, corrected_after};
}

TEST(Table, ComparesBothScenariosRowByRow) {
  EXPECT_EQ(table(outcome(100.25, 40s), outcome(8, 2100ms)),
            "                              an operator alone    the closed loop\n"
            "  set-point lowered after                40.0 s              2.1 s\n"
            "  product above the limit                 4.2 s              4.2 s\n"
            "  overheated                            100.2 L              8.0 L\n"
            "  diverted                                1.0 L              1.0 L\n"
            "  rejected by weight                          3                  3\n"
            "  bottles lost                              206                 21\n");
}

TEST(Table, TellsOfOneScenarioAlone) {
  const auto text = table(outcome(100, std::nullopt), std::nullopt);
  EXPECT_EQ(text.find("closed loop"), std::string::npos);
  EXPECT_NE(text.find("never"), std::string::npos);
  EXPECT_NE(text.find("bottles lost                              205\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace millwright::cli::demo
