#pragma once
// The engineering units a plant file may name, by symbol, with their common codes of UNECE Recommendation 20 (the
// codes OPC UA's EngineeringUnits carry). Units the recommendation does not know have an empty code.

#include <optional>
#include <string>
#include <string_view>

#include "plant/model.h"

namespace millwright::plant {

/// nullopt for a symbol that is not in the table; the empty symbol is the plain number.
[[nodiscard]] std::optional<Unit> find_unit(std::string_view symbol);
/// All symbols, comma separated, for messages.
[[nodiscard]] std::string known_units();

}  // namespace millwright::plant
