#include "mes/genealogy/trace_query.h"

#include <algorithm>
#include <map>
#include <set>

namespace millwright::mes::genealogy {
namespace {

// Rows of a walk: a lot that is met on several levels comes once for each.
constexpr std::size_t kWalkedMost = 2 * kTracedMost;

// The lots that are reached, each with the ways' lengths; `near` is the end of a link from which the walk comes, `far`
// the one to which it goes.
std::string walk(std::string_view near, std::string_view far) {
  return fmt::format(
      "with recursive walk(id, level) as ("
      "select {1}, cast(1 as bigint) from mes_lot_parent where {0} = :id "
      "union select p.{1}, w.level + 1 from walk w join mes_lot_parent p on p.{0} = w.id where w.level < :levels), "
      "reached(id, level, ways) as (select id, min(level), count(*) from (select id, level from walk limit {2}) walked "
      "group by id) ",
      near, far, kWalkedMost);
}

// Writes the lots; false: there are more.
bool find_lots(store::Session& sql, const std::string& walking, std::int64_t levels, Trace& out) {
  std::size_t walked = 0;
  for (auto& [lot, kind, material, quantity, unit, order, status, disposition, began, ended, tracing, level, ways] :
       query<std::string, std::string, std::string, double, std::string, std::optional<std::string>, std::string,
             std::string, std::optional<Timestamp>, std::optional<Timestamp>, Tracing, std::int64_t, std::int64_t>(
           sql,
           walking + "select l.id, l.kind, l.material, l.quantity, l.unit, l.\"order\", l.status, l.disposition, "
                     "l.\"from\", l.\"to\", l.tracing, r.level, r.ways from reached r join mes_lot l on l.id = r.id",
           out.lot, levels)) {
    walked += static_cast<std::size_t>(ways);
    if (lot != out.lot)
      out.lots.push_back({std::move(lot), std::move(kind), std::move(material), quantity, std::move(unit),
                          std::move(order), std::move(status), std::move(disposition), began, ended, tracing, level});
  }
  return walked < kWalkedMost;
}

// Writes the links, the nearest first; false: there are more.
bool find_links(store::Session& sql, const std::string& walking, std::string_view near, std::int64_t levels,
                Trace& out) {
  for (auto& [lot, parent, quantity, unit, level] : query<std::string, std::string, double, std::string, std::int64_t>(
           sql,
           walking + fmt::format("select lot, parent, quantity, unit, cast(0 as bigint) as level from mes_lot_parent "
                                 "where {0} = :root union all select p.lot, p.parent, p.quantity, p.unit, r.level "
                                 "from reached r join mes_lot_parent p on p.{0} = r.id where r.level < :last and "
                                 "r.id <> :itself order by level limit {1}",
                                 near, kTracedMost + 1),
           out.lot, levels, out.lot, levels, out.lot)) {
    if (out.links.size() == kTracedMost) return false;
    out.links.push_back({std::move(lot), std::move(parent), quantity, std::move(unit)});
  }
  return true;
}

// Serial units recorded in what was made of it and of which nothing was made.
std::int64_t units_at_the_ends(store::Session& sql, const std::string& id) {
  return query_one<std::int64_t>(sql,
                                 walk("parent", "lot") +
                                     "select count(*) from mes_unit u join (select id from reached union select "
                                     "cast(:itself as text)) e on e.id = u.lot where not exists (select 1 from "
                                     "mes_lot_parent p where p.parent = e.id)",
                                 id, kLevelsMost, id)
      .value_or(0);
}

// Of a trace that is cut, only what its links lead to.
void drop_unlinked(Trace& trace) {
  std::set<std::string_view> linked{trace.lot};
  for (const auto& link : trace.links) linked.insert({link.lot, link.parent});
  std::erase_if(trace.lots, [&](const TracedLot& lot) { return !linked.contains(lot.id); });
}

}  // namespace

TracedLot traced(const Lot& lot, std::int64_t level) {
  return {lot.id,     lot.kind,        lot.material, lot.quantity, lot.unit,    lot.order,
          lot.status, lot.disposition, lot.from,     lot.to,       lot.tracing, level};
}

std::optional<Trace> trace_of(store::Session& sql, const std::string& id, Direction direction, std::int64_t levels) {
  const auto root = find(sql, id);
  if (!root) return std::nullopt;
  const bool back = direction == Direction::backward;
  const std::string_view near = back ? "lot" : "parent", far = back ? "parent" : "lot";
  const auto walking = walk(near, far);
  Trace out{id, direction, {traced(*root, 0)}, {}, false};
  const bool all_lots = find_lots(sql, walking, levels, out);
  const bool all_links = find_links(sql, walking, near, levels, out);
  out.truncated = !all_lots || !all_links;
  if (out.truncated) drop_unlinked(out);
  std::ranges::sort(out.lots, {}, [](const TracedLot& lot) { return std::tie(lot.level, lot.id); });
  return out;
}

std::optional<Recall> recall_of(store::Session& sql, const std::string& id) {
  const auto trace = trace_of(sql, id, Direction::forward);
  if (!trace) return std::nullopt;
  std::set<std::string_view> passed;  // something was made of it
  for (const auto& link : trace->links) passed.insert(link.parent);
  Recall out;
  out.lot = id;
  out.truncated = trace->truncated;
  std::map<std::pair<std::string, std::string>, Recall::Sum> sums;
  std::set<std::string> orders;
  for (const auto& lot : trace->lots) {
    if (passed.contains(lot.id)) continue;
    out.lots.push_back(lot);
    auto& sum = sums[{lot.material, lot.unit}];
    sum = {lot.material, lot.unit, sum.quantity + lot.quantity, sum.lots + 1};
    if (lot.order) orders.insert(*lot.order);
  }
  out.units = units_at_the_ends(sql, id);
  for (auto& [key, sum] : sums) out.by_material.push_back(std::move(sum));
  out.orders.assign(orders.begin(), orders.end());
  return out;
}

}  // namespace millwright::mes::genealogy
