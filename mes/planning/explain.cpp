#include "mes/planning/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "mes/planning/words.h"

namespace millwright::mes::planning {

namespace {

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }

class Explaining {
 public:
  Explaining(const Problem& problem, const Plan& plan) : problem_(problem), plan_(plan) {}

  std::vector<Wait> waits_of(int order) {
    std::vector<int> operations;
    for (int i = 0; i < static_cast<int>(problem_.operations.size()); ++i)
      if (operation(i).order == order && at(i).unit != kNone) operations.push_back(i);
    std::ranges::stable_sort(operations, {}, [&](int i) { return at(i).start_s; });
    for (const int i : operations) explain_start(i);
    return std::move(waits_);
  }

 private:
  [[nodiscard]] const Operation& operation(int i) const { return problem_.operations[index(i)]; }
  [[nodiscard]] const Assignment& at(int i) const { return plan_.assignments[index(i)]; }
  [[nodiscard]] const Unit& unit_of(int i) const { return problem_.units[index(at(i).unit)]; }
  [[nodiscard]] std::string when(std::int64_t time_s) const { return moment_in_words(problem_, time_s); }

  /// Goes through what can hold an operation, and says of each how much further it pushed the start.
  void explain_start(int i) {
    std::int64_t free_s = ready_s(i);
    free_s = wait_for_material(i, free_s);
    free_s = wait_for_unit(i, free_s);
    free_s = wait_for_setup(i, free_s);
    free_s = wait_for_opening(i, free_s);
    if (free_s < at(i).start_s)
      say(i, Reason::planned, free_s, at(i).start_s,
          fmt::format("'{}' could have begun at {} and is planned for {}", operation(i).id, when(free_s),
                      when(at(i).start_s)));
    explain_interruptions(i);
  }

  void say(int i, Reason reason, std::int64_t from_s, std::int64_t to_s, std::string text) {
    waits_.push_back({i, reason, from_s, to_s, std::move(text)});
  }

  [[nodiscard]] std::int64_t ready_s(int i) const {
    auto ready = std::max(problem_.now_s, problem_.orders[index(operation(i).order)].release_s);
    for (const int before : operation(i).after)
      if (at(before).unit != kNone) ready = std::max(ready, at(before).end_s);
    return std::min(ready, at(i).start_s);
  }

  /// The first moment at which what arrived covers what those who start before took, and this one.
  [[nodiscard]] std::int64_t there_s(int i, const Consumption& consumption) const {
    double needed = 0;
    for (int other = 0; other < static_cast<int>(problem_.operations.size()); ++other) {
      if (at(other).unit == kNone || at(other).start_s > at(i).start_s) continue;
      for (const auto& each : operation(other).consumes)
        if (each.material == consumption.material) needed += each.quantity;
    }
    std::map<std::int64_t, double> arrivals;
    for (const auto& arrival : problem_.materials[index(consumption.material)].arrivals)
      arrivals[arrival.at_s] += arrival.quantity;
    double sum = 0;
    for (const auto& [time_s, quantity] : arrivals)
      if ((sum += quantity) >= needed * (1 - 1e-9)) return time_s;
    return std::numeric_limits<std::int64_t>::min();
  }

  std::int64_t wait_for_material(int i, std::int64_t from_s) {
    for (const auto& consumption : operation(i).consumes) {
      const auto there = std::min(there_s(i, consumption), at(i).start_s);
      if (there <= from_s) continue;
      say(i, Reason::material, from_s, there,
          fmt::format("'{}' waited {} for '{}', which is not there until {}", operation(i).id,
                      duration_in_words(there - from_s), problem_.materials[index(consumption.material)].id,
                      when(there)));
      from_s = there;
    }
    return from_s;
  }

  std::int64_t wait_for_unit(int i, std::int64_t from_s) {
    const auto sequence = sequence_on(plan_.assignments, at(i).unit);
    const auto own = std::ranges::find(sequence, i);
    if (own == sequence.begin()) return from_s;
    const auto busy_until = std::min(at(*(own - 1)).end_s, at(i).start_s);
    if (busy_until <= from_s) return from_s;
    std::string with;
    int count = 0;
    for (auto other = own; other != sequence.begin() && at(*(other - 1)).end_s > from_s; --other)
      if (++count == 1) with = fmt::format("'{}'", operation(*(other - 1)).id);
    if (count > 1) with = fmt::format("{} operation{}, the last of them {}", count, count > 1 ? "s" : "", with);
    say(i, Reason::unit_busy, from_s, busy_until,
        fmt::format("'{}' waited {} for '{}', which was busy with {} until {}", operation(i).id,
                    duration_in_words(busy_until - from_s), unit_of(i).id, with, when(busy_until)));
    return busy_until;
  }

