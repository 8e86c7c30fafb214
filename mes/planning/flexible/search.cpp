#include "mes/planning/flexible/search.h"

#include <algorithm>
#include <memory>
#include <thread>

#include "mes/planning/flexible/annealing.h"
#include "mes/planning/flexible/rules.h"

namespace millwright::mes::planning::flexible {

void anneal(const Compiled& compiled, Incumbent& incumbent, const SearchOptions& options, double heat) {
  Random seeds(options.seed);
  std::vector<std::unique_ptr<Annealing>> searchers;
  for (int k = 0; k < std::max(1, options.threads); ++k)
    searchers.push_back(std::make_unique<Annealing>(compiled, incumbent, options, seeds.next(), heat));
  std::vector<std::jthread> others;
  for (std::size_t k = 1; k < searchers.size(); ++k) others.emplace_back([&, k] { searchers[k]->run(); });
  searchers.front()->run();
}

Plan search(const Problem& problem, const std::vector<Unplanned>& unplanned, const SearchOptions& options) {
  const Compiled compiled(problem, unplanned);
  Incumbent incumbent(compiled, unplanned, options);
  Decoder decoder(compiled);
  Budget budget(options);
  for (const auto rule : kRules) {
    const auto arrangement = best_dispatch(compiled, decoder, rule);
    incumbent.offer(arrangement, decoder.decode(arrangement));
    budget.look();
    if (budget.over()) return incumbent.plan();
  }
  anneal(compiled, incumbent, options, 1.0);
  return incumbent.plan();
}

}  // namespace millwright::mes::planning::flexible
