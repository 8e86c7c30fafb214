#pragma once
// From orders and definitions to a problem of planning. A line works as one: each order is one operation on it, as long
// as its slowest segment needs, and may pause while the line is closed. What runs already keeps the line until it is
// through, and its unit that is down stops the whole line. An order takes all it needs of the bought materials when it
// begins. Pure; any thread.

#include <string>
#include <vector>

#include "mes/planning/model/problem.h"
#include "mes/scheduling/situation.h"

namespace millwright::mes::scheduling {

/// An order that cannot be planned, and why, in a sentence.
struct LeftOut {
  std::string order_id;
  std::string why;
};

/// An order that has its line already, and when it will be through.
struct OnLine {
  std::string order_id;
  int unit = 0;
  std::int64_t end_s = 0;
};

struct LineProblem {
  planning::Problem problem;           // its origin is `now`, up to a whole second; so are all times of a plan
  std::vector<std::string> order_ids;  // by the problem's orders; each has the operation of the same number
  std::vector<LeftOut> left_out;
  std::vector<OnLine> on_line;
  std::vector<std::int64_t> frozen_s;  // by unit: so long nothing moves that need not
};

/// Whether an order waits for its place: Waiting, Pending or Ready.
[[nodiscard]] bool is_plannable(orders::OrderState state);

/// Whether an order has its line, running or not: Dispatched, Running, Held or Suspended.
[[nodiscard]] bool has_line(orders::OrderState state);

/// The plannable orders, from `now` on, with what the lines are doing. Weights: tardiness by priority, and a little for
/// changeovers and for being done early.
[[nodiscard]] LineProblem line_problem(const MasterData& data, const Situation& situation);

}  // namespace millwright::mes::scheduling
