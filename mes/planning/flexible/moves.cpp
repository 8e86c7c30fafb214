#include "mes/planning/flexible/moves.h"

#include <algorithm>
#include <cstdlib>

namespace millwright::mes::planning::flexible {

namespace {

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }
// How far a move reaches: places along a unit, a run's length, the list's places looked through, an order's shift.
constexpr int kAlong = 6;
constexpr int kRun = 12;
constexpr int kSight = 400;
constexpr int kOrderShift = 120;

}  // namespace

int Moves::unit_of(int operation) const {
  return compiled_.alternatives.of(operation)[index(arrangement_.choice[index(operation)])].unit;
}

int Moves::choice_for(int operation, int unit) const {
  const auto ways = compiled_.alternatives.of(operation);
  for (int choice = 0; choice < static_cast<int>(ways.size()); ++choice)
    if (ways[index(choice)].unit == unit) return choice;
  return kNone;
}

int Moves::pick(const Decoder& decoder) {
  const auto& list = arrangement_.list;
  int operation = list[index(random_.below(static_cast<int>(list.size())))];
  // Three draws, the first of a late order wins: most of the cost lies there, and some of the way to mend it elsewhere.
  for (int draw = 0; draw < 2; ++draw) {
    const int order = compiled_.order[index(operation)];
    const auto of_order = compiled_.operations_of.of(order);
    if (decoder.end_s(of_order.back()) > compiled_.orders[index(order)].due_s) break;
    operation = list[index(random_.below(static_cast<int>(list.size())))];
  }
  return operation;
}

Moves::Range Moves::propose(const Decoder& decoder) {
  steps_.clear();
  chosen_.clear();
  touched_ = {};
  if (arrangement_.list.empty()) return {};
  const int operation = pick(decoder);
  const int kind = random_.below(100);
  if (kind < 40)
    along_unit(operation);
  else if (kind < 65)
    to_other_unit(operation);
  else if (kind < 75)
    beside_same_setup(operation);
  else if (kind < 90)
    run_of_same_setup(operation);
  else
    whole_order(operation);
  return touched_;
}

void Moves::undo() {
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) shift(step->to, step->from);
  for (auto chosen = chosen_.rbegin(); chosen != chosen_.rend(); ++chosen) {
    arrangement_.choice[index(chosen->operation)] = chosen->choice;
    arrangement_.held[index(chosen->operation)] = chosen->held;
  }
}

int Moves::nth_on_unit(int place, int unit, int count) const {
  const auto& list = arrangement_.list;
  const int step = count < 0 ? -1 : 1;
  int found = kNone;
  int left = std::abs(count);
  const int last = std::clamp(place + step * kSight, -1, static_cast<int>(list.size()));
  for (int k = place + step; left > 0 && k != last; k += step) {
    if (unit_of(list[index(k)]) != unit) continue;
    found = k;
    --left;
  }
  return found;
}

void Moves::touch(int from, int to) {
  const auto [low, high] = std::minmax(from, to);
  touched_.first = touched_.first == kNone ? low : std::min(touched_.first, low);
  touched_.last = std::max(touched_.last, high);
}

void Moves::shift(int from, int to) {
  auto& list = arrangement_.list;
  const auto first = list.begin();
  if (from < to)
    std::rotate(first + from, first + from + 1, first + to + 1);
  else
    std::rotate(first + to, first + from, first + from + 1);
  for (int k = std::min(from, to); k <= std::max(from, to); ++k) arrangement_.place[index(list[index(k)])] = k;
}

/// Moves the operation to `place`, or as near as what comes before and behind it allows.
void Moves::put_at(int operation, int place) {
  const int from = arrangement_.place[index(operation)];
  int low = 0;
  int high = static_cast<int>(arrangement_.list.size()) - 1;
  for (const int earlier : compiled_.before.of(operation)) low = std::max(low, arrangement_.place[index(earlier)] + 1);
  for (const int later : compiled_.behind.of(operation))
    if (arrangement_.place[index(later)] != kNone) high = std::min(high, arrangement_.place[index(later)] - 1);
  const int to = std::clamp(place, low, high);
  if (to == from) return;
  touch(from, to);
  steps_.push_back({from, to});
  shift(from, to);
}

void Moves::choose(int operation, int choice) {
  if (arrangement_.choice[index(operation)] == choice) return;
  chosen_.push_back({operation, arrangement_.choice[index(operation)], arrangement_.held[index(operation)]});
  arrangement_.choice[index(operation)] = choice;
  touch(arrangement_.place[index(operation)], arrangement_.place[index(operation)]);
}

