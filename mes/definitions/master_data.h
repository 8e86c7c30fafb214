#pragma once
// The MES's own knowledge of the plant: what is made, of what, where, and how it answers to a deviation. Read once at
// start from the master data file (docs/formats/master_data.md); immutable afterwards, shared by all threads.

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/json.h"
#include "lib/base/yaml.h"
#include "lib/contracts/names.h"
#include "mes/definitions/characteristics.h"
#include "mes/definitions/definitions.h"
#include "mes/definitions/units.h"

namespace millwright::mes {

/// A counter of an equipment, as CountEvent names it.
struct CounterName {
  contracts::EquipmentPath equipment;
  std::string counter;
  [[nodiscard]] std::string key() const { return equipment.str() + "/" + counter; }
  friend bool operator==(const CounterName&, const CounterName&) = default;
};

/// The pieces between the pasteurizer and a pallet, where the line tells how many they are.
struct PalletQueue {
  CounterName leaving;                 // counts what leaves it for the pallet
  std::vector<contracts::TagPath> on;  // how many are on each part of it, in the order of flow
  Duration before{0};                  // nominal, from the pasteurizer's outlet into the first part
  std::size_t printed_on = 0;          // the part at whose beginning codes are printed; behind the last one: unknown
};

/// Where lots come from on a line.
struct LotSources {
  CounterName batch;  // number of the batch in the mixer
  std::string batch_material;
  double batch_size = 0;
  std::string batch_unit;
  CounterName entering;  // number of the batch now entering the pasteurizer
  std::string sublot_material;
  Duration dwell{0};    // nominal; an event's context may know better
  Duration transit{0};  // from the pasteurizer's outlet to the pallet
  CounterName pallet;
  std::int64_t pallet_pieces = 0;
  std::optional<PalletQueue> queue;
  Duration to_pallet{0};  // from where a bottle's code is printed onto the pallet
  Duration to_pallet_within{5s};
  // By the finished material that an order is for, where its bill names another intermediate than those above.
  std::map<std::string, std::string> batch_materials;
  std::map<std::string, std::string> sublot_materials;
};

struct Line {
  contracts::EquipmentPath equipment;
  CounterName good;
  std::vector<CounterName> scrap;
  bool complete_at_quantity = false;
  LotSources lots;
  Duration frozen{0};  // for so long from now on planning moves nothing that need not be moved
};

/// Two instruments of one thing that must agree before the recipe's set-point comes back: while they do not, the cause
/// is still there, and bringing the set-point back would bring the deviation back.
struct Agreement {
  contracts::TagPath tag;
  contracts::TagPath with;
  double within = 0;       // engineering units
  Duration patience{60s};  // then people take over
};

/// How the MES answers to a rule of the bridge.
struct Reaction {
  std::string workflow;  // "high_temperature"
  std::string rule;      // "HIGH_TEMP"
  contracts::EquipmentPath equipment;
  contracts::TagPath tag;  // the tag the rule watches; its samples are kept around a deviation
  std::int64_t severity = 2;
  std::string command;       // "set_temperature"
  std::string setpoint_tag;  // leaf in the event's context: the set-point in force
  double reaction_setpoint = 0;
  double recipe_setpoint = 0;
  std::string unit;
  Duration command_deadline{5s};
  Duration watch_time{60s};
  Duration settling_time{30s};
  Duration recurrence_window{10min};
  std::optional<Agreement> restore_when_agree;

  /// Tags whose samples the MES keeps for this reaction.
  [[nodiscard]] bool watches(const contracts::TagPath& path) const;
};

/// Loaded when the database is new, so that no page is empty.
struct PreloadedOrder {
  std::string id;
  std::string material;
  std::int64_t quantity = 0;
  contracts::EquipmentPath equipment;
  std::string state;  // Waiting, Ready or Running
  Duration due_in{0};
  std::int64_t priority = 3;
};

/// How a bottle's code writes a line: its path in capitals, with - for /. No two lines of a file are written alike.
[[nodiscard]] std::string line_in_code(const contracts::EquipmentPath& line);

struct MasterData {
  std::string plant_name;  // as people call it; empty where the file does not say
  std::vector<Material> materials;
  std::vector<Bill> bills;
  std::vector<EquipmentClass> equipment_classes;
  std::vector<Routing> routings;
  std::vector<SetupMatrix> setup_matrices;
  std::vector<Calendar> calendars;
  std::vector<Line> lines;
  std::vector<Characteristic> characteristics;
  std::vector<Reaction> reactions;
  std::vector<PreloadedOrder> orders;

  [[nodiscard]] const Material* find_material(std::string_view id) const;
  /// The version in effect at that moment; no two of a material are at once. nullptr: there is none.
  [[nodiscard]] const Bill* bill_of(std::string_view material, Timestamp at) const;
  [[nodiscard]] const Routing* routing_of(std::string_view material, Timestamp at) const;
  /// Whether there is a bill of it at all: what has none is bought in.
  [[nodiscard]] bool has_bill(std::string_view material) const;
  [[nodiscard]] const EquipmentClass* find_class(std::string_view id) const;
  /// That of the equipment itself, else of the nearest that it is part of; nullptr: there is none.
  [[nodiscard]] const SetupMatrix* setup_matrix_of(std::string_view equipment) const;
  [[nodiscard]] const Calendar* calendar_of(std::string_view equipment) const;
  [[nodiscard]] const Line* find_line(std::string_view path) const;
  /// The line that `equipment` is, or is part of.
  [[nodiscard]] const Line* line_of(std::string_view equipment) const;
  /// Where the product comes by, as numbers that sort: each line and then its equipment in the order of its routings'
  /// steps. Equipment of a line that no routing names comes after those that one does, what is of no line last.
  [[nodiscard]] std::pair<std::size_t, std::size_t> flow_position(std::string_view equipment) const;
  [[nodiscard]] const Characteristic* find_characteristic(std::string_view id) const;
  [[nodiscard]] const Reaction* find_reaction(std::string_view rule, std::string_view equipment) const;
};

/// What people defined after the file was written: sections of definitions in the file's own format (docs/formats/
/// master_data.md), as YAML or JSON. Versions in it are approved as a whole, take effect no earlier than they were
/// approved, and end the version before them; what has no versions (materials, equipment classes, setup matrices,
/// calendars) takes the place of what has its id, if everything that leans on that still holds.
struct Addition {
  std::string name;  // faults are located by it
  std::string text;
  Approval approval;
};

/// Every fault is in `diagnostics`, located; the data is only returned when there is none. `equipment`: the plant's
/// paths, to check references against; empty when they are not known. Additions follow the file in their order.
[[nodiscard]] std::optional<MasterData> load_master_data(const std::filesystem::path& file,
                                                         const std::set<std::string>& equipment,
                                                         Diagnostics& diagnostics,
                                                         const std::vector<Addition>& additions = {});

}  // namespace millwright::mes
