#include "mes/planning/checker/checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace millwright::mes::planning {

namespace {

// Quantities are sums of decimal fractions: what lacks less than this share of the demand is rounding.
constexpr double kRounding = 1e-9;

struct Closed {
  std::int64_t from_s;
  std::int64_t to_s;
};

class Check {
 public:
  Check(const Problem& problem, const Plan& plan) : problem_(problem), plan_(plan) {}

  std::vector<Fault> run() {
    if (plan_.assignments.size() != problem_.operations.size()) {
      report(Violation::incomplete, "the plan has {} operations, the problem {}", plan_.assignments.size(),
             problem_.operations.size());
      return std::move(faults_);
    }
    for (const auto& fixed : problem_.fixed) fixed_.insert(fixed.operation);
    for (const auto& unit : problem_.units) closed_.push_back(merged(unit.closed));
    check_completeness();
    for (int i = 0; i < count(); ++i)
      if (at(i).unit != kNone) check_operation(i);
    for (int unit = 0; unit < static_cast<int>(problem_.units.size()); ++unit) check_unit(unit);
    for (int material = 0; material < static_cast<int>(problem_.materials.size()); ++material) check_material(material);
    check_cost();
    return std::move(faults_);
  }

 private:
  template <class... Args>
  void report(Violation violation, fmt::format_string<Args...> text, Args&&... args) {
    faults_.push_back({violation, fmt::format(text, std::forward<Args>(args)...)});
  }
  [[nodiscard]] int count() const { return static_cast<int>(problem_.operations.size()); }
  [[nodiscard]] const Operation& operation(int i) const { return problem_.operations[static_cast<std::size_t>(i)]; }
  [[nodiscard]] const Assignment& at(int i) const { return plan_.assignments[static_cast<std::size_t>(i)]; }
  [[nodiscard]] const std::string& unit_id(int unit) const { return problem_.units[static_cast<std::size_t>(unit)].id; }

  static std::vector<Closed> merged(std::vector<ClosedTime> times) {
    std::ranges::sort(times, {}, &ClosedTime::from_s);
    std::vector<Closed> out;
    for (const auto& time : times) {
      if (!out.empty() && time.from_s <= out.back().to_s)
        out.back().to_s = std::max(out.back().to_s, time.to_s);
      else
        out.push_back({time.from_s, time.to_s});
    }
    return out;
  }
  /// How much of [from, to) `unit` is closed.
  [[nodiscard]] std::int64_t closed_s(int unit, std::int64_t from_s, std::int64_t to_s) const {
    std::int64_t sum = 0;
    for (const auto& closed : closed_[static_cast<std::size_t>(unit)])
      sum += std::max<std::int64_t>(0, std::min(to_s, closed.to_s) - std::max(from_s, closed.from_s));
    return sum;
  }
  [[nodiscard]] bool is_closed_at(int unit, std::int64_t time_s) const {
    return std::ranges::any_of(closed_[static_cast<std::size_t>(unit)],
                               [&](const Closed& closed) { return closed.from_s <= time_s && time_s < closed.to_s; });
  }

  void check_completeness() {
    std::set<int> left_out;
    for (const auto& unplanned : plan_.unplanned) left_out.insert(unplanned.order);
    for (int i = 0; i < count(); ++i) {
      const bool planned = at(i).unit != kNone;
      if (fixed_.count(i) > 0 && planned) continue;  // what runs is there, whatever becomes of its order
      if (planned == (left_out.count(operation(i).order) == 0)) continue;
      if (planned)
        report(Violation::incomplete, "'{}' is planned, its order is not", operation(i).id);
      else
        report(Violation::incomplete, "'{}' is not planned", operation(i).id);
    }
  }

  void check_operation(int i) {
    const auto& what = operation(i);
    const auto& where = at(i);
    if (fixed_.count(i) > 0) {
      const auto fixed = std::ranges::find(problem_.fixed, i, &Fixed::operation);
      if (!(fixed->at == where)) report(Violation::fixed_moved, "'{}' is fixed and was moved", what.id);
    } else {
      check_time_and_place(i);
    }
    for (const int before : what.after) {
      if (at(before).unit == kNone)
        report(Violation::precedence, "'{}' is planned, '{}' before it is not", what.id, operation(before).id);
      else if (at(before).end_s > where.start_s)
        report(Violation::precedence, "'{}' starts at {} s, '{}' before it ends at {} s", what.id, where.start_s,
               operation(before).id, at(before).end_s);
    }
  }

  void check_time_and_place(int i) {
    const auto& what = operation(i);
    const auto& where = at(i);
    const auto alternative = std::ranges::find(what.alternatives, where.unit, &Alternative::unit);
    if (alternative == what.alternatives.end()) {
      report(Violation::wrong_unit, "'{}' is planned on a unit that cannot do it", what.id);
      return;
    }
    const auto earliest = std::max(problem_.now_s, problem_.orders[static_cast<std::size_t>(what.order)].release_s);
    if (where.start_s < earliest || where.setup_start_s < problem_.now_s)
      report(Violation::released_too_late, "'{}' starts at {} s, its order is released at {} s", what.id, where.start_s,
             earliest);
    if (where.start_s > where.end_s || is_closed_at(where.unit, where.start_s))
      report(Violation::unit_closed, "'{}' starts at {} s, '{}' is closed then", what.id, where.start_s,
             unit_id(where.unit));
    const auto closed = closed_s(where.unit, where.start_s, where.end_s);
    if (closed > 0 && !what.interruptible)
      report(Violation::unit_closed, "'{}' may not be interrupted, '{}' is closed for {} s of it", what.id,
             unit_id(where.unit), closed);
    const bool takes = std::ranges::any_of(what.alternatives, [&](const Alternative& way) {
      return way.unit == where.unit && way.duration_s == where.end_s - where.start_s - closed;
    });
    if (!takes)
      report(Violation::wrong_duration, "'{}' takes {} s on '{}', planned are {} s", what.id, alternative->duration_s,
             unit_id(where.unit), where.end_s - where.start_s - closed);
  }

