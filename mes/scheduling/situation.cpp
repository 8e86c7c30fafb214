#include "mes/scheduling/situation.h"

#include "mes/scheduling/schedule.h"

namespace millwright::mes::scheduling {

Supplies known_supplies(store::Session& /*sql*/, const MasterData& /*data*/, Timestamp /*now*/) {
  return std::nullopt;  // the MES keeps no stock of bought materials
}

Situation read_situation(store::Session& sql, const MasterData& data, Timestamp now) {
  return {now, orders::all(sql), unavailable(sql, now), known_supplies(sql, data, now), in_force(sql)};
}

}  // namespace millwright::mes::scheduling
