#include "mes/planning/freeze.h"

#include <algorithm>
#include <optional>

#include "mes/planning/flexible/compiled.h"

namespace millwright::mes::planning {

namespace {

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// Walks through the old plan by start and decides for each operation; what stays takes its unit and its material.
class Keeping {
 public:
  Keeping(const Problem& problem, const Plan& old, const std::vector<std::int64_t>& until_s)
      : problem_(problem), old_(old), until_s_(until_s), compiled_(problem, {}) {
    ends_.assign(problem.operations.size(), std::nullopt);
    old_setups_s_.assign(problem.operations.size(), 0);
    units_ = compiled_.units_at_start;
    for (auto& unit : units_) unit.free_s = std::numeric_limits<std::int64_t>::min();
    materials_ = compiled_.materials_at_start;
    for (int unit = 0; unit < compiled_.units(); ++unit) {
      int state = problem.units[index(unit)].setup_state;
      for (const int i : sequence_on(old.assignments, unit)) {
        const int needs = problem.operations[index(i)].setup_state;
        old_setups_s_[index(i)] = compiled_.setup(unit, state, needs);
        if (needs != kNone) state = needs;
      }
    }
  }

  Kept run() {
    std::vector<int> by_start;
    for (int i = 0; i < compiled_.operations(); ++i)
      if (at(i).unit != kNone) by_start.push_back(i);
    std::ranges::stable_sort(by_start, {}, [&](int i) { return std::pair(at(i).start_s, at(i).end_s); });
    for (const int i : by_start) {
      const auto still = in_place(i);
      if (!still) {
        kept_.disturbed.push_back(i);
      } else if (const auto stays = frozen(i, *still)) {
        fix(i, *stays);
      }
    }
    return std::move(kept_);
  }

 private:
  [[nodiscard]] const Assignment& at(int i) const { return old_.assignments[index(i)]; }
  [[nodiscard]] const Operation& operation(int i) const { return problem_.operations[index(i)]; }

  /// The old assignment as it is after the event, what else is on the unit left aside; nothing if it cannot be.
  std::optional<Assignment> in_place(int i) {
    Assignment where = at(i);
    const bool has_material = takes_material(i);
    if (where.end_s <= problem_.now_s) return where;  // done is done
    const auto& open = compiled_.open[index(where.unit)];
    const bool runs = where.start_s < problem_.now_s;
    const auto way = std::ranges::find(operation(i).alternatives, where.unit, &Alternative::unit);
    if (way == operation(i).alternatives.end()) return std::nullopt;
    std::size_t hint = 0;
    const auto work = open.fit(where.start_s, way->duration_s, operation(i).interruptible, hint);
    if (work.start_s != where.start_s) return std::nullopt;
    // What runs and is interrupted ends later; what would be interrupted later on is disturbed.
    if (!runs && work.end_s != where.end_s) return std::nullopt;
    where.end_s = work.end_s;
    if (runs) return where;
    if (!has_material || where.start_s < problem_.orders[index(operation(i).order)].release_s) return std::nullopt;
    hint = 0;
    const auto setup = open.fit(where.setup_start_s, old_setups_s_[index(i)], operation(i).interruptible, hint);
    if (old_setups_s_[index(i)] > 0 && setup.end_s > where.start_s) return std::nullopt;
    return where;
  }

  /// What it consumes is there when it starts, those who start earlier served first; what is not there is not taken.
  bool takes_material(int i) {
    bool there = true;
    for (const auto& consumption : operation(i).consumes) {
      auto& state = materials_[index(consumption.material)];
      const auto& supply = compiled_.supplies[index(consumption.material)];
      const auto before = state;
      const auto there_s = flexible::take(supply, state, consumption.quantity);
      const double all = supply.sum.empty() ? 0 : supply.sum.back();
      if (there_s <= at(i).start_s && state.taken <= all + 1e-9 * std::max(1.0, state.taken)) continue;
      if (at(i).start_s >= problem_.now_s) state = before;
      there = false;
    }
    return there;
  }

  /// Where it stays if it is history or inside the frozen horizon and everything before it stays too.
  std::optional<Assignment> frozen(int i, Assignment where) {
    if (std::min(where.setup_start_s, where.start_s) >= until_s_[index(where.unit)]) return std::nullopt;
    for (const int before : operation(i).after)
      if (!ends_[index(before)] || *ends_[index(before)] > where.start_s) return std::nullopt;
    const auto& unit = units_[index(where.unit)];
    if (unit.free_s > where.start_s) return std::nullopt;
    if (where.start_s < problem_.now_s) return where;
    const auto needed_s = compiled_.setup(where.unit, unit.setup_state, compiled_.setup_state[index(i)]);
    const bool as_it_was = needed_s == old_setups_s_[index(i)] && where.setup_start_s >= unit.free_s;
    if (as_it_was) return where;
    const auto setup =
        needed_s > 0 ? compiled_.open[index(where.unit)].latest(where.start_s, needed_s, operation(i).interruptible)
                     : Span{where.start_s, where.start_s};
    if (setup.start_s < std::max(unit.free_s, problem_.now_s)) return std::nullopt;
    where.setup_start_s = setup.start_s;
    where.setup_end_s = setup.end_s;
    return where;
  }

  void fix(int i, const Assignment& where) {
    auto& unit = units_[index(where.unit)];
    unit.free_s = std::max(unit.free_s, where.end_s);
    if (operation(i).setup_state != kNone) unit.setup_state = operation(i).setup_state;
    ends_[index(i)] = where.end_s;
    kept_.fixed.push_back({i, where});
  }

  const Problem& problem_;
  const Plan& old_;
  const std::vector<std::int64_t>& until_s_;  ///< by unit
  flexible::Compiled compiled_;
  std::vector<std::optional<std::int64_t>> ends_;  ///< of what is fixed
  std::vector<std::int64_t> old_setups_s_;
  std::vector<flexible::UnitState> units_;
  std::vector<flexible::MaterialState> materials_;
  Kept kept_;
};

}  // namespace

Kept keep(const Problem& problem, const Plan& old, const std::vector<std::int64_t>& until_s) {
  return Keeping(problem, old, until_s).run();
}

}  // namespace millwright::mes::planning