  void check_unit(int unit) {
    std::vector<int> here;
    for (int i = 0; i < count(); ++i)
      if (at(i).unit == unit) here.push_back(i);
    std::ranges::stable_sort(here, [&](int a, int b) {
      return std::pair(at(a).start_s, at(a).end_s) < std::pair(at(b).start_s, at(b).end_s);
    });
    int state = problem_.units[static_cast<std::size_t>(unit)].setup_state;
    for (std::size_t k = 0; k < here.size(); ++k) {
      const int i = here[k];
      const auto& where = at(i);
      if (k > 0 && at(here[k - 1]).end_s > std::min(where.setup_start_s, where.start_s))
        report(Violation::unit_shared, "'{}' and '{}' are on '{}' at once", operation(here[k - 1]).id, operation(i).id,
               unit_id(unit));
      if (fixed_.count(i) == 0) check_setup(i, state);
      if (operation(i).setup_state != kNone) state = operation(i).setup_state;
    }
  }

  void check_setup(int i, int from) {
    const auto& what = operation(i);
    const auto& where = at(i);
    const auto needed = setup_seconds(problem_, where.unit, from, what.setup_state);
    const auto closed = closed_s(where.unit, where.setup_start_s, where.setup_end_s);
    if (where.setup_end_s > where.start_s || where.setup_end_s - where.setup_start_s - closed != needed)
      report(Violation::setup_missing, "'{}' needs {} s of setup on '{}', planned are {} s until {} s", what.id, needed,
             unit_id(where.unit), where.setup_end_s - where.setup_start_s - closed, where.setup_end_s);
    else if (closed > 0 && !what.interruptible)
      report(Violation::unit_closed, "the setup for '{}' may not be interrupted, '{}' is closed for {} s of it",
             what.id, unit_id(where.unit), closed);
  }

  /// Walks through time: at no moment may more have been consumed than had arrived.
  void check_material(int material) {
    std::map<std::int64_t, double> arrived;
    std::map<std::int64_t, std::vector<std::pair<int, double>>> taken;
    for (const auto& arrival : problem_.materials[static_cast<std::size_t>(material)].arrivals)
      arrived[arrival.at_s] += arrival.quantity;
    for (int i = 0; i < count(); ++i)
      for (const auto& consumption : operation(i).consumes)
        if (at(i).unit != kNone && consumption.material == material)
          taken[at(i).start_s].emplace_back(i, consumption.quantity);
    double stock = 0;
    double demand = 0;
    auto next = arrived.begin();
    for (const auto& [time_s, takers] : taken) {
      for (; next != arrived.end() && next->first <= time_s; ++next) stock += next->second;
      for (const auto& [i, quantity] : takers) {
        demand += quantity;
        if (demand > stock + kRounding * std::max(1.0, demand) && fixed_.count(i) == 0)
          report(Violation::material_missing, "'{}' starts at {} s, of '{}' {} are there by then and {} are needed",
                 operation(i).id, time_s, problem_.materials[static_cast<std::size_t>(material)].id, stock, demand);
      }
    }
  }

  void check_cost() {
    double tardiness = 0;
    std::int64_t makespan = 0;
    std::int64_t setup = 0;
    for (std::size_t order = 0; order < problem_.orders.size(); ++order) {
      std::int64_t end = std::numeric_limits<std::int64_t>::min();
      for (int i = 0; i < count(); ++i)
        if (operation(i).order == static_cast<int>(order) && at(i).unit != kNone) end = std::max(end, at(i).end_s);
      const auto& due = problem_.orders[order].due_s;
      if (due && end > *due) tardiness += problem_.orders[order].weight * static_cast<double>(end - *due);
      makespan = std::max(makespan, end);
    }
    for (int unit = 0; unit < static_cast<int>(problem_.units.size()); ++unit) setup += setup_on(unit);
    const double total = problem_.weights.tardiness * tardiness + problem_.weights.setup * static_cast<double>(setup) +
                         problem_.weights.makespan * static_cast<double>(makespan);
    if (std::abs(total - plan_.cost.total) > 1e-6 * std::max(1.0, total))
      report(Violation::wrong_cost, "the plan says it costs {}, it costs {}", plan_.cost.total, total);
  }

  [[nodiscard]] std::int64_t setup_on(int unit) const {
    std::vector<int> here;
    for (int i = 0; i < count(); ++i)
      if (at(i).unit == unit) here.push_back(i);
    std::ranges::stable_sort(here, [&](int a, int b) {
      return std::pair(at(a).start_s, at(a).end_s) < std::pair(at(b).start_s, at(b).end_s);
    });
    std::int64_t sum = 0;
    int state = problem_.units[static_cast<std::size_t>(unit)].setup_state;
    for (const int i : here) {
      sum += setup_seconds(problem_, unit, state, operation(i).setup_state);
      if (operation(i).setup_state != kNone) state = operation(i).setup_state;
    }
    return sum;
  }

  const Problem& problem_;
  const Plan& plan_;
  std::set<int> fixed_;
  std::vector<std::vector<Closed>> closed_;
  std::vector<Fault> faults_;
};

}  // namespace

std::vector<Fault> check_plan(const Problem& problem, const Plan& plan) { return Check(problem, plan).run(); }

}  // namespace millwright::mes::planning
