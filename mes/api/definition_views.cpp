#include "mes/api/definition_views.h"

#include <fmt/format.h>

#include <array>

namespace millwright::mes::api {
namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

std::string time_of_day(Duration since_midnight) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(since_midnight).count();
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

Effect effect_of(const Version& version, Timestamp at) {
  if (!version.approved) return Effect::draft;
  if (version.in_effect(at)) return Effect::in_effect;
  return version.effective_from && at < *version.effective_from ? Effect::future : Effect::past;
}

StepView step_view(const RoutingStep& step) {
  StepView view{step.segment, step.name, step.equipment, step.equipment_class, step.yield_percent, {}, step.parameters};
  for (const auto& one : step.capabilities) {
    CapabilityView capability{one.equipment, std::nullopt, std::nullopt, seconds(one.time)};
    if (one.rate > 0) {
      capability.rate_per_h = one.rate;
      capability.unit = one.unit;
    }
    view.capabilities.push_back(std::move(capability));
  }
  return view;
}

ShiftView shift_view(const Shift& shift) {
  constexpr std::array kDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  ShiftView view{shift.name, {}, time_of_day(shift.from), time_of_day(shift.to)};
  for (const int day : shift.days) view.days.emplace_back(kDays.at(static_cast<std::size_t>(day)));
  return view;
}

}  // namespace

MaterialView material_view(const MasterData& data, const Material& material, Timestamp at) {
  MaterialView view{material, std::nullopt, {}};
  if (const auto* bill = data.bill_of(material.id, at)) {
    view.bill_version = bill->version;
    view.bill_of_materials = bill->items;
  }
  return view;
}

BillView bill_view(const Bill& bill, Timestamp at) { return {bill, effect_of(bill, at)}; }

RoutingView routing_view(const Routing& routing, Timestamp at) {
  RoutingView view{routing, routing.id, routing.material, routing.materials, effect_of(routing, at), {}};
  for (const auto& step : routing.steps) view.steps.push_back(step_view(step));
  return view;
}

SetupMatrixView setup_matrix_view(const SetupMatrix& matrix) {
  SetupMatrixView view{matrix.id, matrix.equipment, {}};
  for (const auto& row : matrix.setups)
    view.setups.push_back({row.attribute, row.from, row.to, seconds(row.time), row.name});
  return view;
}

CalendarView calendar_view(const Calendar& calendar) {
  CalendarView view;
  view.id = calendar.id;
  view.name = calendar.name;
  view.equipment = calendar.equipment;
  if (const auto offset = calendar.local_time.utc_offset()) view.utc_offset_min = offset->count();
  view.time_zone = calendar.local_time.zone();
  view.maintenance = calendar.maintenance;
  for (const auto& shift : calendar.shifts) view.shifts.push_back(shift_view(shift));
  for (const auto& [date, name] : calendar.holidays)
    view.holidays.push_back({fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                         static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())),
                             name});
  return view;
}

}  // namespace millwright::mes::api
