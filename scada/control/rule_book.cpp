#include "scada/control/rule_book.h"

#include <algorithm>

#include "lib/base/assert.h"

namespace millwright::scada::control {
namespace {

plant::Expression compiled(const plant::Plant& plant, const plant::EquipmentPath& equipment, const std::string& text) {
  auto expression = plant::Expression::compile(plant, equipment, text);
  MW_ASSERT(expression.has_value());
  return std::move(*expression);
}

}  // namespace

RuleBook::RuleBook(const plant::Plant& plant, const tags::CurrentValues& values) : plant_(plant), values_(values) {
  for (const auto& equipment : plant.equipment) {
    for (const auto& command : equipment.commands) {
      Rules rules;
      for (const auto& interlock : command.interlocks)
        rules.interlocks.push_back(compiled(plant, equipment.path, interlock.expression));
      if (!command.confirmation.empty()) rules.confirmation = compiled(plant, equipment.path, command.confirmation);
      rules_.emplace(std::pair{equipment.path.str(), command.name}, std::move(rules));
    }
  }
}

const RuleBook::Rules& RuleBook::rules_of(const plant::CommandSpec& command) const {
  return rules_.at({command.equipment.str(), command.name});
}

contracts::Sample RuleBook::sample_of(const plant::TagPath& path) const {
  const auto number = plant_.tag_number(path);
  return number ? values_.read(*number) : contracts::Sample{};
}

std::optional<std::string> RuleBook::blocked_by(const plant::CommandSpec& command, double parameter) const {
  const std::scoped_lock lock(mutex_);
  const auto& rules = rules_of(command);
  const auto lookup = [this](const plant::TagPath& path) { return sample_of(path); };
  for (std::size_t i = 0; i < rules.interlocks.size(); ++i) {
    const auto result = rules.interlocks[i].evaluate(lookup, parameter);
    if (result.is_true()) continue;
    const auto& reason = command.interlocks[i].reason;
    if (result.quality.is_good()) return reason;
    return fmt::format("{} (cannot be told now: {})", reason, result.quality.name());
  }
  return std::nullopt;
}

bool RuleBook::confirmed(const plant::CommandSpec& command, double parameter, Timestamp since) const {
  const std::scoped_lock lock(mutex_);
  const auto& rules = rules_of(command);
  if (!rules.confirmation) return true;
  bool current = true;
  const auto lookup = [&](const plant::TagPath& path) {
    auto sample = sample_of(path);
    current = current && sample.source_time >= since;
    return sample;
  };
  return rules.confirmation->evaluate(lookup, parameter).is_true() && current;
}

}  // namespace millwright::scada::control
