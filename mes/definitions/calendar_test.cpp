// Shifts in zones with daylight saving. What the clocks there show is asked of the C library, which reads the rules of
// its own accord.

#include "mes/definitions/calendar.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <random>

namespace millwright::mes {
namespace {

using std::chrono::minutes;

Timestamp at(const std::string& text) { return *parse_rfc3339(text); }

Calendar calendar_in(const LocalTime& local_time, Duration from, Duration to) {
  Calendar out;
  out.local_time = local_time;
  out.shifts = {{"one", {0, 1, 2, 3, 4, 5, 6}, from, to}};
  return out;
}
Calendar calendar_in(const std::string& zone, Duration from, Duration to) {
  const auto local_time = LocalTime::of_zone(zone);
  EXPECT_TRUE(local_time) << zone;
  return calendar_in(local_time.value_or(LocalTime{}), from, to);
}

/// The shift that begins in the day from `noon` on.
std::string one_shift(const Calendar& calendar, const std::string& noon) {
  std::string out;
  for (const auto& [from, to] : working_time(calendar, "x", at(noon), at(noon) + 24h))
    out += fmt::format("{} {}", to_rfc3339(from).substr(0, 16), to_rfc3339(to).substr(0, 16));
  return out;
}

TEST(ShiftsInAZone, ANightOverTheChangeHasSevenHoursOrNine) {
  const auto night = calendar_in("Europe/Berlin", 22h, 6h);
  EXPECT_EQ(one_shift(night, "2026-03-27T12:00:00Z"), "2026-03-27T21:00 2026-03-28T05:00");
  EXPECT_EQ(one_shift(night, "2026-03-28T12:00:00Z"), "2026-03-28T21:00 2026-03-29T04:00") << "7 h";
  EXPECT_EQ(one_shift(night, "2026-03-29T12:00:00Z"), "2026-03-29T20:00 2026-03-30T04:00");
  EXPECT_EQ(one_shift(night, "2026-10-24T12:00:00Z"), "2026-10-24T20:00 2026-10-25T05:00") << "9 h";
  EXPECT_EQ(one_shift(night, "2026-10-25T12:00:00Z"), "2026-10-25T21:00 2026-10-26T05:00");
}

TEST(ShiftsInAZone, AreThoseOfTheirContinent) {
  const auto new_york = calendar_in("America/New_York", 22h, 6h);
  EXPECT_EQ(one_shift(new_york, "2026-03-07T17:00:00Z"), "2026-03-08T03:00 2026-03-08T10:00") << "7 h";
  EXPECT_EQ(one_shift(new_york, "2026-10-31T17:00:00Z"), "2026-11-01T02:00 2026-11-01T11:00") << "9 h";
  const auto sydney = calendar_in("Australia/Sydney", 22h, 6h);
  EXPECT_EQ(one_shift(sydney, "2026-04-04T02:00:00Z"), "2026-04-04T11:00 2026-04-04T20:00") << "9 h in April";
  EXPECT_EQ(one_shift(sydney, "2026-10-03T02:00:00Z"), "2026-10-03T12:00 2026-10-03T19:00") << "7 h in October";
}

TEST(ShiftsInAZone, BeginWhenTheClockJumpsOverTheirHour) {
  EXPECT_EQ(one_shift(calendar_in("Europe/Berlin", 2h + 30min, 10h), "2026-03-28T12:00:00Z"),
            "2026-03-29T01:00 2026-03-29T08:00");
  EXPECT_EQ(one_shift(calendar_in("Europe/Berlin", 0h, 2h + 30min), "2026-03-28T12:00:00Z"),
            "2026-03-28T23:00 2026-03-29T01:00");
  EXPECT_EQ(one_shift(calendar_in("Europe/Berlin", 2h, 3h), "2026-03-28T12:00:00Z"), "") << "there is no such hour";
}

TEST(ShiftsInAZone, BeginAndEndInTheFirstOfTwoEqualHours) {
  EXPECT_EQ(one_shift(calendar_in("Europe/Berlin", 2h + 30min, 10h), "2026-10-24T12:00:00Z"),
            "2026-10-25T00:30 2026-10-25T09:00");
  EXPECT_EQ(one_shift(calendar_in("Europe/Berlin", 0h, 2h + 30min), "2026-10-24T12:00:00Z"),
            "2026-10-24T22:00 2026-10-25T00:30")
      << "where the next begins";
}

TEST(ShiftsInAZone, HolidaysAreDaysThere) {
  auto calendar = calendar_in("Australia/Sydney", 6h, 14h);
  calendar.holidays = {{std::chrono::year{2026} / 12 / 25, "Christmas Day"}};
  EXPECT_EQ(one_shift(calendar, "2026-12-24T12:00:00Z"), "") << "the 25th begins at 13:00 of the 24th in UTC";
  EXPECT_EQ(one_shift(calendar, "2026-12-25T12:00:00Z"), "2026-12-25T19:00 2026-12-26T03:00");
}

TEST(ShiftsInAZone, WithoutDaylightSavingAreThoseOfItsOffset) {
  const auto from = at("2026-01-01T00:00:00Z"), to = at("2027-01-01T00:00:00Z");
  const auto stretches = working_time(calendar_in("Asia/Kolkata", 22h, 6h), "x", from, to);
  EXPECT_EQ(stretches, working_time(calendar_in(LocalTime{minutes{330}}, 22h, 6h), "x", from, to));
  EXPECT_EQ(stretches.size(), 366u) << "with the night into the first day";
}

TEST(ShiftsInAZone, OfTheDayThatHasBegunOnceAlreadyAreThere) {
  // Until 2011 the clocks of Newfoundland went from 00:01 back to 23:01.
  const auto calendar = calendar_in("America/St_Johns", 0h, 8h);
  const auto all = working_time(calendar, "x", at("2010-11-07T00:00:00Z"), at("2010-11-07T12:00:00Z"));
  EXPECT_EQ(working_time(calendar, "x", at("2010-11-07T00:00:00Z"), at("2010-11-07T03:00:00Z")),
            (std::vector<Stretch>{{at("2010-11-07T02:30:00Z"), at("2010-11-07T03:00:00Z")}}));
  EXPECT_EQ(all, (std::vector<Stretch>{{at("2010-11-07T02:30:00Z"), at("2010-11-07T11:30:00Z")}}));
}

TEST(TimeZones, AreThoseOfTheDatabase) {
  EXPECT_EQ(LocalTime::of_zone("Europe/Berlin")->zone(), "Europe/Berlin");
  EXPECT_EQ(LocalTime::of_zone("Europe/Berlin")->utc_offset(), std::nullopt);
  EXPECT_EQ(LocalTime{}.zone(), std::nullopt);
  EXPECT_EQ(LocalTime{minutes{-90}}.utc_offset(), minutes{-90});
  for (const char* name : {"", "Europe", "Europe/Berlyn", "europe/berlin", "localtime", "../localtime", "tzdata.zi"})
    EXPECT_FALSE(LocalTime::of_zone(name)) << name;
  EXPECT_EQ(unknown_zone("berlin"), "there is no time zone 'berlin'; is Europe/Berlin meant?");
  EXPECT_EQ(unknown_zone("New York"), "there is no time zone 'New York'; is America/New_York meant?");
  EXPECT_EQ(unknown_zone("Mars"), "there is no time zone 'Mars'; expected an IANA name such as Europe/Berlin");
}

/// The C library's clock in a zone.
class Wall {
 public:
  explicit Wall(const std::string& zone) { set(zone.c_str()); }
  ~Wall() { set(nullptr); }
  Wall(const Wall&) = delete;
  Wall& operator=(const Wall&) = delete;

