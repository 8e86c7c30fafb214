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

std::int64_t seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration + 999'999'999ns).count();
}

double left_of(const Order& order) {
  return static_cast<double>(std::max<std::int64_t>(0, order.quantity - order.total_good()));
}

/// How long the slowest segment of the order's routing needs for what is left of it.
Result<std::int64_t, DefinitionError> work_s(const MasterData& data, const Order& order, Timestamp now) {
  const auto* material = data.find_material(order.material);
  const auto* routing = material == nullptr ? nullptr : data.routing_of(order.material, now);
  if (routing == nullptr) return fail(DefinitionError::not_effective, "{} has no routing in effect", order.material);
  const auto left = left_of(order);
  std::int64_t longest = 0;
  for (const auto& step : routing->steps) {
    for (const auto& capability : step.capabilities) {
      if (!is_part_of(capability.equipment.str(), order.equipment.str())) continue;
      const auto time = time_for(*material, step, capability, left);
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

std::vector<planning::ClosedTime> closed_by_calendar(const MasterData& data, const std::string& line, Timestamp now) {
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
  Builder(const MasterData& data, const Situation& situation)
      : data_(data), situation_(situation), now_(std::chrono::ceil<std::chrono::seconds>(situation.now)) {
    out_.problem.origin = now_;
    out_.problem.weights = kWeights;
    for (const auto& material : data.materials) {
      states_.emplace(material.id, static_cast<int>(out_.problem.setup_states.size()));
      out_.problem.setup_states.push_back(material.id);
    }
    if (situation.supplies)
      for (const auto& supply : *situation.supplies) add_material(supply);
  }

  void add_line(const Line& line) {
    const auto path = line.equipment.str();
    planning::Unit unit;
    unit.id = path;
    unit.closed = closed_by_calendar(data_, path, now_);
    for (const auto& time : situation_.closed) add_closed(unit, time);
    unit.setup_matrix = add_matrix(path);
    for (const auto& order : situation_.orders)
      if (order.equipment.str() == path && has_line(order.state)) occupy(unit, order);
    units_.emplace(path, static_cast<int>(out_.problem.units.size()));
    out_.problem.units.push_back(std::move(unit));
    out_.frozen_s.push_back(seconds(line.frozen));
  }

  void add_order(const Order& order) {
    const auto unit = units_.find(order.equipment.str());
    if (unit == units_.end()) return leave_out(order, "there is no line " + order.equipment.str());
    const auto work = work_s(data_, order, now_);
    if (!work) return leave_out(order, work.error().message);
    auto needs = needs_of(order);
    if (!needs) return leave_out(order, needs.error().message);
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
    operation.consumes = std::move(*needs);
    problem.orders.push_back(std::move(planned));
    problem.operations.push_back(std::move(operation));
    out_.order_ids.push_back(order.id);
  }

  LineProblem take() { return std::move(out_); }

 private:
  void leave_out(const Order& order, std::string why) { out_.left_out.push_back({order.id, std::move(why)}); }

  void add_material(const materials::Supply& supply) {
    planning::Material material;
    material.id = supply.material;
    for (const auto& [at, quantity] : supply.at)
      if (quantity > 0) material.arrivals.push_back({std::max<std::int64_t>(0, seconds(at - now_)), quantity});
    std::ranges::stable_sort(material.arrivals, {}, &planning::Arrival::at_s);
    materials_.emplace(supply.material, static_cast<int>(out_.problem.materials.size()));
    out_.problem.materials.push_back(std::move(material));
  }
  /// What is left of the order takes so much of the materials that bound a plan.
  Result<std::vector<planning::Consumption>, DefinitionError> needs_of(const Order& order) const {
    std::vector<planning::Consumption> out;
    if (materials_.empty() || left_of(order) <= 0) return out;
    const auto needs = bought_inputs_of(data_, order.material, left_of(order), now_);
    if (!needs) return std::unexpected(needs.error());
    for (const auto& need : *needs)
      if (const auto known = materials_.find(need.material); known != materials_.end() && need.quantity > 0)
        out.push_back({known->second, need.quantity});
    return out;
  }

  void add_closed(planning::Unit& unit, const Unavailable& time) const {
    const auto until = time.until(now_);
    if (!is_part_of(time.equipment.str(), unit.id) || until <= now_ || until <= time.from) return;
    unit.closed.push_back({std::max<std::int64_t>(0, seconds(time.from - now_)), seconds(until - now_),
                           time.equipment.str() + " is down" + (time.why.empty() ? "" : ": " + time.why)});
  }
  int add_matrix(const std::string& line) {
    if (data_.setup_matrix_of(line) == nullptr) return planning::kNone;
    planning::SetupMatrix matrix;
    matrix.id = line;
    for (const auto& from : data_.materials)
      for (const auto& to : data_.materials) matrix.seconds.push_back(seconds(changeover(data_, line, from, to).time));
    out_.problem.setup_matrices.push_back(std::move(matrix));
    return static_cast<int>(out_.problem.setup_matrices.size()) - 1;
  }
  /// The line is taken until this order is through, and so is the material that it still needs; what the line is set up
  /// for follows from the order.
  void occupy(planning::Unit& unit, const Order& order) {
    unit.setup_state = states_.at(order.material);
    const auto work = work_s(data_, order, now_);
    std::int64_t end_s = 0;
    if (work && *work > 0) {
      std::size_t hint = 0;
      end_s = planning::OpenTime(unit.closed).fit(0, *work, true, hint).end_s;
      unit.closed.push_back({0, end_s, "order " + order.id + " is on the line"});
    }
    out_.on_line.push_back({order.id, static_cast<int>(out_.problem.units.size()), end_s});
    if (const auto needs = needs_of(order))
      for (const auto& [material, quantity] : *needs) use_up(material, quantity);
  }
  void use_up(int material, double quantity) {
    for (auto& arrival : out_.problem.materials[static_cast<std::size_t>(material)].arrivals) {
      const double taken = std::min(quantity, arrival.quantity);
      arrival.quantity -= taken;
      quantity -= taken;
    }
  }

  const MasterData& data_;
  const Situation& situation_;
  const Timestamp now_;
  std::map<std::string, int> states_;
  std::map<std::string, int> units_;
  std::map<std::string, int> materials_;
  LineProblem out_;
};

}  // namespace

bool is_plannable(OrderState state) {
  return state == OrderState::Waiting || state == OrderState::Pending || state == OrderState::Ready;
}

bool has_line(OrderState state) {
  return state == OrderState::Dispatched || state == OrderState::Running || state == OrderState::Held ||
         state == OrderState::Suspended;
}

LineProblem line_problem(const MasterData& data, const Situation& situation) {
  Builder builder(data, situation);
  for (const auto& line : data.lines) builder.add_line(line);
  for (const auto& order : situation.orders)
    if (is_plannable(order.state)) builder.add_order(order);
  return builder.take();
}

}  // namespace millwright::mes::scheduling
