#include "mes/scheduling/dispatch_list.h"

#include <algorithm>
#include <map>

#include "mes/definitions/needs.h"

namespace millwright::mes::scheduling {
namespace {

using orders::OrderState;

// Where an order stands on its way to the line: what it runs, what stands on it, what it has, what is planned.
std::optional<int> rank(OrderState state) {
  switch (state) {
    case OrderState::Running:
      return 0;
    case OrderState::Held:
    case OrderState::Suspended:
      return 1;
    case OrderState::Ready:
      return 2;
    case OrderState::Dispatched:
      return 3;
    case OrderState::Pending:
      return 4;
    default:
      return std::nullopt;
  }
}

struct Candidate {
  const orders::Order* order;
  const Planned* place;
  int rank;
};

std::vector<Candidate> candidates(const std::vector<orders::Order>& orders, const std::vector<Planned>& plan,
                                  const Line& line) {
  std::map<std::string_view, const Planned*> places;
  for (const auto& planned : plan)
    if (planned.finish > Timestamp{}) places[planned.order_id] = &planned;
  std::vector<Candidate> out;
  for (const auto& order : orders)
    if (const auto at = rank(order.state); at && order.equipment == line.equipment) {
      const auto place = places.find(order.id);
      out.push_back({&order, place == places.end() ? nullptr : place->second, *at});
    }
  // What has no place in the plan comes after what has one, by priority and due date.
  std::ranges::sort(out, [](const Candidate& a, const Candidate& b) {
    const auto key = [](const Candidate& one) {
      return std::tuple(one.rank, one.place == nullptr, one.place == nullptr ? Timestamp{} : one.place->start,
                        one.order->priority, one.order->due.value_or(Timestamp::max()),
                        std::string_view(one.order->id));
    };
    return key(a) < key(b);
  });
  return out;
}

// False: the routing does not come by.
bool describe_segment(DispatchItem& item, const Routing& routing, std::string_view equipment, const Line& line) {
  bool comes_by = false;
  for (const auto& step : routing.steps) {
    const bool here = step.equipment.str() == equipment || step.capability_of(equipment) != nullptr;
    if (equipment != line.equipment.str() && !here) continue;
    comes_by = true;
    if (here && item.segment.empty()) {
      item.segment = step.segment;
      item.segment_name = step.name;
    }
    item.parameters.insert(item.parameters.end(), step.parameters.begin(), step.parameters.end());
  }
  return comes_by;
}

}  // namespace

std::vector<DispatchItem> dispatch_list(const MasterData& data, const std::vector<orders::Order>& orders,
                                        const std::vector<Planned>& plan, std::string_view equipment, Timestamp now) {
  std::vector<DispatchItem> out;
  const auto* line = data.line_of(equipment);
  if (line == nullptr) return out;
  const Material* before = nullptr;
  for (const auto& [order, place, rank] : candidates(orders, plan, *line)) {
    DispatchItem item;
    const auto begins = place != nullptr ? place->start : order->started.value_or(now);
    const auto* routing = data.routing_of(order->material, begins);
    if (routing == nullptr)
      item.against = fmt::format("{} has no routing in effect then", order->material);
    else if (!describe_segment(item, *routing, equipment, *line))
      continue;
    item.position = static_cast<std::int64_t>(out.size()) + 1;
    item.order_id = order->id;
    item.material = order->material;
    item.quantity = order->quantity;
    item.good = order->total_good();
    item.unit = order->unit;
    item.state = order->state;
    item.due = order->due;
    if (place != nullptr) {
      item.start = place->start;
      item.finish = place->finish;
    }
    const auto* material = data.find_material(order->material);
    if (before != nullptr && material != nullptr) {
      auto change = changeover(data, equipment, *before, *material);
      item.changeover_s = std::chrono::duration<double>(change.time).count();
      item.changeover = std::move(change.names);
    }
    if (material != nullptr) before = material;
    out.push_back(std::move(item));
  }
  return out;
}

}  // namespace millwright::mes::scheduling