  /// A setup holds an operation up as long as it takes; that it was placed later is not its fault.
  std::int64_t wait_for_setup(int i, std::int64_t from_s) {
    const auto sequence = sequence_on(plan_.assignments, at(i).unit);
    int state = unit_of(i).setup_state;
    std::int64_t unit_free_s = problem_.now_s;
    for (const int other : sequence) {
      if (other == i) break;
      if (operation(other).setup_state != kNone) state = operation(other).setup_state;
      unit_free_s = at(other).end_s;
    }
    const auto setup_s = setup_seconds(problem_, at(i).unit, state, operation(i).setup_state);
    if (setup_s == 0) return from_s;
    auto begin_s = unit_free_s;
    for (const auto& closed : closed_between(i, begin_s, at(i).start_s))
      if (closed.from_s <= begin_s) begin_s = std::max(begin_s, closed.to_s);
    const auto ends_s = std::min(begin_s + setup_s, at(i).start_s);
    if (ends_s <= from_s) return from_s;
    say(i, Reason::changeover, from_s, ends_s,
        fmt::format("'{}' waited {} for the changeover of '{}' from '{}' to '{}' ({})", operation(i).id,
                    duration_in_words(ends_s - from_s), unit_of(i).id, problem_.setup_states[index(state)],
                    problem_.setup_states[index(operation(i).setup_state)], duration_in_words(setup_s)));
    return ends_s;
  }

  /// The unit's closed times that touch [from, to), by their beginning.
  [[nodiscard]] std::vector<ClosedTime> closed_between(int i, std::int64_t from_s, std::int64_t to_s) const {
    std::vector<ClosedTime> closed;
    for (const auto& time : unit_of(i).closed)
      if (time.from_s < to_s && time.to_s > from_s) closed.push_back(time);
    std::ranges::sort(closed, {}, &ClosedTime::from_s);
    return closed;
  }

  /// What is left of the wait is put down to closed times, if there are any in it.
  std::int64_t wait_for_opening(int i, std::int64_t from_s) {
    const auto closed = closed_between(i, from_s, at(i).start_s);
    if (closed.empty()) return from_s;
    std::string why;
    std::int64_t until_s = from_s;
    for (const auto& time : closed) {
      until_s = std::max(until_s, std::min(time.to_s, at(i).start_s));
      if (why.find(time.why) == std::string::npos) why += why.empty() ? time.why : ", " + time.why;
    }
    const bool was_open = closed.front().from_s > from_s;
    say(i, Reason::closed, from_s, until_s,
        was_open ? fmt::format("'{}' waited {} since it did not fit before '{}' closed at {} ({}) until {}",
                               operation(i).id, duration_in_words(until_s - from_s), unit_of(i).id,
                               when(closed.front().from_s), why, when(until_s))
                 : fmt::format("'{}' waited {} while '{}' was closed ({}) until {}", operation(i).id,
                               duration_in_words(until_s - from_s), unit_of(i).id, why, when(until_s)));
    return until_s;
  }

  void explain_interruptions(int i) {
    for (const auto& time : closed_between(i, at(i).start_s, at(i).end_s)) {
      const auto from_s = std::max(time.from_s, at(i).start_s);
      const auto to_s = std::min(time.to_s, at(i).end_s);
      say(i, Reason::closed, from_s, to_s,
          fmt::format("'{}' was interrupted for {} from {} on: '{}' was closed ({})", operation(i).id,
                      duration_in_words(to_s - from_s), when(from_s), unit_of(i).id, time.why));
    }
  }

  const Problem& problem_;
  const Plan& plan_;
  std::vector<Wait> waits_;
};

/// The longest way of work through the order, each operation on its fastest unit.
std::int64_t shortest_work_s(const Problem& problem, int order) {
  std::map<int, std::int64_t> ends;
  std::int64_t longest = 0;
  // An order's operations are few: as many rounds as there are settle every end.
  for (bool more = true; more;) {
    more = false;
    for (int i = 0; i < static_cast<int>(problem.operations.size()); ++i) {
      const auto& operation = problem.operations[index(i)];
      if (operation.order != order) continue;
      std::int64_t end = 0;
      for (const int before : operation.after) end = std::max(end, ends.count(before) > 0 ? ends[before] : 0);
      end += std::ranges::min(operation.alternatives, {}, &Alternative::duration_s).duration_s;
      if (ends.count(i) > 0 && ends[i] == end) continue;
      ends[i] = end;
      longest = std::max(longest, end);
      more = true;
    }
  }
  return longest;
}

}  // namespace

std::vector<Wait> waits_of(const Problem& problem, const Plan& plan, int order) {
  return Explaining(problem, plan).waits_of(order);
}

std::vector<std::string> explain(const Problem& problem, const Plan& plan, int order) {
  const auto& terms = problem.orders[index(order)];
  for (const auto& unplanned : plan.unplanned)
    if (unplanned.order == order) return {fmt::format("order '{}' is not planned: {}", terms.id, unplanned.why)};
  const auto late_s = tardiness_s(problem, plan, order);
  if (late_s == 0) return {fmt::format("order '{}' is in time", terms.id)};
  std::vector<std::string> sentences{fmt::format("order '{}' is {} late: due {}, done {}", terms.id,
                                                 duration_in_words(late_s), moment_in_words(problem, *terms.due_s),
                                                 moment_in_words(problem, *terms.due_s + late_s))};
  const auto begin_s = std::max(problem.now_s, terms.release_s);
  const auto work_s = shortest_work_s(problem, order);
  if (begin_s + work_s > *terms.due_s)
    sentences.push_back(fmt::format("even without any waiting it takes {} of work from {} on, {} too long",
                                    duration_in_words(work_s), moment_in_words(problem, begin_s),
                                    duration_in_words(begin_s + work_s - *terms.due_s)));
  for (auto& wait : waits_of(problem, plan, order)) sentences.push_back(std::move(wait.text));
  return sentences;
}

}  // namespace millwright::mes::planning
