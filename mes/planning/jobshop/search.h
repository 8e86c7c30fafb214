#pragma once
// The search for a short makespan: tabu search and path relinking (TS/PR: Peng, Lü and Cheng, "A tabu search/path
// relinking algorithm to solve the job shop scheduling problem", Computers & Operations Research 53, 2015). Threads
// with seeds of their own share one elite set.

#include "mes/planning/jobshop/shop.h"
#include "mes/planning/model/search_options.h"

namespace millwright::mes::planning::jobshop {

/// Searches until the options say stop or the lower bound is reached. `problem` is what `shop` was made from.
[[nodiscard]] Plan search(const Problem& problem, const Shop& shop, const SearchOptions& options);

}  // namespace millwright::mes::planning::jobshop
