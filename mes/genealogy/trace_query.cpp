#include "mes/genealogy/trace_query.h"

#include <algorithm>
#include <map>
#include <set>

#include "mes/records/texts.h"

namespace millwright::mes::genealogy {
namespace {

/// A walk over the lots, level by level: each lot and each link once, the nearest first.
class Walk {
 public:
  Walk(store::Session& sql, std::vector<std::string> roots, Direction direction)
      : sql_(sql), back_(direction == Direction::backward), frontier_(std::move(roots)) {
    for (const auto& root : frontier_) levels_.emplace(root, 0);
  }

  void go(const Bounds& bounds) {
    for (std::int64_t level = 1; level <= bounds.levels && !frontier_.empty() && !cut_; ++level)
      step(level, bounds.links);
  }

  [[nodiscard]] bool cut() const { return cut_; }
  /// Of the lots whose links were not all read: those that have any.
  [[nodiscard]] std::vector<std::string> leading_on() const {
    std::vector<std::string> out;
    if (frontier_.empty()) return out;
    for (auto& [id] : query<std::string>(
             sql_, fmt::format("select distinct {} from mes_lot_parent where {}", near(), among(sql_, near(), "ids")),
             texts_parameter(frontier_)))
      out.push_back(std::move(id));
    return out;
  }
  [[nodiscard]] const std::map<std::string, std::int64_t>& levels() const { return levels_; }
  std::vector<Link> take_links() { return std::move(links_); }

 private:
  [[nodiscard]] std::string_view near() const { return back_ ? "lot" : "parent"; }
  [[nodiscard]] std::string_view far() const { return back_ ? "parent" : "lot"; }

  void step(std::int64_t level, std::size_t links_most) {
    const auto room = static_cast<std::int64_t>(links_most - links_.size());
    auto found = select<Link>(sql_,
                              fmt::format("mes_lot_parent where {2} order by {0}, {1} limit :room", near(), far(),
                                          among(sql_, near(), "ids")),
                              texts_parameter(frontier_), room + 1);
    cut_ = static_cast<std::int64_t>(found.size()) > room;
    if (cut_) found.pop_back();
    std::vector<std::string> next;
    for (auto& link : found) {
      const auto& other = back_ ? link.parent : link.lot;
      if (levels_.emplace(other, level).second) next.push_back(other);
      links_.push_back(std::move(link));
    }
    if (cut_)
      frontier_.insert(frontier_.end(), next.begin(), next.end());
    else
      frontier_ = std::move(next);
  }

  store::Session& sql_;
  bool back_;
  bool cut_ = false;
  std::vector<std::string> frontier_;  // whose links were not read, or not all of them
  std::map<std::string, std::int64_t> levels_;
  std::vector<Link> links_;
};

std::vector<TracedLot> lots_of(store::Session& sql, const std::map<std::string, std::int64_t>& levels) {
  std::vector<std::string> ids;
  for (const auto& [id, level] : levels) ids.push_back(id);
  std::vector<TracedLot> out;
  out.reserve(ids.size());
  for (auto& [id, kind, material, quantity, unit, order, status, disposition, began, ended, tracing] :
       query<std::string, std::string, std::string, double, std::string, std::optional<std::string>, std::string,
             std::string, std::optional<Timestamp>, std::optional<Timestamp>, Tracing>(
           sql,
           "select id, kind, material, quantity, unit, \"order\", status, disposition, \"from\", \"to\", tracing "
           "from mes_lot where " +
               among(sql, "id", "ids"),
           texts_parameter(ids))) {
    const auto level = levels.at(id);
    out.push_back({std::move(id), std::move(kind), std::move(material), quantity, std::move(unit), std::move(order),
                   std::move(status), std::move(disposition), began, ended, tracing, level});
  }
  std::ranges::sort(out, {}, [](const TracedLot& lot) { return std::tie(lot.level, lot.id); });
  return out;
}

// Serial units recorded in any of them.
std::int64_t units_in_all(store::Session& sql, const std::vector<TracedLot>& lots) {
  std::vector<std::string> ids;
  for (const auto& lot : lots) ids.push_back(lot.id);
  return query_one<std::int64_t>(sql, "select count(*) from mes_unit where " + among(sql, "lot", "ids"),
                                 texts_parameter(ids))
      .value_or(0);
}

}  // namespace

TracedLot traced(const Lot& lot, std::int64_t level) {
  return {lot.id,     lot.kind,        lot.material, lot.quantity, lot.unit,    lot.order,
          lot.status, lot.disposition, lot.from,     lot.to,       lot.tracing, level};
}

std::optional<Trace> trace_of(store::Session& sql, const std::string& id, Direction direction, std::int64_t levels) {
  if (!find(sql, id)) return std::nullopt;
  return trace_together(sql, {id}, direction, levels);
}

Trace trace_together(store::Session& sql, const std::vector<std::string>& ids, Direction direction,
                     std::int64_t levels) {
  Walk walk(sql, ids, direction);
  walk.go({.levels = levels});
  const bool truncated = walk.cut() || (levels == kLevelsMost && !walk.leading_on().empty());
  return Trace{ids.front(), direction, lots_of(sql, walk.levels()), walk.take_links(), truncated};
}

std::optional<Recall> recall_of(store::Session& sql, const std::string& id, const Bounds& bounds) {
  if (!find(sql, id)) return std::nullopt;
  Walk walk(sql, {id}, Direction::forward);
  walk.go(bounds);
  const auto cut_lots = walk.leading_on();
  auto ends = walk.levels();
  for (const auto& lot : cut_lots) ends.erase(lot);
  for (const auto& link : walk.take_links()) ends.erase(link.parent);  // something was made of it
  Recall out;
  out.lot = id;
  out.truncated = !cut_lots.empty();
  out.lots = lots_of(sql, ends);
  std::map<std::pair<std::string, std::string>, Recall::Sum> sums;
  std::set<std::string> orders;
  for (const auto& lot : out.lots) {
    auto& sum = sums[{lot.material, lot.unit}];
    sum = {lot.material, lot.unit, sum.quantity + lot.quantity, sum.lots + 1};
    if (lot.order) orders.insert(*lot.order);
  }
  for (auto& [key, sum] : sums) out.by_material.push_back(std::move(sum));
  out.orders.assign(orders.begin(), orders.end());
  out.units = units_in_all(sql, out.lots);
  return out;
}

}  // namespace millwright::mes::genealogy
