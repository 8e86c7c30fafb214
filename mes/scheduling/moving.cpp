#include "mes/scheduling/moving.h"

#include <algorithm>

#include "mes/planning/words.h"
#include "mes/scheduling/placing.h"

namespace millwright::mes::scheduling {
namespace {

using planning::Assignment;
using planning::kNone;

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// The plan as it is, with orders that should have begun by now at the place that they had.
std::vector<Assignment> places_in_force(const LineProblem& line, const std::vector<Planned>& rows) {
  auto places = plan_of(line, rows).assignments;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto row = std::ranges::find(rows, line.order_ids[i], &Planned::order_id);
    if (places[i].unit != kNone || row == rows.end() || row->left_out) continue;
    const auto seconds = [&](Timestamp time) {
      return std::chrono::floor<std::chrono::seconds>(time - line.problem.origin).count();
    };
    places[i] = {line.problem.operations[i].alternatives.front().unit, seconds(row->setup_start), seconds(row->start),
                 seconds(row->start), seconds(row->finish)};
  }
  return places;
}

class Moving {
 public:
  Moving(const LineProblem& line, const std::vector<Planned>& rows, int order, std::int64_t start_s)
      : line_(line), rows_(rows), order_(order), start_s_(start_s), was_(places_in_force(line, rows)) {}

  Move run() {
    const auto plan = laid_out();
    out_.plan = rows_of(line_, plan);
    out_.moved = moved_between(rows_, out_.plan);
    tell_if_too_early();
    if (!tell_if_running()) tell_if_closed();
    tell_what_overlaps(plan);
    tell_if_material_is_missing(plan);
    tell_what_is_late();
    return std::move(out_);
  }

 private:
  [[nodiscard]] const planning::Problem& problem() const { return line_.problem; }
  [[nodiscard]] const std::string& id(int i) const { return line_.order_ids[index(i)]; }
  [[nodiscard]] std::string when(std::int64_t time_s) const { return planning::moment_in_words(problem(), time_s); }
  [[nodiscard]] int unit() const { return problem().operations[index(order_)].alternatives.front().unit; }
  void tell(ConflictKind kind, std::optional<std::string> order, std::string text) {
    out_.conflicts.push_back({kind, std::move(order), std::move(text)});
  }

  /// The others in their sequence, and the order in front of the first on its line that is not through by then.
  [[nodiscard]] planning::Plan laid_out() const {
    std::vector<int> sequence;
    std::vector<std::int64_t> from_s(was_.size(), 0);
    for (int i = 0; i < static_cast<int>(was_.size()); ++i) {
      if (i == order_ || was_[index(i)].unit == kNone) continue;
      sequence.push_back(i);
      from_s[index(i)] = was_[index(i)].start_s;
    }
    std::ranges::stable_sort(sequence, {}, [&](int i) { return was_[index(i)].start_s; });
    const auto behind = std::ranges::find_if(
        sequence, [&](int i) { return was_[index(i)].unit == unit() && was_[index(i)].end_s > start_s_; });
    sequence.insert(behind, order_);
    from_s[index(order_)] = start_s_;
    return in_sequence(line_, sequence, from_s);
  }

  void tell_if_too_early() {
    const auto release_s = problem().orders[index(order_)].release_s;
    if (start_s_ < 0)
      tell(ConflictKind::too_early, {},
           fmt::format("{} cannot begin at {}: that is past.", id(order_), when(start_s_)));
    else if (start_s_ < release_s)
      tell(ConflictKind::too_early, {}, fmt::format("{} may not begin before {}.", id(order_), when(release_s)));
  }

  bool tell_if_running() {
    for (const auto& [other, unit_of, end_s] : line_.on_line) {
      if (unit_of != unit() || start_s_ >= end_s || end_s == 0) continue;
      tell(ConflictKind::running, other,
           fmt::format("{} is on {} until {}.", other, problem().units[index(unit())].id, when(end_s)));
      return true;
    }
    return false;
  }

  void tell_if_closed() {
    const auto& line = problem().units[index(unit())];
    for (const auto& time : line.closed)
      if (time.from_s <= start_s_ && start_s_ < time.to_s)
        tell(ConflictKind::closed, {},
             fmt::format("{} does not work at {} ({}), not until {}.", line.id, when(start_s_), time.why,
                         when(time.to_s)));
  }

