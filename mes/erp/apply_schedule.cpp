#include "mes/erp/apply_schedule.h"

#include <algorithm>
#include <cmath>

#include "mes/definitions/needs.h"
#include "mes/orders/orders.h"
#include "mes/records/derived_id.h"
#include "mes/records/rows.h"

namespace millwright::mes::erp {
namespace {

// The schedule of one transaction on its way into orders.
class Applying {
 public:
  Applying(Transaction& transaction, const MasterData& data) : transaction_(transaction), data_(data) {}

  void segment(const Schedule& schedule, const Request& request, const SegmentRequirement& segment);
  Applied take() { return std::move(out_); }

 private:
  void fault(const Located& at, std::string message) {
    if (out_.faults.size() < kFaultsMax) out_.faults.push_back({at.line, at.path, std::move(message)});
  }
  void note(const Located& at, std::string message) { out_.notes.push_back({at.line, at.path, std::move(message)}); }

  const Line* line_of(const SegmentRequirement& segment);
  std::int64_t pieces_of(const Material& material, const MaterialRequirement& produced);
  std::optional<std::string> own_unit(const Material& material, const Located& unit);
  void check_rest(const SegmentRequirement& segment, const Material* material);
  void place(const Located& at, const RequestedOrder& requested, const orders::NewOrder& wanted);

  Transaction& transaction_;
  const MasterData& data_;
  Applied out_;
};

const Line* Applying::line_of(const SegmentRequirement& segment) {
  if (segment.equipment) {
    const auto* line = data_.find_line(segment.equipment->value);
    if (line == nullptr) fault(*segment.equipment, fmt::format("there is no line '{}'", segment.equipment->value));
    return line;
  }
  if (data_.lines.size() == 1) {
    note(segment.id, fmt::format("names no equipment: {} is taken", data_.lines.front().equipment.str()));
    return &data_.lines.front();
  }
  fault(segment.id, "names no equipment, and there is more than one line");
  return nullptr;
}

// The code in which the quantity is given; what people call the material's unit is understood too.
std::optional<std::string> Applying::own_unit(const Material& material, const Located& unit) {
  if (find_unit(unit.value) != nullptr) return unit.value;
  if (unit.value == material.unit_name) return material.unit;
  fault(unit, unknown_unit(unit.value));
  return std::nullopt;
}

std::int64_t Applying::pieces_of(const Material& material, const MaterialRequirement& produced) {
  auto unit = std::optional<std::string>(material.unit);
  if (produced.unit)
    unit = own_unit(material, *produced.unit);
  else
    note(produced.quantity, fmt::format("has no UnitOfMeasure: {} is taken", material.unit));
  if (!unit) return 0;
  const auto own = in_unit(material, produced.amount, *unit, material.unit);
  if (!own) {
    fault(produced.unit.value_or(produced.quantity), own.error().message);
    return 0;
  }
  if (*own <= 0) {
    fault(produced.quantity, "a quantity to make is above zero");
    return 0;
  }
  const double whole = std::round(*own);
  if (std::abs(*own - whole) > 1e-6 || whole > 1e15) {
    fault(produced.quantity,
          fmt::format("{} {} are no whole number of {}", produced.quantity.value, *unit, material.unit));
    return 0;
  }
  return static_cast<std::int64_t>(whole);
}

void Applying::check_rest(const SegmentRequirement& segment, const Material* material) {
  for (const auto& consumed : segment.consumed)
    if (data_.find_material(consumed.material.value) == nullptr)
      fault(consumed.material, fmt::format("there is no material '{}'", consumed.material.value));
    else
      note(consumed.material, "what goes in follows from the bill of materials here: this is not used");
  if (material == nullptr || segment.definition.empty()) return;
  const auto fits = [&](const Routing& routing) {
    return routing.id == segment.definition &&
           std::ranges::find(routing.materials, material->id) != routing.materials.end();
  };
  if (std::ranges::none_of(data_.routings, fits))
    note(segment.id, fmt::format("the OperationsDefinitionID '{}' is no routing of {} here: the one in effect is taken",
                                 segment.definition, material->id));
}

void Applying::segment(const Schedule& schedule, const Request& request, const SegmentRequirement& segment) {
  const auto faults_before = out_.faults.size();
  const auto* material = data_.find_material(segment.produced.material.value);
  if (material == nullptr)
    fault(segment.produced.material, fmt::format("there is no material '{}'", segment.produced.material.value));
  const auto* line = line_of(segment);
  const auto pieces = material == nullptr ? 0 : pieces_of(*material, segment.produced);
  check_rest(segment, material);
  if (segment.earliest && segment.due && *segment.earliest > *segment.due)
    fault(segment.id, "it is due before it may start");
  if (out_.faults.size() != faults_before) return;
  const bool alone = request.segments.size() == 1;
  orders::NewOrder wanted;
  wanted.id = alone ? request.id.value : fmt::format("{}-{}", request.id.value, segment.id.value);
  wanted.material = material->id;
  wanted.quantity = pieces;
  wanted.equipment = line->equipment;
  wanted.due = segment.due;
  wanted.priority = request.priority;
  wanted.request = request.id.value;
  wanted.earliest = segment.earliest;
  const auto time = [](const std::optional<Timestamp>& at) { return at ? to_rfc3339(*at) : std::string("-"); };
  const auto content =
      derived_id("b2mml-request", fmt::format("{}|{}|{}|{}|{}|{}|{}|{}", *wanted.id, segment.id.value, wanted.material,
                                              pieces, wanted.equipment.str(), time(wanted.due), time(wanted.earliest),
                                              request.priority.value_or(0)));
  place(alone ? request.id : segment.id,
        {*wanted.id, request.id.value, segment.id.value, schedule.id, content, transaction_.now}, wanted);
}

void Applying::place(const Located& at, const RequestedOrder& requested, const orders::NewOrder& wanted) {
  auto& sql = transaction_.sql;
  const auto& id = requested.order_id;
  if (const auto before = select_one<RequestedOrder>(sql, "mes_erp_order where order_id = :id", id)) {
    if (before->content == requested.content) return out_.unchanged.push_back(id);
    return fault(at, fmt::format("order {} came before with other content, at {}; it is not changed", id,
                                 to_rfc3339(before->received)));
  }
  if (const auto order = orders::find(sql, id)) {
    if (order->material != wanted.material || order->equipment != wanted.equipment ||
        order->quantity != wanted.quantity)
      return fault(at, fmt::format("there is an order '{}' already, for {} {} on {}", id, order->quantity,
                                   order->material, order->equipment.str()));
    out_.unchanged.push_back(id);
  } else {
    const auto created = orders::create(transaction_, data_, wanted);
    if (!created) return fault(at, created.error().message);
    out_.created.push_back(id);
  }
  insert(sql, "mes_erp_order", requested, "");
}

}  // namespace

Applied apply(Transaction& transaction, const MasterData& data, const ScheduleMessage& message) {
  Applying applying(transaction, data);
  for (const auto& schedule : message.schedules)
    for (const auto& request : schedule.requests)
      for (const auto& segment : request.segments) applying.segment(schedule, request, segment);
  return applying.take();
}

}  // namespace millwright::mes::erp
