#include "mes/scheduling/disruptions.h"

#include <algorithm>
#include <set>

#include "mes/planning/words.h"
#include "mes/scheduling/placing.h"

namespace millwright::mes::scheduling {
namespace {

constexpr auto kStandsFor = std::chrono::minutes{1};
constexpr auto kLateBy = std::chrono::minutes{10};

class Looking {
 public:
  Looking(const MasterData& data, const Situation& situation)
      : data_(data), situation_(situation), line_(line_problem(data, situation)) {}

  std::vector<Disruption> run(const std::vector<equipment::Equipment>& units) {
    for (const auto& unit : units) tell_if_it_stands(unit);
    for (const auto& on_line : line_.on_line) tell_if_through_late(on_line);
    for (const auto& row : situation_.plan) tell_if_not_begun(row);
    tell_what_is_not_there();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string when(Timestamp time) const {
    const auto time_s = std::chrono::floor<std::chrono::seconds>(time - line_.problem.origin).count();
    return planning::moment_in_words(line_.problem, time_s);
  }
  [[nodiscard]] const orders::Order* find(const std::string& id) const {
    const auto found = std::ranges::find(situation_.orders, id, &orders::Order::id);
    return found == situation_.orders.end() ? nullptr : &*found;
  }
  [[nodiscard]] const Planned* row_of(const std::string& id) const {
    const auto found = std::ranges::find(situation_.plan, id, &Planned::order_id);
    return found == situation_.plan.end() || found->left_out ? nullptr : &*found;
  }
  static std::string words_of(Duration duration) {
    return planning::duration_in_words(std::chrono::floor<std::chrono::minutes>(duration).count() * 60);
  }

  /// An order is on the line, or should be.
  [[nodiscard]] bool is_needed(const std::string& line) const {
    return std::ranges::any_of(situation_.orders, [&](const orders::Order& order) {
      if (order.equipment.str() != line) return false;
      if (has_line(order.state)) return true;
      const auto* row = row_of(order.id);
      return is_plannable(order.state) && row != nullptr && row->setup_start <= situation_.now;
    });
  }

  void tell_if_it_stands(const equipment::Equipment& unit) {
    static const std::set<std::string> kFaulted{"Aborted", "Stopped", "Held"};
    const auto* line = data_.line_of(unit.path.str());
    const auto since = std::max(unit.since, Timestamp{});
    if (line == nullptr || !kFaulted.contains(unit.state) || situation_.now - since <= kStandsFor) return;
    const bool known = std::ranges::any_of(situation_.closed, [&](const Unavailable& time) {
      return is_part_of(time.equipment.str(), line->equipment.str()) && time.from <= situation_.now &&
             !time.is_over(situation_.now);
    });
    if (known || !is_needed(line->equipment.str())) return;
    const auto code = unit.stop_code == 0 ? std::string{} : fmt::format(", stop code {}", unit.stop_code);
    out_.push_back({EventKind::unit_down,
                    unit.path,
                    {},
                    {},
                    since,
                    fmt::format("{} stands since {}: {}{}.", unit.path.str(), when(since), unit.state, code)});
  }

  /// What is on a line keeps the place that it was given first. A plan made since then reckoned with it as it was: it
  /// still holds while no order is to begin before the line is free.
  [[nodiscard]] bool is_known(const Planned& row, Timestamp end) const {
    bool planned_since = false;
    for (const auto& behind : situation_.plan) {
      const auto* order = find(behind.order_id);
      if (behind.left_out || behind.equipment != row.equipment) continue;
      if (order == nullptr || !is_plannable(order->state)) continue;
      if (end - behind.start > kLateBy) return false;
      planned_since = planned_since || behind.planned_at > row.planned_at;
    }
    return planned_since;
  }

  void tell_if_through_late(const OnLine& on_line) {
    const auto* row = row_of(on_line.order_id);
    const auto* order = find(on_line.order_id);
    if (row == nullptr || order == nullptr) return;
    const auto end = line_.problem.origin + std::chrono::seconds{on_line.end_s};
    if (end - row->finish <= kLateBy || is_known(*row, end)) return;
    out_.push_back({EventKind::order_late,
                    {},
                    order->id,
                    {},
                    order->started.value_or(row->start),
                    fmt::format("{} will be through at {}, {} after its plan.", order->id, when(end),
                                words_of(end - row->finish))});
  }

  void tell_if_not_begun(const Planned& row) {
    const auto* order = find(row.order_id);
    if (row.left_out || order == nullptr || !is_plannable(order->state)) return;
    if (situation_.now - row.start <= kLateBy) return;
    out_.push_back(
        {EventKind::order_late,
         {},
         row.order_id,
         {},
         row.start,
         fmt::format("{} should have begun at {} and is {}.", row.order_id, when(row.start), enum_name(order->state))});
  }

  /// Who begins first takes first; told is each order that finds too little.
  void tell_what_is_not_there() {
    const auto& problem = line_.problem;
    const auto plan = plan_of(line_, situation_.plan);
    std::vector<std::size_t> sequence;
    for (std::size_t i = 0; i < plan.assignments.size(); ++i)
      if (plan.assignments[i].unit != planning::kNone) sequence.push_back(i);
    std::ranges::stable_sort(sequence, {}, [&](std::size_t i) { return plan.assignments[i].start_s; });
    std::vector<double> taken(problem.materials.size(), 0);
    for (const auto i : sequence)
      for (const auto& [number, quantity] : problem.operations[i].consumes) {
        const auto material = static_cast<std::size_t>(number);
        taken[material] += quantity;
        double there = 0;
        for (const auto& [at_s, more] : problem.materials[material].arrivals)
          if (at_s <= plan.assignments[i].start_s) there += more;
        if (taken[material] <= there + 1e-6 * std::max(1.0, taken[material])) continue;
        const auto* row = row_of(line_.order_ids[i]);
        out_.push_back({EventKind::material_changed,
                        {},
                        row->order_id,
                        problem.materials[material].id,
                        row->planned_at,
                        fmt::format("Of {}, {:g} will be missing when {} begins at {}.", problem.materials[material].id,
                                    std::min(quantity, taken[material] - there), row->order_id, when(row->start))});
      }
  }

  const MasterData& data_;
  const Situation& situation_;
  const LineProblem line_;
  std::vector<Disruption> out_;
};

}  // namespace

std::vector<Disruption> disruptions(const MasterData& data, const Situation& situation,
                                    const std::vector<equipment::Equipment>& units) {
  return Looking(data, situation).run(units);
}

}  // namespace millwright::mes::scheduling
