#include "mes/planning/model/setup_rules.h"

#include <algorithm>

namespace millwright::mes::planning {

namespace {

std::int64_t change_s(const std::vector<SetupRule>& rules, std::size_t attribute, const std::string& from,
                      const std::string& to) {
  for (const auto& rule : rules) {
    if (rule.attribute != attribute) continue;
    const bool named = rule.from == from && rule.to == to;
    if (from == to && !named) continue;
    if (named || ((rule.from.empty() || rule.from == from) && (rule.to.empty() || rule.to == to))) return rule.seconds;
  }
  return 0;
}

}  // namespace

SetupMatrix matrix_of(std::string id, const std::vector<std::vector<std::string>>& states,
                      const std::vector<SetupRule>& rules, Combine combine) {
  SetupMatrix matrix{std::move(id), {}};
  for (const auto& from : states)
    for (const auto& to : states) {
      std::int64_t seconds = 0;
      for (std::size_t attribute = 0; attribute < std::min(from.size(), to.size()); ++attribute) {
        const auto change = change_s(rules, attribute, from[attribute], to[attribute]);
        seconds = combine == Combine::sum ? seconds + change : std::max(seconds, change);
      }
      matrix.seconds.push_back(seconds);
    }
  return matrix;
}

}  // namespace millwright::mes::planning