  void tell_what_overlaps(const planning::Plan& plan) {
    const auto& is = plan.assignments[index(order_)];
    if (is.unit == kNone) return;
    for (int i = 0; i < static_cast<int>(was_.size()); ++i) {
      const auto& was = was_[index(i)];
      const auto& now = plan.assignments[index(i)];
      if (i == order_ || was.unit != is.unit || now.unit == kNone) continue;
      const bool shared = was.setup_start_s < is.end_s && is.setup_start_s < was.end_s;
      if (shared && now.start_s != was.start_s)
        tell(ConflictKind::overlap, id(i),
             fmt::format("{} has {} from {} to {} and is moved to {}.", id(i), problem().units[index(is.unit)].id,
                         when(was.start_s), when(was.end_s), when(now.start_s)));
    }
    if (is.start_s > start_s_ && is.start_s == is.setup_end_s && is.setup_start_s < is.start_s)
      tell(ConflictKind::overlap, {},
           fmt::format("The changeover to {} takes from {} to {}; it begins then.", id(order_), when(is.setup_start_s),
                       when(is.setup_end_s)));
  }

  void tell_if_material_is_missing(const planning::Plan& plan) {
    for (const auto& [order, why] : plan.unplanned) tell(ConflictKind::material, id(order), as_sentence(why));
    std::vector<double> left_by_now(problem().materials.size(), 0);
    for (std::size_t m = 0; m < left_by_now.size(); ++m)
      for (const auto& [at_s, quantity] : problem().materials[m].arrivals)
        if (at_s <= start_s_) left_by_now[m] += quantity;
    const auto& is = plan.assignments[index(order_)];
    if (is.unit == kNone) return;
    for (std::size_t i = 0; i < was_.size(); ++i) {
      if (plan.assignments[i].unit == kNone || plan.assignments[i].start_s > is.start_s) continue;
      for (const auto& [material, quantity] : problem().operations[i].consumes)
        left_by_now[index(material)] -= quantity;
    }
    for (const auto& [material, quantity] : problem().operations[index(order_)].consumes)
      if (left_by_now[index(material)] < -1e-6 * std::max(1.0, quantity))
        tell(ConflictKind::material, id(order_),
             fmt::format("Of {}, {:g} are missing for {} at {}; it begins at {}.",
                         problem().materials[index(material)].id, -left_by_now[index(material)], id(order_),
                         when(start_s_), when(is.start_s)));
  }

  void tell_what_is_late() {
    for (const auto& row : out_.plan) {
      const auto old = std::ranges::find(rows_, row.order_id, &Planned::order_id);
      const auto before_s = old == rows_.end() ? 0 : old->late_s;
      if (row.late_s > before_s)
        tell(ConflictKind::late, row.order_id,
             fmt::format("{} would be {} late.", row.order_id, planning::duration_in_words(row.late_s)));
    }
  }

  const LineProblem& line_;
  const std::vector<Planned>& rows_;
  const int order_;
  const std::int64_t start_s_;
  const std::vector<Assignment> was_;
  Move out_;
};

}  // namespace

bool Move::is_impossible() const {
  return std::ranges::any_of(conflicts, [](const Conflict& conflict) {
    return conflict.kind == ConflictKind::running || conflict.kind == ConflictKind::too_early ||
           conflict.kind == ConflictKind::closed;
  });
}

MesResult<Move> move(const MasterData& data, const Situation& situation, const std::string& order, Timestamp start) {
  const auto wanted = std::ranges::find(situation.orders, order, &orders::Order::id);
  if (wanted == situation.orders.end()) return fail(MesError::not_found, "there is no order '{}'", order);
  if (!is_plannable(wanted->state))
    return fail(MesError::illegal, "order '{}' is {}: only what waits for its place can be moved", order,
                enum_name(wanted->state));
  const auto line = line_problem(data, situation);
  const auto found = std::ranges::find(line.order_ids, order);
  if (found == line.order_ids.end()) {
    const auto left = std::ranges::find(line.left_out, order, &LeftOut::order_id);
    return fail(MesError::illegal, "order '{}' cannot be planned: {}", order,
                left == line.left_out.end() ? "" : left->why);
  }
  const auto start_s = std::chrono::floor<std::chrono::seconds>(start - line.problem.origin).count();
  return Moving(line, situation.plan, static_cast<int>(found - line.order_ids.begin()), start_s).run();
}

}  // namespace millwright::mes::scheduling
