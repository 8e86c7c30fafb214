#include "mes/scheduling/placing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "mes/planning/explain.h"
#include "mes/planning/model/open_time.h"

namespace millwright::mes::scheduling {
namespace {

using planning::kNone;

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }

std::int64_t seconds_at(const planning::Problem& problem, Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time - problem.origin).count();
}

Timestamp moment_of(const planning::Problem& problem, std::int64_t seconds) {
  return problem.origin + std::chrono::seconds{seconds};
}

/// Setups end where the changeover that the sequence asks for is done.
void end_setups(const planning::Problem& problem, planning::Plan& plan) {
  for (int unit = 0; unit < static_cast<int>(problem.units.size()); ++unit) {
    const planning::OpenTime open(problem.units[index(unit)].closed);
    int state = problem.units[index(unit)].setup_state;
    for (const int i : planning::sequence_on(plan.assignments, unit)) {
      auto& where = plan.assignments[index(i)];
      const int needs = problem.operations[index(i)].setup_state;
      const auto setup_s = planning::setup_seconds(problem, unit, state, needs);
      std::size_t hint = 0;
      where.setup_end_s = std::min(open.fit(where.setup_start_s, setup_s, true, hint).end_s, where.start_s);
      if (needs != kNone) state = needs;
    }
  }
}

Planned placed(const LineProblem& line, const planning::Plan& plan, int order) {
  const auto& problem = line.problem;
  const auto& where = plan.assignments[index(order)];
  Planned out;
  out.order_id = line.order_ids[index(order)];
  out.equipment = contracts::EquipmentPath{problem.units[index(where.unit)].id};
  out.setup_start = moment_of(problem, where.setup_start_s);
  out.start = moment_of(problem, where.start_s);
  out.finish = moment_of(problem, where.end_s);
  out.late_s = planning::tardiness_s(problem, plan, order);
  if (out.late_s > 0)
    for (auto& text : planning::explain(problem, plan, order))
      out.why += (out.why.empty() ? "" : " ") + as_sentence(std::move(text));
  out.planned_at = problem.origin;
  return out;
}

/// Puts one order behind the other on its unit; keeps what the units and materials have left.
class Laying {
 public:
  explicit Laying(const LineProblem& line) : problem_(line.problem), taken_(line.problem.materials.size(), 0) {
    for (const auto& unit : problem_.units) {
      open_.emplace_back(unit.closed);
      states_.push_back(unit.setup_state);
    }
    free_s_.assign(problem_.units.size(), 0);
    plan_.assignments.resize(problem_.operations.size());
  }

  void lay(int order, std::int64_t from_s) {
    const auto& operation = problem_.operations[index(order)];
    from_s = std::max({from_s, problem_.orders[index(order)].release_s, std::int64_t{0}});
    if (!wait_for_material(order, from_s)) return;
    const auto& [unit, duration_s] = operation.alternatives.front();
    const auto& open = open_[index(unit)];
    const auto setup_s = planning::setup_seconds(problem_, unit, states_[index(unit)], operation.setup_state);
    std::size_t hint = 0;
    const auto ready_s =
        std::max(free_s_[index(unit)], setup_s == 0 ? 0 : open.fit(free_s_[index(unit)], setup_s, true, hint).end_s);
    hint = 0;
    const auto work = open.fit(std::max(from_s, ready_s), duration_s, true, hint);
    const auto setup =
        setup_s == 0 ? planning::Span{work.start_s, work.start_s} : open.latest(work.start_s, setup_s, true);
    plan_.assignments[index(order)] = {unit, setup.start_s, setup.end_s, work.start_s, work.end_s};
    free_s_[index(unit)] = work.end_s;
    if (operation.setup_state != kNone) states_[index(unit)] = operation.setup_state;
  }

  planning::Plan take() {
    plan_.cost = planning::cost_of(problem_, plan_.assignments);
    return std::move(plan_);
  }

