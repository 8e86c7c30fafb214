#include "mes/planning/flexible/rules.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace millwright::mes::planning::flexible {

namespace {

constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// What a rule compares: one operation that could go to one unit now.
struct Candidate {
  int operation = kNone;
  int choice = 0;
  std::int64_t ready_s = 0;
  Decoder::Spot spot;
  std::int64_t work_s = 0;
};

class Dispatcher {
 public:
  Dispatcher(const Compiled& compiled, Decoder& decoder, Rule rule, Scaling scaling)
      : compiled_(compiled), decoder_(decoder), rule_(rule), scaling_(scaling) {
    find_remaining_work();
    find_means();
  }

  Arrangement run() {
    Arrangement result;
    result.place.assign(index(compiled_.operations()), kNone);
    result.choice.assign(index(compiled_.operations()), 0);
    result.held.assign(index(compiled_.operations()), 0);
    decoder_.begin();
    for (const int operation : compiled_.to_plan)
      if (waits_[index(operation)] == 0) ready_.push_back(operation);
    while (!ready_.empty()) {
      const auto next = choose();
      std::erase(ready_, next.operation);
      result.place[index(next.operation)] = static_cast<int>(result.list.size());
      result.list.push_back(next.operation);
      result.choice[index(next.operation)] = next.choice;
      decoder_.put(next.operation, compiled_.alternatives.of(next.operation)[index(next.choice)]);
      for (const int follower : compiled_.behind.of(next.operation))
        if (--waits_[index(follower)] == 0 && is_to_plan_[index(follower)]) ready_.push_back(follower);
    }
    decoder_.decode(result);
    return result;
  }

 private:
  [[nodiscard]] double mean_work_s(int operation) const {
    double sum = 0;
    const auto ways = compiled_.alternatives.of(operation);
    for (const auto& way : ways) sum += static_cast<double>(way.duration_s);
    return sum / static_cast<double>(ways.size());
  }

  /// By operation: its own work and the longest way of work behind it in its order.
  void find_remaining_work() {
    const auto size = index(compiled_.operations());
    waits_.assign(size, 0);
    is_to_plan_.assign(size, 0);
    remaining_s_.assign(size, 0);
    for (const int i : compiled_.to_plan) is_to_plan_[index(i)] = 1;
    std::vector<int> order;
    std::vector<int> waits(size, 0);
    for (const int i : compiled_.to_plan) {
      for (const int earlier : compiled_.before.of(i)) waits[index(i)] += is_to_plan_[index(earlier)];
      waits_[index(i)] = waits[index(i)];
      if (waits[index(i)] == 0) order.push_back(i);
    }
    for (std::size_t k = 0; k < order.size(); ++k)
      for (const int follower : compiled_.behind.of(order[k]))
        if (is_to_plan_[index(follower)] && --waits[index(follower)] == 0) order.push_back(follower);
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
      double behind_s = 0;
      for (const int follower : compiled_.behind.of(*i)) behind_s = std::max(behind_s, remaining_s_[index(follower)]);
      remaining_s_[index(*i)] = behind_s + mean_work_s(*i);
    }
  }

  void find_means() {
    double work = 0;
    for (const int i : compiled_.to_plan) work += mean_work_s(i);
    mean_s_ = std::max(1.0, work / std::max(1.0, static_cast<double>(compiled_.to_plan.size())));
    double setups = 0;
    double count = 0;
    for (const auto* matrix : compiled_.matrices)
      for (std::size_t k = 0; matrix != nullptr && k < compiled_.states * compiled_.states; ++k) {
        setups += static_cast<double>(matrix[k]);
        count += 1;
      }
    mean_setup_s_ = count > 0 ? std::max(1.0, setups / count) : 1.0;
  }

  /// The earliest moment at which some unit and some operation are both free; of those that are, the rule's first.
  Candidate choose() {
    candidates_.clear();
    std::int64_t soonest = std::numeric_limits<std::int64_t>::max();
    for (const int operation : ready_) {
      const auto ready_s = decoder_.ready_s(operation);
      const auto ways = compiled_.alternatives.of(operation);
      for (int choice = 0; choice < static_cast<int>(ways.size()); ++choice) {
        const auto& way = ways[index(choice)];
        auto spot = decoder_.spot(operation, way, ready_s);
        spot.at_work_s = compiled_.open[index(way.unit)].opening(spot.at_work_s);
        soonest = std::min(soonest, spot.at_work_s);
        candidates_.push_back({operation, choice, ready_s, spot, way.duration_s});
      }
    }
    const Candidate* best = nullptr;
    std::pair<double, std::int64_t> least;
    for (const auto& candidate : candidates_) {
      if (candidate.spot.at_work_s > soonest) continue;
      const std::pair rank(-priority(candidate, soonest), candidate.spot.end_s);
      if (best != nullptr && !(rank < least)) continue;
      best = &candidate;
      least = rank;
    }
    return *best;
  }

  /// The greater, the sooner; the same for all units of an operation where the rule does not look at units.
  [[nodiscard]] double priority(const Candidate& candidate, std::int64_t now_s) const {
    const auto& order = compiled_.problem().orders[index(compiled_.order[index(candidate.operation)])];
    const double kNever = 1e12;
    const double due_s = order.due_s ? static_cast<double>(*order.due_s) : kNever;
    const double now = static_cast<double>(now_s);
    const double work = std::max(1.0, static_cast<double>(candidate.work_s));
    const double setup = static_cast<double>(candidate.spot.setup_s);
    const double left = remaining_s_[index(candidate.operation)];
    switch (rule_) {
      case Rule::edd:
        return -due_s;
      case Rule::spt:
        return -(work + setup);
      case Rule::fifo:
        return -static_cast<double>(candidate.ready_s);
      case Rule::cr:
        return -(due_s - now) / std::max(1.0, left);
      case Rule::atcs: {
        const double slack = std::max(0.0, due_s - left - now);
        return std::log(std::max(1e-9, order.weight) / work) - slack / (scaling_.look_ahead * mean_s_) -
               setup / (scaling_.setup_aversion * mean_setup_s_);
      }
    }
    return 0;
  }

  const Compiled& compiled_;
  Decoder& decoder_;
  Rule rule_;
  Scaling scaling_;
  std::vector<int> ready_;
  std::vector<int> waits_;
  std::vector<char> is_to_plan_;
  std::vector<double> remaining_s_;
  std::vector<Candidate> candidates_;
  double mean_s_ = 1;
  double mean_setup_s_ = 1;
};

}  // namespace

std::string_view name_of(Rule rule) {
  constexpr std::string_view kNames[] = {"EDD", "SPT", "FIFO", "CR", "ATCS"};
  return kNames[static_cast<std::size_t>(rule)];
}

Arrangement dispatch(const Compiled& compiled, Decoder& decoder, Rule rule, Scaling scaling) {
  return Dispatcher(compiled, decoder, rule, scaling).run();
}

Arrangement best_dispatch(const Compiled& compiled, Decoder& decoder, Rule rule) {
  if (rule != Rule::atcs) return dispatch(compiled, decoder, rule);
  Arrangement best;
  double least = kTooMuch;
  for (const double look_ahead : {1.0, 3.0, 8.0})
    for (const double aversion : {0.1, 0.4, 1.5}) {
      auto arrangement = dispatch(compiled, decoder, rule, {look_ahead, aversion});
      const double cost = decoder.decode(arrangement);
      if (cost >= least) continue;
      least = cost;
      best = std::move(arrangement);
    }
  decoder.decode(best);
  return best;
}

}  // namespace millwright::mes::planning::flexible
