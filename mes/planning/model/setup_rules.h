#pragma once
// From rules about attributes ("light to dark 5 min, dark to light 45, another size 20") to a matrix over setup states.
// A setup state is a combination of attribute values, one for each attribute, in the same order everywhere.

#include <string>
#include <vector>

#include "mes/planning/model/problem.h"

namespace millwright::mes::planning {

/// Changing attribute `attribute` from `from` to `to` takes so long. An empty value stands for any; the first rule that
/// fits counts, and a value that stays the same takes nothing unless a rule names it on both sides.
struct SetupRule {
  std::size_t attribute = 0;
  std::string from;
  std::string to;
  std::int64_t seconds = 0;
};

enum class Combine {
  sum,      ///< one change after the other
  longest,  ///< all at once
};

/// The matrix over `states`, each given by the values of its attributes.
[[nodiscard]] SetupMatrix matrix_of(std::string id, const std::vector<std::vector<std::string>>& states,
                                    const std::vector<SetupRule>& rules, Combine combine);

}  // namespace millwright::mes::planning
