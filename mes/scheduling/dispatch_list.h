#pragma once
// What a work unit has before it, in the order in which it comes (ISA-95 part 4: work schedule by work unit): first
// what the line has, then what is planned. Pure; any thread.

#include <string>
#include <vector>

#include "mes/definitions/definitions.h"
#include "mes/scheduling/schedule.h"

namespace millwright::mes::scheduling {

/// One job of a work unit.
struct DispatchItem {
  std::int64_t position = 0;  // from 1
  std::string order_id{};
  std::string material{};
  std::int64_t quantity = 0;  // of the order, in `unit`
  std::int64_t good = 0;      // of the line until now
  std::string unit{};
  orders::OrderState state = orders::OrderState::Pending;
  std::string segment{};  // of the routing, that the unit does; empty for a line as a whole
  std::string segment_name{};
  std::vector<RecipeParameter> parameters{};  // of that segment; all of them for a line
  std::optional<Timestamp> start{};           // as planned; absent where the line has it already
  std::optional<Timestamp> finish{};
  std::optional<Timestamp> due{};
  double changeover_s = 0;                // from the one before it
  std::vector<std::string> changeover{};  // what is to be done
  std::string against{};                  // why it cannot be done here now; empty: nothing
};
BOOST_DESCRIBE_STRUCT(DispatchItem, (),
                      (position, order_id, material, quantity, good, unit, state, segment, segment_name, parameters,
                       start, finish, due, changeover_s, changeover, against))

/// `equipment`: a line or a unit of one. An order whose routing in effect does not come by there is not in the list.
[[nodiscard]] std::vector<DispatchItem> dispatch_list(const MasterData& data, const std::vector<orders::Order>& orders,
                                                      const std::vector<Planned>& plan, std::string_view equipment,
                                                      Timestamp now);

}  // namespace millwright::mes::scheduling
