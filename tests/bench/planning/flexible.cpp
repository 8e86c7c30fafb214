#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "mes/planning/checker/checker.h"
#include "mes/planning/flexible/rules.h"
#include "mes/planning/planner.h"
#include "mes/planning/replan.h"
#include "tests/bench/planning/bench.h"
#include "tests/support/cpp/random_shop.h"

namespace millwright::bench {

using namespace mes::planning;  // NOLINT(google-build-using-namespace)

SearchOptions timed(const Clock& clock, double seconds, std::uint64_t seed, Progress& progress,
                    std::function<void(const Plan&)> seen) {
  SearchOptions options;
  const auto start = clock.monotonic();
  options.clock = &clock;
  options.deadline = start + std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
  options.seed = seed;
  options.threads = 2;
  options.on_better = [&clock, start, &progress, seen = std::move(seen)](const Plan& plan) {
    progress.best_s = std::chrono::duration<double>(clock.monotonic() - start).count();
    if (progress.plans++ == 0) progress.first_s = progress.best_s;
    if (seen) seen(plan);
  };
  return options;
}

namespace {

struct RuleResult {
  double best = flexible::kTooMuch;
  std::string table;
};

RuleResult try_rules(const Problem& problem) {
  const flexible::Compiled compiled(problem, without_material(problem));
  flexible::Decoder decoder(compiled);
  RuleResult result;
  for (const auto rule : flexible::kRules) {
    const double cost = decoder.decode(flexible::best_dispatch(compiled, decoder, rule));
    result.best = std::min(result.best, cost);
    result.table += fmt::format(" {} {:.0f}", flexible::name_of(rule), cost);
  }
  return result;
}

bool break_down(const Problem& problem, const Plan& before, const Clock& clock, std::uint64_t seed) {
  // On the fourth day at nine, the unit with most left to do is down for six hours.
  constexpr std::int64_t kNow = 3 * 86'400 + 9 * 3'600;
  std::vector<std::int64_t> left(problem.units.size(), 0);
  for (const auto& at : before.assignments)
    if (at.unit != kNone && at.start_s >= kNow) left[static_cast<std::size_t>(at.unit)] += at.end_s - at.start_s;
  const int unit = static_cast<int>(std::ranges::max_element(left) - left.begin());
  const auto started = clock.monotonic();
  const auto changed = after(problem, UnitDown{unit, kNow, kNow + 6 * 3'600, "breakdown"});
  ReplanOptions options;
  options.now_s = kNow;
  options.frozen_s = 2 * 3'600;
  Progress progress;
  options.search = timed(clock, 1.5, seed, progress);
  const auto replanned = replan(*changed, before, options);
  const double took_s = std::chrono::duration<double>(clock.monotonic() - started).count();
  if (!replanned) {
    fmt::print("  replan: {}\n", replanned.error().message);
    return false;
  }
  const auto faults = check_plan(replanned->problem, replanned->plan);
  fmt::print(
      "  '{}' down 6 h: replanned in {:.2f} s (first plan {:.2f} s); {} disturbed, {} of {} others moved "
      "({:.1f} %), {} fixed; objective {:.0f} -> {:.0f}; {}\n",
      problem.units[static_cast<std::size_t>(unit)].id, took_s, progress.first_s, replanned->disturbed.size(),
      replanned->moved.size(), replanned->undisturbed.size(),
      100.0 * static_cast<double>(replanned->moved.size()) /
          std::max(1.0, static_cast<double>(replanned->undisturbed.size())),
      replanned->problem.fixed.size(), before.cost.total, replanned->plan.cost.total,
      faults.empty() ? "feasible" : faults.front().message);
  return faults.empty();
}

}  // namespace

bool bench_flexible(std::uint64_t seed, int shops, double seconds) {
  const SystemClock clock;
  bool sound = true;
  for (int k = 0; k < shops; ++k) {
    const auto problem = random_shop({}, seed + static_cast<std::uint64_t>(k));
    const auto rules = try_rules(problem);
    Progress progress;
    int infeasible = 0;
    const auto options = timed(clock, seconds, seed, progress, [&](const Plan& plan) {
      if (!check_plan(problem, plan).empty()) ++infeasible;
    });
    const auto planned = plan(problem, options);
    if (!planned) {
      fmt::print("{}\n", planned.error().message);
      return false;
    }
    const auto faults = check_plan(problem, *planned);
    sound = sound && faults.empty() && infeasible == 0;
    fmt::print("shop {}: {} orders, {} operations, {} units; rules:{}\n", seed + static_cast<std::uint64_t>(k),
               problem.orders.size(), problem.operations.size(), problem.units.size(), rules.table);
    fmt::print(
        "  first plan after {:.2f} s; after {:.0f} s {:.0f}: {:.1f} % better than the best rule; {} plans, {} "
        "infeasible; setups {:.1f} h, last end {:.1f} d; {}\n",
        progress.first_s, seconds, planned->cost.total, 100 * (1 - planned->cost.total / rules.best), progress.plans,
        infeasible, static_cast<double>(planned->cost.setup_s) / 3'600,
        static_cast<double>(planned->cost.makespan_s) / 86'400, faults.empty() ? "feasible" : faults.front().message);
    sound = break_down(problem, *planned, clock, seed) && sound;
    std::fflush(stdout);
  }
  return sound;
}

}  // namespace millwright::bench
