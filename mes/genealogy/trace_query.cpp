#include "mes/genealogy/trace_query.h"

#include <algorithm>
#include <map>
#include <set>

namespace millwright::mes::genealogy {
namespace {

/// A link as the walk meets it.
struct Step : Link {
  std::int64_t level = 0;
};
BOOST_DESCRIBE_STRUCT(Step, (Link), (level))

// `near` is the end of a link from which the walk comes, `far` the one to which it goes.
std::string walk(std::string_view near, std::string_view far) {
  return fmt::format(
      "with recursive walk(lot, parent, quantity, unit, level) as ("
      "select lot, parent, quantity, unit, cast(1 as bigint) from mes_lot_parent where {0} = :id "
      "union select p.lot, p.parent, p.quantity, p.unit, w.level + 1 from walk w join mes_lot_parent p on p.{0} = "
      "w.{1} where w.level < :levels) ",
      near, far);
}

std::vector<TracedLot> found(store::Session& sql, const std::string& walking, const std::string& from,
                             const std::string& id, std::int64_t levels) {
  std::vector<TracedLot> out;
  for (const auto& [lot, kind, material, quantity, unit, order, status, disposition, began, ended, tracing] :
       query<std::string, std::string, std::string, double, std::string, std::optional<std::string>, std::string,
             std::string, std::optional<Timestamp>, std::optional<Timestamp>, Tracing>(
           sql,
           walking +
               "select l.id, l.kind, l.material, l.quantity, l.unit, l.\"order\", l.status, l.disposition, l.\"from\", "
               "l.\"to\", l.tracing from " +
               from,
           id, levels))
    out.push_back({lot, kind, material, quantity, unit, order, status, disposition, began, ended, tracing, 0});
  return out;
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
  const auto walking = back ? walk("lot", "parent") : walk("parent", "lot");
  Trace out{id, direction, {}, {}, false};
  std::map<std::string, std::int64_t> level_of{{id, 0}};
  std::set<std::pair<std::string, std::string>> seen;
  // A link that is met on several levels comes once for each.
  const auto rows = query<std::string, std::string, double, std::string, std::int64_t>(
      sql, walking + fmt::format("select lot, parent, quantity, unit, level from walk limit {}", 2 * kTracedMost), id,
      levels);
  for (const auto& [lot, parent, quantity, unit, level] : rows) {
    auto& known = level_of.try_emplace(back ? parent : lot, level).first->second;
    known = std::min(known, level);
    if (!seen.emplace(lot, parent).second) continue;
    if (out.links.size() == kTracedMost) {
      out.truncated = true;
      break;
    }
    out.links.push_back({lot, parent, quantity, unit});
  }
  out.truncated = out.truncated || rows.size() == 2 * kTracedMost;
  out.lots.push_back(traced(*root, 0));
  const auto far = back ? "parent" : "lot";
  const auto lots = fmt::format(
      "mes_lot l join (select distinct {} as id from (select {} from walk limit {}) walked) reached on "
      "reached.id = l.id",
      far, far, 2 * kTracedMost);
  for (const auto& lot : found(sql, walking, lots, id, levels))
    if (const auto level = level_of.find(lot.id); level != level_of.end() && lot.id != id) {
      out.lots.push_back(lot);
      out.lots.back().level = level->second;
    }
  std::ranges::sort(out.lots, {}, [](const TracedLot& lot) { return std::tuple(lot.level, std::string_view(lot.id)); });
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
    out.units += units_in(sql, lot.id);
  }
  for (auto& [key, sum] : sums) out.by_material.push_back(std::move(sum));
  out.orders.assign(orders.begin(), orders.end());
  return out;
}

}  // namespace millwright::mes::genealogy
