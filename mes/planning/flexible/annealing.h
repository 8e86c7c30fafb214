#pragma once
// Simulated annealing on arrangements, in rounds that grow longer: each starts hot from the best that any thread knows
// and cools down, so that a good plan is there early and a better one with every round. Owned by one thread.

#include "mes/planning/flexible/incumbent.h"
#include "mes/planning/flexible/moves.h"

namespace millwright::mes::planning::flexible {

class Annealing {
 public:
  /// `heat` scales the temperature at which a round starts: 1 for a plan from a rule, less to mend a good one.
  Annealing(const Compiled& compiled, Incumbent& incumbent, const SearchOptions& options, std::uint64_t seed,
            double heat = 1);

  /// Runs rounds until the budget is used.
  void run();

 private:
  void round(double until_share, std::uint64_t until_steps);
  bool try_one(double temperature);
  double typical_rise();
  void remember_best();
  void tidy();

  const Compiled& compiled_;
  Incumbent& incumbent_;
  Random random_;
  Budget budget_;
  Decoder decoder_;
  Arrangement now_;
  Moves moves_;
  Arrangement best_;
  double cost_ = 0;
  double best_cost_ = kTooMuch;
  double heat_;
  int accepted_ = 0;
};

}  // namespace millwright::mes::planning::flexible
