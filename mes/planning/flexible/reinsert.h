#pragma once
// Mends a plan after an event: everything keeps its old place in the list and its old start, what cannot is taken out
// with all that comes behind it and put in again, one operation after the other, where the plan then costs least.

#include "mes/planning/flexible/decoder.h"

namespace millwright::mes::planning::flexible {

/// `compiled` has the old places as preferences; `to_move` says by operation which are to find a new one (those without
/// an old place do too). `decoder` is used and left with the result as its base.
[[nodiscard]] Arrangement reinsert(const Compiled& compiled, Decoder& decoder, const std::vector<char>& to_move);

}  // namespace millwright::mes::planning::flexible
