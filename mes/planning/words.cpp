#include "mes/planning/words.h"

#include <fmt/format.h>

namespace millwright::mes::planning {

std::string moment_in_words(const Problem& problem, std::int64_t time_s) {
  auto text = to_rfc3339(problem.origin + std::chrono::seconds(time_s));
  text[10] = ' ';
  return text.substr(17, 2) == "00" ? text.substr(0, 16) : text.substr(0, 19);
}

std::string duration_in_words(std::int64_t duration_s) {
  struct Part {
    std::int64_t seconds;
    const char* name;
  };
  constexpr Part kParts[] = {{86'400, "d"}, {3'600, "h"}, {60, "min"}, {1, "s"}};
  for (std::size_t k = 0; k < std::size(kParts); ++k) {
    const auto whole = duration_s / kParts[k].seconds;
    if (whole == 0) continue;
    auto text = fmt::format("{} {}", whole, kParts[k].name);
    if (k + 1 == std::size(kParts)) return text;
    const auto rest = duration_s % kParts[k].seconds / kParts[k + 1].seconds;
    return rest == 0 ? text : fmt::format("{} {} {}", text, rest, kParts[k + 1].name);
  }
  return "0 s";
}

}  // namespace millwright::mes::planning
