#include "cli/demo/narration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <ratio>

namespace millwright::cli::demo {
namespace {

using Tenths = std::chrono::duration<std::int64_t, std::deci>;

std::string seconds(Duration time) { return fmt::format("{:.1f} s", std::chrono::duration<double>(time).count()); }

using Cell = std::function<std::string(const Outcome&)>;

}  // namespace

std::string clock_text(Duration since_fault) {
  const auto tenths = std::chrono::round<Tenths>(std::max(since_fault, Duration{})).count();
  return fmt::format("{:02}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10);
}

std::string table(const Outcome& operator_alone, const std::optional<Outcome>& closed_loop) {
  const auto row = [&](const std::string& name, const Cell& cell) {
    auto line = fmt::format("  {:<26}{:>19}", name, cell(operator_alone));
    if (closed_loop) line += fmt::format("{:>19}", cell(*closed_loop));
    return line + "\n";
  };
  auto text = fmt::format("  {:<26}{:>19}", "", "an operator alone");
  if (closed_loop) text += fmt::format("{:>19}", "the closed loop");
  text += "\n";
  text += row("set-point lowered after", [](const Outcome& outcome) {
    return outcome.corrected_after ? seconds(*outcome.corrected_after) : std::string("never");
  });
  text += row("product above the limit", [](const Outcome& outcome) { return seconds(outcome.losses.hot); });
  text +=
      row("overheated", [](const Outcome& outcome) { return fmt::format("{:.1f} L", outcome.losses.overheated_l); });
  text += row("diverted", [](const Outcome& outcome) { return fmt::format("{:.1f} L", outcome.losses.diverted_l); });
  text += row("rejected by weight", [](const Outcome& outcome) { return fmt::format("{}", outcome.losses.rejected); });
  text += row("bottles lost",
              [](const Outcome& outcome) { return fmt::format("{}", std::llround(outcome.losses.bottles())); });
  return text;
}

std::string Narrator::told_until(Timestamp time) {
  std::string lines;
  const auto end = waiting_.upper_bound(time);
  for (auto line = waiting_.begin(); line != end; ++line)
    lines += fmt::format("  {}  {}\n", clock_text(line->first - fault_), line->second);
  waiting_.erase(waiting_.begin(), end);
  return lines;
}

}  // namespace millwright::cli::demo
