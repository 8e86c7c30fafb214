#include "lib/base/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace millwright {
Timestamp SystemClock::utc() const { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }
MonotonicTime SystemClock::monotonic() const { return std::chrono::steady_clock::now(); }

Timestamp ManualClock::utc() const {
  std::scoped_lock lock(mutex_);
  return utc_;
}
MonotonicTime ManualClock::monotonic() const {
  std::scoped_lock lock(mutex_);
  return monotonic_;
}
void ManualClock::advance(Duration by) {
  std::scoped_lock lock(mutex_);
  utc_ += by;
  monotonic_ += by;
}
void ManualClock::step_utc(Duration by) {
  std::scoped_lock lock(mutex_);
  utc_ += by;
}

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// A moment as whole seconds and the nanoseconds after them. std::chrono's own rounding to days leaves the range of
/// 64 bits on the way when the moment is near its ends.
struct Split {
  std::int64_t seconds;
  std::int64_t ns;  // 0 to 999'999'999
};
Split split(Timestamp time) {
  Split parts{unix_ns(time) / kSecond, unix_ns(time) % kSecond};
  if (parts.ns < 0) parts = {parts.seconds - 1, parts.ns + kSecond};
  return parts;
}

/// The last `count` digits, and what comes after them.
void append_digits(std::string& out, std::uint64_t number, std::size_t count, char after) {
  char digits[10];
  for (auto i = count; i-- > 0; number /= 10) digits[i] = static_cast<char>('0' + number % 10);
  digits[count] = after;
  out.append(digits, count + 1);
}

}  // namespace

std::string to_rfc3339(Timestamp time) {
  std::string out;
  append_rfc3339(out, time);
  return out;
}

void append_rfc3339(std::string& out, Timestamp time) {
  using namespace std::chrono;
  const auto [whole, ns] = split(time);
  const sys_seconds second{seconds{whole}};
  const auto day = floor<days>(second);
  const year_month_day date{day};
  const auto of_day = static_cast<std::uint64_t>((second - day).count());
  append_digits(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4, '-');
  append_digits(out, static_cast<unsigned>(date.month()), 2, '-');
  append_digits(out, static_cast<unsigned>(date.day()), 2, 'T');
  append_digits(out, of_day / 3600, 2, ':');
  append_digits(out, of_day / 60 % 60, 2, ':');
  append_digits(out, of_day % 60, 2, ns == 0 ? 'Z' : '.');
  const auto fraction = static_cast<std::uint64_t>(ns);
  if (fraction == 0) return;
  if (fraction % 1'000'000 == 0) return append_digits(out, fraction / 1'000'000, 3, 'Z');
  if (fraction % 1'000 == 0) return append_digits(out, fraction / 1'000, 6, 'Z');
  append_digits(out, fraction, 9, 'Z');
}

namespace {

/// Takes exactly `digits` decimal digits off the front; nullopt if they are not there.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

/// ".123" to nanoseconds; 1 to 9 digits. No fraction at all is 0.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  std::int64_t ns = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (++digits > 9) return std::nullopt;
    ns = ns * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits) ns *= 10;
  return ns;
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return std::chrono::minutes{0};
  const bool east = take(text, '+');
  if (!east && !take(text, '-')) return std::nullopt;
  const auto hours = take_digits(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{*hours * 60 + *minutes};
  return east ? offset : -offset;
}

}  // namespace

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  const auto y = take_digits(text, 4);
  if (!y || !take(text, '-')) return std::nullopt;
  const auto mo = take_digits(text, 2);
  if (!mo || !take(text, '-')) return std::nullopt;
  const auto d = take_digits(text, 2);
  if (!d || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return std::nullopt;
  const auto h = take_digits(text, 2);
  if (!h || !take(text, ':')) return std::nullopt;
  const auto mi = take_digits(text, 2);
  if (!mi || !take(text, ':')) return std::nullopt;
  const auto s = take_digits(text, 2);
  if (!s) return std::nullopt;
  const auto fraction = take_fraction(text);
  const auto offset = fraction ? take_offset(text) : std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
  if (!fraction || !offset || !text.empty() || !date.ok() || *h > 23 || *mi > 59 || *s > 59) return std::nullopt;
  const sys_seconds second = sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s} - *offset;
  // The offset counts: the first hours of 1678 east of Greenwich are still 1677.
  if (second < floor<seconds>(kEarliest) || second > floor<seconds>(kLatest)) return std::nullopt;
  return Timestamp{second} + nanoseconds{*fraction};
}

std::optional<Duration> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double ns;
  };
  static constexpr std::array kUnits{Unit{"ms", 1e6}, Unit{"min", 60e9}, Unit{"s", 1e9}, Unit{"h", 3600e9},
                                     Unit{"d", 86400e9}};
  for (const auto& unit : kUnits) {
    if (!text.ends_with(unit.name)) continue;
    auto number = text.substr(0, text.size() - unit.name.size());
    while (number.ends_with(' ')) number.remove_suffix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc{} || end != number.data() + number.size()) return std::nullopt;
    const double ns = value * unit.ns;
    if (!(ns >= 0) || ns > 9e18) return std::nullopt;
    return Duration{static_cast<std::int64_t>(ns)};
  }
  return std::nullopt;
}

}  // namespace millwright
