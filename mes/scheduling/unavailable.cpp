#include "mes/scheduling/unavailable.h"

#include <algorithm>

#include "mes/records/derived_id.h"
#include "mes/records/rows.h"

namespace millwright::mes::scheduling {

MesResult<Unavailable> close(Transaction& transaction, Unavailable time) {
  if (time.to && *time.to <= time.from)
    return fail(MesError::invalid, "to: {} is not after {}", to_rfc3339(*time.to), to_rfc3339(time.from));
  const auto what = fmt::format("{} {} {}", time.equipment.str(), unix_ns(time.from), unix_ns(transaction.now));
  time.id = derived_id("unavailable", what);
  if (!select<Unavailable>(transaction.sql, "mes_unavailable where id = :id", time.id).empty())
    return fail(MesError::illegal, "{} was said to be down at this very moment already", time.equipment.str());
  insert(transaction.sql, "mes_unavailable", time);
  transaction.changed("schedule", time.id);
  return time;
}

MesResult<Unavailable> end(Transaction& transaction, const std::string& id) {
  auto time = select_one<Unavailable>(transaction.sql, "mes_unavailable where id = :id", id);
  if (!time) return fail(MesError::not_found, "there is no closed time '{}'", id);
  if (time->is_taken_back())
    return fail(MesError::illegal, "that {} is down from {} was taken back already", time->equipment.str(),
                to_rfc3339(time->from));
  if (time->is_over(transaction.now))
    return fail(MesError::illegal, "{} is back since {}", time->equipment.str(), to_rfc3339(*time->to));
  time->to = std::max(time->from, transaction.now);
  execute(transaction.sql, "update mes_unavailable set \"to\" = :end where id = :id", *time->to, id);
  transaction.changed("schedule", id);
  return *time;
}

std::vector<Unavailable> unavailable(store::Session& sql, Timestamp now) {
  return select<Unavailable>(
      sql, "mes_unavailable where (\"to\" = 0 or \"to\" > :now) and \"to\" <> \"from\" order by \"from\", id", now);
}

}  // namespace millwright::mes::scheduling