  /// As if it were UTC: the time since 1970 that the clock shows.
  [[nodiscard]] static Duration shows(Timestamp time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    localtime_r(&seconds, &local);
    return std::chrono::seconds{timegm(&local)};
  }

 private:
  static void set(const char* zone) {
    zone == nullptr ? unsetenv("TZ") : setenv("TZ", zone, 1);
    tzset();
  }
};

/// `time` is the first moment at which the clock shows so much after a midnight, or at which it jumps over that.
testing::AssertionResult is_at(Timestamp time, Duration since_midnight) {
  const auto wrong = [&](const char* why) { return testing::AssertionFailure() << to_rfc3339(time) << " " << why; };
  const Duration shown = Wall::shows(time), before = Wall::shows(time - 1s) + 1s;
  const auto since = [&](Duration what) { return what - std::chrono::floor<std::chrono::days>(what); };
  if (since(shown) != since_midnight) {
    const auto wanted = shown - since(shown - since_midnight);
    if (!(before <= wanted && wanted < shown)) return wrong("is another time");
  }
  for (Duration earlier = 15min; earlier <= 3h; earlier += 15min)
    if (Wall::shows(time - earlier) == shown) return wrong("is not the first time");
  return testing::AssertionSuccess();
}

/// How many shifts there are, each as the clock says but where what is asked for begins or ends in it.
std::size_t expect_by_the_clock(const std::string& zone, Duration from, Duration to, const Stretch& asked) {
  const auto stretches = working_time(calendar_in(zone, from, to), "x", asked.from, asked.to);
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const auto& one = stretches[i];
    EXPECT_LT(one.from, one.to);
    EXPECT_TRUE(i == 0 || stretches[i - 1].to < one.from) << to_rfc3339(one.from);
    EXPECT_TRUE(one.from == asked.from || is_at(one.from, from));
    EXPECT_TRUE(one.to == asked.to || is_at(one.to, to));
  }
  return stretches.size();
}

TEST(ShiftsInAZone, AlwaysBeginAndEndAsTheClockSaysAndNeverOverlap) {
  std::mt19937 random{20260329};  // NOLINT(*-msc51-cpp): the same days at every run
  const auto upto = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  std::size_t seen = 0;
  for (const char* zone : {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney",
                           "Australia/Lord_Howe", "America/Havana", "Africa/Casablanca", "America/St_Johns",
                           "Pacific/Apia", "Asia/Kathmandu", "America/Santiago", "Atlantic/Azores"}) {
    const Wall wall{zone};
    for (int round = 0; round < 40 && !HasFailure(); ++round) {
      // Half of them in the small hours, in which clocks are put.
      const Duration from = minutes{upto(round % 2 == 0 ? 240 : 1440)};
      const Duration to = minutes{upto(round % 4 == 1 ? 240 : 1440)};
      if (from == to) continue;  // neighbours would be joined
      SCOPED_TRACE(fmt::format("{}, from minute {} to {}", zone, from / 1min, to / 1min));
      const auto begin = at("2005-01-01T00:00:00Z") + 24h * upto(365 * 30);
      const auto shifts = expect_by_the_clock(zone, from, to, {begin, begin + 24h * 200});
      EXPECT_GE(shifts, 198u) << "a day lost its shift";
      seen += shifts;
    }
  }
  EXPECT_GT(seen, 90'000u);
}

}  // namespace
}  // namespace millwright::mes
