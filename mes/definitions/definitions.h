#pragma once
// What ISA-95 part 2 and 4 call definitions: materials, bills of materials and operations definitions (routings) in
// versions, equipment classes, changeovers and calendars. Plain data, read from the master data file, immutable
// afterwards. Quantities have units by UNECE Recommendation 20 (mes/definitions/units.h).

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/base/json.h"
#include "lib/contracts/names.h"
#include "mes/definitions/local_time.h"
#include "mes/definitions/tolerance.h"
#include "mes/definitions/versions.h"

namespace millwright::mes {

/// One of the first unit is `factor` of the second, for this material only: 1 LTR of it weighs 1.04 KGM.
struct Conversion {
  std::string from;
  std::string to;
  double factor = 1;
};
BOOST_DESCRIBE_STRUCT(Conversion, (), (from, to, factor))

/// ISA-95 material definition.
struct Material {
  std::string id;
  std::string name;
  std::string kind;       // finished, intermediate, raw, packaging
  std::string unit;       // UNECE Rec 20 code
  std::string unit_name;  // as people call it: "bottles"
  std::vector<Conversion> conversions;
  std::map<std::string, std::string> attributes;  // what changeovers depend on: {"colour": "dark", "size": "500"}
  Tolerance tolerance;                            // of orders for it that do not say otherwise
};
BOOST_DESCRIBE_STRUCT(Material, (), (id, name, kind, unit, unit_name, conversions, attributes, tolerance))

struct BillItem {
  std::string material;
  double quantity = 0;  // for one unit of what is made
  std::string unit;
  double loss_percent = 0;  // of what is issued, that does not get into the product
};
BOOST_DESCRIBE_STRUCT(BillItem, (), (material, quantity, unit, loss_percent))

/// A bill of materials in one version.
struct Bill : Version {
  std::string material;
  double yield_percent = 100;  // of what is made, that is good
  std::vector<BillItem> items;
};
BOOST_DESCRIBE_STRUCT(Bill, (Version), (material, yield_percent, items))

/// How fast a unit does a segment: so much in so much time, or a time whatever the quantity.
struct Capability {
  contracts::EquipmentPath equipment;
  double rate = 0;   // per hour, in `unit`; 0: it takes `time`
  std::string unit;  // of the rate
  Duration time{0};  // of one run whatever the quantity, or with a rate: what comes on top
};

/// A parameter of the master recipe for a segment.
struct RecipeParameter {
  std::string id;  // what the jobs of the line call it: "pasteurizer_temperature"
  double value = 0;
  std::string unit;
  std::optional<double> low{};  // what may be asked for instead
  std::optional<double> high{};
};
BOOST_DESCRIBE_STRUCT(RecipeParameter, (), (id, value, unit, low, high))

/// ISA-95 operations segment.
struct RoutingStep {
  std::string segment;
  std::string name;
  contracts::EquipmentPath equipment;  // the first of those that can do it
  std::string equipment_class;         // empty: only those that `capabilities` names
  double yield_percent = 100;
  std::vector<Capability> capabilities{};
  std::vector<RecipeParameter> parameters{};

  [[nodiscard]] const Capability* capability_of(std::string_view path) const;
};

/// ISA-95 operations definition in one version: the way of some materials through the plant.
struct Routing : Version {
  std::string id;
  std::string material;                // the first of `materials`
  std::vector<std::string> materials;  // all that go this way
  std::vector<RoutingStep> steps;
};

struct EquipmentClass {
  std::string id;
  std::string name;
  std::vector<contracts::EquipmentPath> equipment;
};
BOOST_DESCRIBE_STRUCT(EquipmentClass, (), (id, name, equipment))

/// What a change of an attribute costs; an empty `from` or `to` stands for any value.
struct Setup {
  std::string attribute;
  std::string from;
  std::string to;
  Duration time{0};
  std::string name;
};

/// Changeovers of some equipment and what is part of it: for each attribute the first row that fits counts, and the
/// times of the attributes add up.
struct SetupMatrix {
  std::string id;
  std::vector<contracts::EquipmentPath> equipment;
  std::vector<Setup> setups;
};

/// A shift on some days of the week; one that ends at or before its beginning ends on the next day.
struct Shift {
  std::string name;
  std::vector<int> days;  // 0 is Sunday, as C's weekday counts
  Duration from{0};       // as the clock shows it, since midnight
  Duration to{0};
};

/// A day by the clock of its calendar.
struct Holiday {
  std::chrono::year_month_day date{};
  std::string name;
};

/// The equipment does not work from `from` to `to`.
struct Maintenance {
  contracts::EquipmentPath equipment;
  Timestamp from{};
  Timestamp to{};
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Maintenance, (), (equipment, from, to, name))

/// When some equipment works, by the clocks there.
struct Calendar {
  std::string id;
  std::string name;
  std::vector<contracts::EquipmentPath> equipment;
  LocalTime local_time;
  std::vector<Shift> shifts;
  std::vector<Holiday> holidays;
  std::vector<Maintenance> maintenance;
};

/// Whether `path` is `whole` or a part of it.
[[nodiscard]] bool is_part_of(std::string_view path, std::string_view whole);

}  // namespace millwright::mes
