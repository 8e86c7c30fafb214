#pragma once
// Dispatching rules: what a foreman would do, and what the search starts from and is measured against. Whenever a unit
// and operations that it could do are free, the rule says which of them goes first; it goes to the unit on which it is
// done soonest of those that are free. Nothing waits while a unit could work on it (non-delay).

#include <string_view>

#include "mes/planning/flexible/decoder.h"

namespace millwright::mes::planning::flexible {

enum class Rule {
  edd,   ///< earliest due date
  spt,   ///< shortest operation (setup and work)
  fifo,  ///< came first
  cr,    ///< critical ratio: time to the due date over the order's remaining work
  atcs,  ///< apparent tardiness cost with setups (Lee, Bhaskaran and Pinedo 1997)
};
inline constexpr Rule kRules[] = {Rule::edd, Rule::spt, Rule::fifo, Rule::cr, Rule::atcs};
[[nodiscard]] std::string_view name_of(Rule rule);

/// The two scaling constants of ATCS: how far ahead due dates are seen, and how much setups are shunned.
struct Scaling {
  double look_ahead = 2;
  double setup_aversion = 0.3;
};

/// The arrangement that dispatching by `rule` gives. `decoder` is used and left with it as its base.
[[nodiscard]] Arrangement dispatch(const Compiled& compiled, Decoder& decoder, Rule rule, Scaling scaling = {});

/// The best of `dispatch` with the rule: ATCS with each of nine scalings, since no formula for them suits every shop.
[[nodiscard]] Arrangement best_dispatch(const Compiled& compiled, Decoder& decoder, Rule rule);

}  // namespace millwright::mes::planning::flexible
