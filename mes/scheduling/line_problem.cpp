#include "mes/scheduling/line_problem.h"

#include <algorithm>
#include <map>

#include "mes/definitions/calendar.h"
#include "mes/definitions/needs.h"
#include "mes/planning/model/open_time.h"

namespace millwright::mes::scheduling {
namespace {

using orders::Order;
using orders::OrderState;

/// Calendars are looked up so far ahead; a line is thought open afterwards.
constexpr auto kHorizon = std::chrono::days{56};
constexpr planning::Weights kWeights{.tardiness = 1, .setup = 0.2, .makespan = 0.01};

bool has_line(OrderState state) {
  return state == OrderState::Dispatched || state == OrderState::Running || state == OrderState::Held ||
         state == OrderState::Suspended;
}

std::int64_t seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration + 999'999'999ns).count();
}

/// How long the slowest segment of the order's routing needs for what is left of it.
Result<std::int64_t, DefinitionError> work_s(const MasterData& data, const Order& order, Timestamp now) {
  const auto* material = data.find_material(order.material);
  const auto* routing = material == nullptr ? nullptr : data.routing_of(order.material, now);
  if (routing == nullptr) return fail(DefinitionError::not_effective, "{} has no routing in effect", order.material);
  const auto left = std::max<std::int64_t>(0, order.quantity - order.total_good());
  std::int64_t longest = 0;
  for (const auto& step : routing->steps) {
    for (const auto& capability : step.capabilities) {
      if (!is_part_of(capability.equipment.str(), order.equipment.str())) continue;
      const auto time = time_for(*material, step, capability, static_cast<double>(left));
      if (!time) return std::unexpected(time.error());
      longest = std::max(longest, seconds(*time));
      break;
    }
  }
  if (longest == 0 && left > 0)
    return fail(DefinitionError::not_effective, "the routing of {} says of no unit of {} how fast it is",
                order.material, order.equipment.str());
  return longest;
}

std::vector<planning::ClosedTime> closed_times(const MasterData& data, const std::string& line, Timestamp now) {
  std::vector<planning::ClosedTime> out;
  const auto* calendar = data.calendar_of(line);
  if (calendar == nullptr) return out;
  const auto at = [&](Timestamp time) { return seconds(time - now); };
  const auto end = now + kHorizon;
  Timestamp open_until = now;
  for (const auto& stretch : working_time(*calendar, line, now, end)) {
    if (stretch.from > open_until) out.push_back({at(open_until), at(stretch.from), "no shift"});
    open_until = stretch.to;
  }
  if (open_until < end) out.push_back({at(open_until), at(end), "no shift"});
  // A unit of the line that is maintained stops the line.
  for (const auto& window : calendar->maintenance)
    if (is_part_of(window.equipment.str(), line) && window.to > now)
      out.push_back({std::max<std::int64_t>(0, at(window.from)), at(window.to), window.name});
  return out;
}

/// Builds the problem line by line.
class Builder {
 public:
  Builder(const MasterData& data, Timestamp now) : data_(data), now_(now) {
    out_.problem.origin = now;
    out_.problem.weights = kWeights;
    for (const auto& material : data.materials) {
      states_.emplace(material.id, static_cast<int>(out_.problem.setup_states.size()));
      out_.problem.setup_states.push_back(material.id);
    }
  }

  void add_line(const Line& line, const std::vector<Order>& orders) {
    const auto path = line.equipment.str();
    planning::Unit unit;
    unit.id = path;
    unit.closed = closed_times(data_, path, now_);
    unit.setup_matrix = add_matrix(path);
    for (const auto& order : orders)
      if (order.equipment.str() == path && has_line(order.state)) occupy(unit, order);
    units_.emplace(path, static_cast<int>(out_.problem.units.size()));
    out_.problem.units.push_back(std::move(unit));
  }

  void add_order(const Order& order) {
    const auto unit = units_.find(order.equipment.str());
    if (unit == units_.end()) return leave_out(order, "there is no line " + order.equipment.str());
    const auto work = work_s(data_, order, now_);
    if (!work) return leave_out(order, work.error().message);
    auto& problem = out_.problem;
    planning::Order planned;
    planned.id = order.id;
    if (order.earliest && *order.earliest > now_) planned.release_s = seconds(*order.earliest - now_);
    if (order.due) planned.due_s = seconds(*order.due - now_);
    planned.weight = static_cast<double>(10 - order.priority);
    planning::Operation operation;
    operation.id = order.id;
    operation.order = static_cast<int>(problem.orders.size());
    operation.alternatives.push_back({unit->second, *work});
    operation.setup_state = states_.at(order.material);
    operation.interruptible = true;
    problem.orders.push_back(std::move(planned));
    problem.operations.push_back(std::move(operation));
    out_.order_ids.push_back(order.id);
  }

  void leave_out(const Order& order, std::string why) { out_.left_out.push_back({order.id, std::move(why)}); }
  LineProblem take() { return std::move(out_); }

 private:
  int add_matrix(const std::string& line) {
    if (data_.setup_matrix_of(line) == nullptr) return planning::kNone;
    planning::SetupMatrix matrix;
    matrix.id = line;
    for (const auto& from : data_.materials)
      for (const auto& to : data_.materials) matrix.seconds.push_back(seconds(changeover(data_, line, from, to).time));
    out_.problem.setup_matrices.push_back(std::move(matrix));
    return static_cast<int>(out_.problem.setup_matrices.size()) - 1;
  }
  /// The line is taken until this order is through; what it is set up for follows from the order.
  void occupy(planning::Unit& unit, const Order& order) {
    unit.setup_state = states_.at(order.material);
    const auto work = work_s(data_, order, now_);
    if (!work || *work == 0) return;
    std::size_t hint = 0;
    const auto span = planning::OpenTime(unit.closed).fit(0, *work, true, hint);
    unit.closed.push_back({0, span.end_s, "order " + order.id + " is on the line"});
  }

  const MasterData& data_;
  const Timestamp now_;
  std::map<std::string, int> states_;
  std::map<std::string, int> units_;
  LineProblem out_;
};

}  // namespace

bool is_plannable(OrderState state) {
  return state == OrderState::Waiting || state == OrderState::Pending || state == OrderState::Ready;
}

LineProblem line_problem(const MasterData& data, const std::vector<Order>& orders, Timestamp now) {
  Builder builder(data, now);
  for (const auto& line : data.lines) builder.add_line(line, orders);
  for (const auto& order : orders)
    if (is_plannable(order.state)) builder.add_order(order);
  return builder.take();
}

}  // namespace millwright::mes::scheduling
