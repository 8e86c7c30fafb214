#pragma once
// The shapes in which the definitions are answered. Durations are seconds. Pure functions over the master data.

#include <string>
#include <vector>

#include "mes/definitions/calendar.h"
#include "mes/definitions/needs.h"

namespace millwright::mes::api {

/// A material with its bill in effect.
struct MaterialView : Material {
  std::optional<std::int64_t> bill_version;
  std::vector<BillItem> bill_of_materials;
};
BOOST_DESCRIBE_STRUCT(MaterialView, (Material), (bill_version, bill_of_materials))

/// Where a version stands at a moment.
enum class Effect { draft, future, in_effect, past };
BOOST_DESCRIBE_ENUM(Effect, draft, future, in_effect, past)

struct BillView : Bill {
  Effect effect = Effect::draft;
};
BOOST_DESCRIBE_STRUCT(BillView, (Bill), (effect))

struct CapabilityView {
  contracts::EquipmentPath equipment;
  std::optional<double> rate_per_h;
  std::optional<std::string> unit;
  double time_s = 0;
};
BOOST_DESCRIBE_STRUCT(CapabilityView, (), (equipment, rate_per_h, unit, time_s))

struct StepView {
  std::string segment;
  std::string name;
  contracts::EquipmentPath equipment;
  std::string equipment_class;
  double yield_percent = 100;
  std::vector<CapabilityView> capabilities;
  std::vector<RecipeParameter> parameters;
};
BOOST_DESCRIBE_STRUCT(StepView, (),
                      (segment, name, equipment, equipment_class, yield_percent, capabilities, parameters))

struct RoutingView : Version {
  std::string id;
  std::string material;
  std::vector<std::string> materials;
  Effect effect = Effect::draft;
  std::vector<StepView> steps;
};
BOOST_DESCRIBE_STRUCT(RoutingView, (Version), (id, material, materials, effect, steps))

struct SetupView {
  std::string attribute;
  std::string from;  // empty: any
  std::string to;
  double time_s = 0;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(SetupView, (), (attribute, from, to, time_s, name))

struct SetupMatrixView {
  std::string id;
  std::vector<contracts::EquipmentPath> equipment;
  std::vector<SetupView> setups;
};
BOOST_DESCRIBE_STRUCT(SetupMatrixView, (), (id, equipment, setups))

struct ChangeoverView {
  double time_s = 0;
  std::vector<std::string> names;
};
BOOST_DESCRIBE_STRUCT(ChangeoverView, (), (time_s, names))

struct ShiftView {
  std::string name;
  std::vector<std::string> days;  // "mon"
  std::string from;               // "06:00"
  std::string to;
};
BOOST_DESCRIBE_STRUCT(ShiftView, (), (name, days, from, to))

struct HolidayView {
  std::string date;  // "2026-12-24"
  std::string name;
};
BOOST_DESCRIBE_STRUCT(HolidayView, (), (date, name))

struct CalendarView {
  std::string id;
  std::string name;
  std::vector<contracts::EquipmentPath> equipment;
  std::optional<std::int64_t> utc_offset_min;  // fixed; or
  std::optional<std::string> time_zone;        // "Europe/Berlin"
  std::vector<ShiftView> shifts;
  std::vector<HolidayView> holidays;
  std::vector<Maintenance> maintenance;
};
BOOST_DESCRIBE_STRUCT(CalendarView, (), (id, name, equipment, utc_offset_min, time_zone, shifts, holidays, maintenance))

/// What a quantity of a material needs.
struct NeedsView {
  std::vector<Amount> inputs;  // by its own bill
  std::vector<Amount> bought;  // through all intermediates
};
BOOST_DESCRIBE_STRUCT(NeedsView, (), (inputs, bought))

[[nodiscard]] MaterialView material_view(const MasterData& data, const Material& material, Timestamp at);
[[nodiscard]] BillView bill_view(const Bill& bill, Timestamp at);
[[nodiscard]] RoutingView routing_view(const Routing& routing, Timestamp at);
[[nodiscard]] SetupMatrixView setup_matrix_view(const SetupMatrix& matrix);
[[nodiscard]] CalendarView calendar_view(const Calendar& calendar);

}  // namespace millwright::mes::api