 private:
  /// Moves `from_s` to when all is there, and takes it; false, and nothing taken, where it never will be.
  bool wait_for_material(int order, std::int64_t& from_s) {
    const auto& consumes = problem_.operations[index(order)].consumes;
    for (const auto& [material, quantity] : consumes) {
      double left = taken_[index(material)] + quantity * (1 - 1e-9);
      const auto& arrivals = problem_.materials[index(material)].arrivals;
      const auto last =
          std::ranges::find_if(arrivals, [&](const auto& arrival) { return (left -= arrival.quantity) <= 0; });
      if (last == arrivals.end()) {
        plan_.unplanned.push_back(
            {order, fmt::format("order '{}' needs {:g} of '{}', and all that will come does not suffice",
                                problem_.orders[index(order)].id, quantity, problem_.materials[index(material)].id)});
        return false;
      }
      from_s = std::max(from_s, last->at_s);
    }
    for (const auto& [material, quantity] : consumes) taken_[index(material)] += quantity;
    return true;
  }

  const planning::Problem& problem_;
  std::vector<planning::OpenTime> open_;
  std::vector<int> states_;
  std::vector<std::int64_t> free_s_;
  std::vector<double> taken_;
  planning::Plan plan_;
};

}  // namespace

planning::Plan plan_of(const LineProblem& line, std::span<const Planned> rows) {
  const auto& problem = line.problem;
  std::map<std::string, const Planned*> row_of;
  for (const auto& row : rows)
    if (!row.left_out) row_of.emplace(row.order_id, &row);
  planning::Plan out;
  out.assignments.resize(problem.operations.size());
  for (std::size_t i = 0; i < problem.operations.size(); ++i) {
    const auto found = row_of.find(line.order_ids[i]);
    if (found == row_of.end()) continue;
    const auto& row = *found->second;
    const int unit = problem.operations[i].alternatives.front().unit;
    const auto start_s = seconds_at(problem, row.start);
    if (start_s < 0 || row.equipment.str() != problem.units[index(unit)].id) continue;
    const auto setup_s = seconds_at(problem, row.setup_start);
    out.assignments[i] = {unit, setup_s, setup_s, start_s, seconds_at(problem, row.finish)};
  }
  end_setups(problem, out);
  out.cost = planning::cost_of(problem, out.assignments);
  return out;
}

std::vector<Planned> rows_of(const LineProblem& line, const planning::Plan& plan) {
  std::vector<Planned> out;
  const auto leave_out = [&](const std::string& order, const std::string& why) {
    Planned none;
    none.order_id = order;
    none.why = as_sentence(why);
    none.planned_at = line.problem.origin;
    none.left_out = true;
    out.push_back(std::move(none));
  };
  for (const auto& [order, why] : line.left_out) leave_out(order, why);
  for (const auto& [order, why] : plan.unplanned) leave_out(line.order_ids[index(order)], why);
  for (std::size_t i = 0; i < plan.assignments.size(); ++i)
    if (plan.assignments[i].unit != kNone) out.push_back(placed(line, plan, static_cast<int>(i)));
  return out;
}

std::vector<Moved> moved_between(std::span<const Planned> was, std::span<const Planned> is) {
  std::map<std::string, Timestamp> before;
  for (const auto& row : was)
    if (!row.left_out) before.emplace(row.order_id, row.start);
  std::vector<Moved> out;
  for (const auto& row : is)
    if (const auto old = before.find(row.order_id); !row.left_out && old != before.end() && old->second != row.start)
      out.push_back({row.order_id, old->second, row.start});
  std::ranges::stable_sort(out, {}, &Moved::to);
  return out;
}

std::string as_sentence(std::string text) {
  if (text.empty()) return text;
  // An id stays as it is written: what begins with a word of small letters alone is no id.
  const auto word = text.substr(0, text.find(' '));
  const bool is_word = std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
  if (is_word && !word.empty()) text.front() = static_cast<char>(text.front() - 'a' + 'A');
  if (text.back() != '.') text += '.';
  return text;
}

planning::Plan in_sequence(const LineProblem& line, std::span<const int> sequence,
                           std::span<const std::int64_t> from_s) {
  Laying laying(line);
  for (const int order : sequence) laying.lay(order, from_s[index(order)]);
  return laying.take();
}

}  // namespace millwright::mes::scheduling
