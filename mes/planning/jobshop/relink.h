#pragma once
// A walk from one solution towards another by exchanging neighbours that stand the other way round there. Both are
// linear orders of all operations that keep the jobs' orders, so every order on the way does too, and none closes a
// circle.

#include <vector>

#include "mes/planning/jobshop/elite.h"

namespace millwright::mes::planning::jobshop {

/// The order that is reached from `from` after `steps` pairs on a machine have been turned as `towards` has them.
[[nodiscard]] std::vector<int> walk(const Shop& shop, const std::vector<int>& from, const std::vector<int>& towards,
                                    int steps, Random& random);

}  // namespace millwright::mes::planning::jobshop
