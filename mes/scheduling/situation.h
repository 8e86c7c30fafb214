#pragma once
// What planning starts from, read in one go so that it fits together: planning itself takes seconds and runs outside a
// transaction.

#include <optional>
#include <vector>

#include "mes/materials/supply.h"
#include "mes/orders/orders.h"
#include "mes/scheduling/planned.h"
#include "mes/scheduling/unavailable.h"

namespace millwright::mes::scheduling {

/// What there is of the materials; nullopt where that is not known: then none of them bounds a plan.
using Supplies = std::optional<std::vector<materials::Supply>>;

struct Situation {
  Timestamp now{};
  std::vector<orders::Order> orders{};
  std::vector<Unavailable> closed{};
  Supplies supplies{};          // a material that none of them names does not bound either: water from the main
  std::vector<Planned> plan{};  // in force
};

[[nodiscard]] Situation read_situation(store::Session& sql, Timestamp now);

}  // namespace millwright::mes::scheduling
