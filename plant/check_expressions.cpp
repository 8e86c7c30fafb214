#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "plant/expression.h"
#include "plant/names_in_expression.h"
#include "plant/resolve.h"

namespace millwright::plant {
namespace {

/// True if a name of the expression might be a tag of equipment whose type is not known.
bool leans_on_unknown(const Plant& plant, const UnknownEquipment& unknown, const EquipmentPath& unit,
                      std::string_view expression) {
  if (unknown.empty()) return false;
  return std::ranges::any_of(tokens_of(expression), [&](const ExpressionToken& token) {
    if (token.kind != ExpressionToken::Kind::name || resolve_name(plant, unit, token.text)) return false;
    return std::ranges::any_of(candidates_for(unit, token.text),
                               [&](const TagPath& path) { return lies_in(unknown, path.str()); });
  });
}

class Checker {
 public:
  Checker(const Plant& plant, const UnknownEquipment& unknown) : plant_(plant), unknown_(unknown) {}

  void check(const CommandDraft& command, const EquipmentPath& unit) {
    for (std::size_t i = 0; i < command.interlocks_at.size(); ++i)
      check(command.spec.interlocks[i].expression, command.interlocks_at[i], unit);
    if (command.confirmation_at.is_scalar()) check(command.spec.confirmation, command.confirmation_at, unit);
  }

 private:
  void check(const std::string& expression, const YamlReader& at, const EquipmentPath& unit) {
    // One line of a type is one fault, however many instances trip over it.
    const auto place = std::tuple{at.file(), at.line(), expression};
    if (reported_.contains(place) || leans_on_unknown(plant_, unknown_, unit, expression)) return;
    const auto compiled = Expression::compile(plant_, unit, expression);
    if (compiled) return;
    at.fault(compiled.error().message);
    reported_.insert(place);
  }

  const Plant& plant_;
  const UnknownEquipment& unknown_;
  std::set<std::tuple<std::string, int, std::string>> reported_;
};

}  // namespace

void check_expressions(const PlantDraft& draft, const UnknownEquipment& unknown) {
  Checker checker(draft.plant, unknown);
  for (const auto& unit : draft.plant.equipment) {
    const auto type = draft.types.find(unit.type);
    if (type == draft.types.end()) continue;
    for (const auto& command : type->second.commands) checker.check(command, unit.path);
  }
}

}  // namespace millwright::plant
