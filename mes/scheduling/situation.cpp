#include "mes/scheduling/situation.h"

#include "mes/scheduling/schedule.h"

namespace millwright::mes::scheduling {

Situation read_situation(store::Session& sql, Timestamp now) {
  return {now, orders::all(sql), unavailable(sql, now), materials::supply(sql, now), in_force(sql)};
}

}  // namespace millwright::mes::scheduling
