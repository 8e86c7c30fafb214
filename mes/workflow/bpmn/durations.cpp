#include "mes/workflow/bpmn/durations.h"

#include <charconv>

namespace millwright::mes::bpmn {
namespace {

struct Unit {
  char letter;
  bool of_day;  // stands behind the T
  Duration length;
};
constexpr Unit kUnits[] = {{'W', false, std::chrono::weeks{1}},
                           {'D', false, std::chrono::days{1}},
                           {'H', true, std::chrono::hours{1}},
                           {'M', true, std::chrono::minutes{1}},
                           {'S', true, std::chrono::seconds{1}}};

// Digits, and for seconds at most nine behind a point.
std::optional<Duration> amount_of(std::string_view digits, const Unit& unit) {
  const auto point = digits.find('.');
  const auto whole = digits.substr(0, point);
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), count);
  if (whole.empty() || error != std::errc{} || end != whole.data() + whole.size() || count < 0 ||
      count > kTimerMax / unit.length)
    return std::nullopt;
  if (point == std::string_view::npos) return count * unit.length;
  const auto fraction = digits.substr(point + 1);
  if (unit.letter != 'S' || fraction.empty() || fraction.size() > 9 ||
      fraction.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  std::int64_t nanoseconds = 0;
  for (std::size_t i = 0; i < 9; ++i) nanoseconds = nanoseconds * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  return count * unit.length + Duration{nanoseconds};
}

}  // namespace

std::optional<Duration> parse_iso_duration(std::string_view text) {
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  Duration total{};
  bool of_day = false;
  const Unit* next = std::begin(kUnits);
  while (!text.empty()) {
    if (text.front() == 'T') {
      if (of_day || text.size() == 1) return std::nullopt;
      of_day = true;
      text.remove_prefix(1);
      continue;
    }
    const auto length = text.find_first_not_of("0123456789.");
    if (length == std::string_view::npos || length == 0) return std::nullopt;
    while (next != std::end(kUnits) && (next->letter != text[length] || next->of_day != of_day)) ++next;
    if (next == std::end(kUnits)) return std::nullopt;
    const auto amount = amount_of(text.substr(0, length), *next++);
    if (!amount) return std::nullopt;
    total += *amount;
    text.remove_prefix(length + 1);
  }
  if (total <= Duration{} || total > kTimerMax) return std::nullopt;
  return total;
}

std::optional<std::pair<int, Duration>> parse_iso_cycle(std::string_view text) {
  const auto slash = text.find('/');
  if (!text.starts_with('R') || slash == std::string_view::npos) return std::nullopt;
  const auto digits = text.substr(1, slash - 1);
  int times = 0;
  if (!digits.empty()) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), times);
    if (error != std::errc{} || end != digits.data() + digits.size() || times < 1) return std::nullopt;
  }
  const auto duration = parse_iso_duration(text.substr(slash + 1));
  if (!duration) return std::nullopt;
  return std::pair{times, *duration};
}

}  // namespace millwright::mes::bpmn