/// A replan: the operation need not wait for its old start any longer. Half of the moves leave it as it was.
void Moves::let_go(int operation) {
  auto& held = arrangement_.held[index(operation)];
  if (!held || random_.below(2) == 0) return;
  chosen_.push_back({operation, arrangement_.choice[index(operation)], held});
  held = 0;
  touch(arrangement_.place[index(operation)], arrangement_.place[index(operation)]);
}

void Moves::along_unit(int operation) {
  const int place = arrangement_.place[index(operation)];
  const int count = random_.between(1, kAlong) * (random_.below(2) == 0 ? 1 : -1);
  const int to = nth_on_unit(place, unit_of(operation), count);
  if (to == kNone) return;
  put_at(operation, to);
  let_go(operation);
}

void Moves::to_other_unit(int operation) {
  const auto ways = compiled_.alternatives.of(operation);
  const int choice = random_.below(static_cast<int>(ways.size()));
  if (ways.size() < 2 || choice == arrangement_.choice[index(operation)]) return along_unit(operation);
  const int place = arrangement_.place[index(operation)];
  const int count = random_.between(-kAlong, kAlong);
  const int to = count == 0 ? place : nth_on_unit(place, ways[index(choice)].unit, count);
  choose(operation, choice);
  if (to != kNone) put_at(operation, to);
}

void Moves::beside_same_setup(int operation) {
  const int state = compiled_.setup_state[index(operation)];
  if (state == kNone) return along_unit(operation);
  const auto& list = arrangement_.list;
  const int place = arrangement_.place[index(operation)];
  const int step = random_.below(2) == 0 ? 1 : -1;
  int skip = random_.below(4);
  const int last = std::clamp(place + step * kSight, -1, static_cast<int>(list.size()));
  for (int k = place + step; k != last; k += step) {
    const int other = list[index(k)];
    if (compiled_.setup_state[index(other)] != state) continue;
    const int choice = choice_for(operation, unit_of(other));
    if (choice == kNone || skip-- > 0) continue;
    choose(operation, choice);
    put_at(operation, random_.below(2) == 0 ? k : k + step);
    let_go(operation);
    return;
  }
}

void Moves::run_of_same_setup(int operation) {
  const int state = compiled_.setup_state[index(operation)];
  const int unit = unit_of(operation);
  std::vector<int> run{operation};
  const int longest = random_.between(2, kRun);
  int place = arrangement_.place[index(operation)];
  for (int next = nth_on_unit(place, unit, 1); next != kNone && static_cast<int>(run.size()) < longest;
       next = nth_on_unit(place, unit, 1)) {
    const int other = arrangement_.list[index(next)];
    if (compiled_.setup_state[index(other)] != state) break;
    run.push_back(other);
    place = next;
  }
  const auto ways = compiled_.alternatives.of(operation);
  const int to_unit = random_.below(3) == 0 ? ways[index(random_.below(static_cast<int>(ways.size())))].unit : unit;
  const bool later = random_.below(2) == 0;
  const int count = random_.between(1, 2 * kAlong);
  const int to =
      later ? nth_on_unit(place, to_unit, count) : nth_on_unit(arrangement_.place[index(operation)], to_unit, -count);
  if (to == kNone) return;
  // Later: the last goes first, so that each has room. Earlier: the first goes first.
  if (later) std::ranges::reverse(run);
  int target = to;
  for (const int each : run) {
    const int choice = choice_for(each, to_unit);
    if (choice == kNone) continue;
    choose(each, choice);
    put_at(each, target);
    let_go(each);
    target += later ? -1 : 1;
  }
}

void Moves::whole_order(int operation) {
  const auto of_order = compiled_.operations_of.of(compiled_.order[index(operation)]);
  std::vector<int> sorted(of_order.begin(), of_order.end());
  const int by = random_.between(1, kOrderShift) * (random_.below(2) == 0 ? 1 : -1);
  std::ranges::sort(sorted, {}, [&](int i) { return arrangement_.place[index(i)] * (by > 0 ? -1 : 1); });
  const int last = static_cast<int>(arrangement_.list.size()) - 1;
  for (const int each : sorted) {
    put_at(each, std::clamp(arrangement_.place[index(each)] + by, 0, last));
    let_go(each);
  }
}

void sort_by_start(Arrangement& arrangement, const Decoder& decoder) {
  std::ranges::stable_sort(arrangement.list, {}, [&](int i) { return decoder.start_s(i); });
  for (std::size_t k = 0; k < arrangement.list.size(); ++k)
    arrangement.place[index(arrangement.list[k])] = static_cast<int>(k);
}

}  // namespace millwright::mes::planning::flexible
