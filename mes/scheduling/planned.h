#pragma once
// One order's place in a plan: what is kept in the database and what pages are shown.

#include <string>

#include "lib/base/json.h"
#include "lib/contracts/names.h"

namespace millwright::mes::scheduling {

struct Planned {
  std::string order_id{};
  contracts::EquipmentPath equipment{};
  Timestamp setup_start{};  // the changeover before it; as `start` where there is none
  Timestamp start{};
  Timestamp finish{};
  std::int64_t late_s = 0;  // beyond its due date
  std::string why{};        // how it comes to be late, or why it is left out: in sentences, their times in UTC
  Timestamp planned_at{};
  bool left_out = false;  // the plan has no place for it, and the times say nothing
};
BOOST_DESCRIBE_STRUCT(Planned, (), (order_id, equipment, setup_start, start, finish, late_s, why, planned_at, left_out))

/// An order that begins at another time than in the plan before.
struct Moved {
  std::string order{};
  Timestamp from{};
  Timestamp to{};
};
BOOST_DESCRIBE_STRUCT(Moved, (), (order, from, to))

}  // namespace millwright::mes::scheduling
