#pragma once
// From orders and definitions to a problem of planning. A line works as one: each order is one operation on it, as long
// as its slowest segment needs, and may pause while the line is closed. What runs already keeps the line until it is
// through. Pure; any thread.

#include <string>
#include <vector>

#include "mes/definitions/master_data.h"
#include "mes/orders/orders.h"
#include "mes/planning/model/problem.h"

namespace millwright::mes::scheduling {

/// An order that cannot be planned, and why, in a sentence.
struct LeftOut {
  std::string order_id;
  std::string why;
};

struct LineProblem {
  planning::Problem problem;
  std::vector<std::string> order_ids;  // by the problem's orders; each has the operation of the same number
  std::vector<LeftOut> left_out;
};

/// Whether an order waits for its place: Waiting, Pending or Ready.
[[nodiscard]] bool is_plannable(orders::OrderState state);

/// The plannable ones of `orders`, from `now` on, with what the lines are doing. Weights: tardiness by priority, and a
/// little for changeovers and for being done early.
[[nodiscard]] LineProblem line_problem(const MasterData& data, const std::vector<orders::Order>& orders, Timestamp now);

}  // namespace millwright::mes::scheduling
