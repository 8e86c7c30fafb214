#include "mes/planning/flexible/reinsert.h"

#include <algorithm>
#include <queue>

namespace millwright::mes::planning::flexible {

namespace {

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

class Reinsertion {
 public:
  Reinsertion(const Compiled& compiled, Decoder& decoder, const std::vector<char>& to_move)
      : compiled_(compiled), decoder_(decoder), loose_(to_move) {}

  Arrangement run() {
    const auto size = index(compiled_.operations());
    out_.place.assign(size, kNone);
    out_.choice.assign(size, 0);
    out_.held.assign(size, 0);
    const auto order = old_order();
    for (const int i : order) {
      const auto& was = compiled_.preferences.of[index(i)];
      if (was.unit == kNone) loose_[index(i)] = 1;
      for (const int before : compiled_.before.of(i)) loose_[index(i)] |= loose_[index(before)];
      choose_old_unit(i);
      out_.held[index(i)] = loose_[index(i)] ? 0 : 1;
    }
    for (const int i : order)
      if (!loose_[index(i)]) out_.list.push_back(i);
    for (const int i : order)
      if (loose_[index(i)]) out_.list.push_back(i);
    renumber();
    for (const int i : order)
      if (loose_[index(i)]) insert(i);
    decoder_.decode(out_);
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::int64_t old_start_s(int i) const {
    const auto& was = compiled_.preferences.of[index(i)];
    return was.unit == kNone ? kLast : was.start_s;
  }

  /// The operations by their old start, none before what it comes after.
  std::vector<int> old_order() {
    std::vector<char> here(index(compiled_.operations()), 0);
    std::vector<int> waits(index(compiled_.operations()), 0);
    for (const int i : compiled_.to_plan) here[index(i)] = 1;
    using Entry = std::pair<std::int64_t, int>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready;
    for (const int i : compiled_.to_plan) {
      for (const int before : compiled_.before.of(i)) waits[index(i)] += here[index(before)];
      if (waits[index(i)] == 0) ready.emplace(old_start_s(i), i);
    }
    std::vector<int> order;
    while (!ready.empty()) {
      const int i = ready.top().second;
      ready.pop();
      order.push_back(i);
      for (const int behind : compiled_.behind.of(i))
        if (here[index(behind)] && --waits[index(behind)] == 0) ready.emplace(old_start_s(behind), behind);
    }
    return order;
  }

  void choose_old_unit(int i) {
    const auto ways = compiled_.alternatives.of(i);
    for (int choice = 0; choice < static_cast<int>(ways.size()); ++choice)
      if (ways[index(choice)].unit == compiled_.preferences.of[index(i)].unit) out_.choice[index(i)] = choice;
  }

  void renumber() {
    for (std::size_t k = 0; k < out_.list.size(); ++k) out_.place[index(out_.list[k])] = static_cast<int>(k);
  }

  void shift(int from, int to) {
    const auto first = out_.list.begin();
    if (from < to)
      std::rotate(first + from, first + from + 1, first + to + 1);
    else
      std::rotate(first + to, first + from, first + from + 1);
    for (int k = std::min(from, to); k <= std::max(from, to); ++k) out_.place[index(out_.list[index(k)])] = k;
  }

  /// Tries every gap of every unit that can do it, from what comes before it on.
  void insert(int i) {
    double least = decoder_.decode(out_);
    const int home = out_.place[index(i)];
    int low = 0;
    for (const int before : compiled_.before.of(i)) low = std::max(low, out_.place[index(before)] + 1);
    int best_place = home;
    int best_choice = out_.choice[index(i)];
    const auto ways = compiled_.alternatives.of(i);
    for (int choice = 0; choice < static_cast<int>(ways.size()); ++choice)
      for (int place = low; place <= home; ++place) {
        const int other = out_.list[index(place)];
        if (place < home && unit_of(other) != ways[index(choice)].unit) continue;
        const int old_choice = out_.choice[index(i)];
        out_.choice[index(i)] = choice;
        shift(home, place);
        const double cost = decoder_.try_change(out_, place, home, least);
        decoder_.reject();
        shift(place, home);
        out_.choice[index(i)] = old_choice;
        if (cost >= least) continue;
        least = cost;
        best_place = place;
        best_choice = choice;
      }
    out_.choice[index(i)] = best_choice;
    shift(home, best_place);
  }

  [[nodiscard]] int unit_of(int i) const { return compiled_.alternatives.of(i)[index(out_.choice[index(i)])].unit; }

  const Compiled& compiled_;
  Decoder& decoder_;
  std::vector<char> loose_;
  Arrangement out_;
};

}  // namespace

Arrangement reinsert(const Compiled& compiled, Decoder& decoder, const std::vector<char>& to_move) {
  return Reinsertion(compiled, decoder, to_move).run();
}

}  // namespace millwright::mes::planning::flexible
