#pragma once
// The plant model: what a plant folder says, checked and resolved. Immutable once loaded; freely shared by threads.
// Types are instantiated, paths are absolute, names are looked up: nobody behind this header sees YAML.
// Levels and names follow ISA-95 / IEC 62264-1 and ISA-88.

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "lib/base/time.h"
#include "lib/base/yaml.h"
#include "lib/contracts/names.h"
#include "lib/contracts/value.h"
#include "plant/history.h"
#include "plant/jobs.h"

namespace millwright::plant {

using contracts::EquipmentPath;
using contracts::TagPath;
using contracts::Value;

enum class Level { enterprise, site, area, work_center, work_unit, equipment_module };
enum class ValueType { boolean, integer, real, text };

struct Range {
  double low = 0;
  double high = 0;
  [[nodiscard]] bool contains(double value) const { return value >= low && value <= high; }
};

/// An engineering unit: what people read and what OPC UA wants (UNECE Recommendation 20 common code).
struct Unit {
  std::string symbol;  // "°C", "bottles/min"; empty for plain numbers
  std::string unece;   // "CEL"; empty where the recommendation has none
  std::string name;    // "degree Celsius"
};

enum class RegisterArea { input, holding };
enum class Encoding { boolean, uint16, int16, uint32, int32, int64, float32 };
/// Number of 16-bit registers an encoding takes.
[[nodiscard]] int register_count(Encoding encoding);

/// Absolute Modbus address of a tag.
struct ModbusAddress {
  RegisterArea area = RegisterArea::input;
  int address = 0;  // 0 to 65535, protocol address (not 30001-style)
  Encoding encoding = Encoding::float32;
};

enum class LimitKind { high_high, high, low, low_low };
[[nodiscard]] std::string_view to_string(LimitKind kind);  // "high_high", "high", "low", "low_low"

/// An alarm limit of a tag. Alarm path: "<tag path>/<name>".
struct AlarmLimit {
  LimitKind kind = LimitKind::high;
  double value = 0;
  int priority = 3;      // 1 critical, 2 high, 3 medium, 4 low
  double deadband = 0;   // engineering units the value must come back by
  Duration on_delay{0};  // on source time
  std::string message;
  [[nodiscard]] bool above() const { return kind == LimitKind::high || kind == LimitKind::high_high; }
  /// True when `v` is beyond the limit itself, deadband left out.
  [[nodiscard]] bool violated_by(double v) const { return above() ? v > value : v < value; }
};

struct Tag {
  TagPath path;
  EquipmentPath equipment;
  std::string name;  // leaf
  std::string description;
  ValueType type = ValueType::real;
  Unit unit;
  std::optional<Range> range;    // outside it: quality UncertainEngineeringUnitsExceeded
  std::optional<Range> normal;   // normal band, for displays
  double deadband = 0;           // absolute, engineering units; 0 reports every change
  int decimals = 1;              // for displays
  double scale = 1, offset = 0;  // engineering = raw * scale + offset
  std::string connection;
  ModbusAddress address;
  std::map<std::int64_t, std::string> states;  // enumerations: 6 → "Execute"
  std::vector<AlarmLimit> limits;
  TagHistory history;
  bool stepped = false;  // a value holds until the next: whole numbers, texts, set-points; else a line goes between
  [[nodiscard]] const AlarmLimit* limit(std::string_view name) const;  // by LimitKind name
};

/// A boolean expression over tags of the same plant, e.g. "../capper/state == 6 and level > 5" (relative to the
/// equipment). See plant/expression.h.
struct Interlock {
  std::string expression;  // must be true for the command to be carried out
  std::string reason;      // shown to the operator while it is not
};

struct CommandParameter {
  std::string name;  // "value"
  ValueType type = ValueType::real;
  Unit unit;
  std::optional<Range> range;
  std::optional<TagPath> setpoint_tag;  // the tag that shows what is in force, for `replaces`
};

/// What the MES may ask at all. A command without it is local to SCADA.
struct RemotePermission {
  std::optional<Range> range;            // values outside are rejected(out_of_range)
  std::optional<double> max_step;        // |new - in force| at most
  std::optional<Duration> min_interval;  // between two accepted ones
  bool needs_condition = false;          // set-points: `condition` is mandatory too
};

struct CommandSpec {
  std::string name;  // "start", "set_temperature"
  EquipmentPath equipment;
  std::string description;
  int code = 0;                               // in the PLC's command block
  std::optional<CommandParameter> parameter;  // at most one in this version
  std::vector<Interlock> interlocks;
  std::string confirmation;  // expression that is true when the command has had its effect; may use `value`
  Duration confirmation_timeout{5s};
  std::set<std::string> roles;  // who may ask as a person
  std::optional<RemotePermission> remote;
};

struct Equipment {
  EquipmentPath path;
  std::string name;
  std::string description;
  Level level = Level::work_unit;
  std::string type;  // name of the equipment type; empty for plain grouping levels
  std::optional<EquipmentPath> parent;
  std::vector<EquipmentPath> children;  // in the order of the file: the order of flow
  std::vector<TagPath> tags;
  std::vector<CommandSpec> commands;
  std::string connection;         // empty for equipment without a block
  std::optional<int> block_base;  // first register of its unit block (docs/formats/plc_registers.md)
  int block_length = 0;           // input registers to read in one request
};

/// An equipment type, for the OPC UA ObjectTypes: tags and commands with paths relative to an instance.
struct EquipmentType {
  std::string name;
  std::string description;
  Level level = Level::work_unit;
  std::vector<Tag> tags;  // path and equipment empty
  std::vector<CommandSpec> commands;
};

struct Connection {
  std::string name;
  std::string protocol;  // "modbus_tcp"
  std::string host;
  int port = 0;
  int unit_id = 1;
  Duration poll{100ms};
  Duration timeout{1s};
};

/// A bridge rule: raised when `limit` of `tag` is violated for `duration` of source time without a break.
struct Rule {
  std::string name;  // "HIGH_TEMP"
  TagPath tag;
  std::string limit;  // "high": the number stands with the tag, once
  Duration duration{0};
  std::vector<TagPath> context;  // sampled with the event
};

/// What the bridge forwards unasked.
struct Forward {
  std::vector<TagPath> states;  // PackML state tags; a sibling "stop_code" goes along
  std::vector<TagPath> counters;
  std::vector<TagPath> samples;
  Duration samples_every{1s};
};

struct Plant {
  std::string name;  // "bottling"
  std::string description;
  std::filesystem::path folder;
  std::map<std::string, EquipmentType> types;
  std::vector<Equipment> equipment;  // parents before children, file order
  std::vector<Tag> tags;             // the index here is the tag's number everywhere in one run
  std::map<std::string, Connection> connections;
  std::vector<Rule> rules;
  Forward forward;
  HistorySettings history;
  std::vector<JobSettings> jobs;      // lines that take job orders
  std::filesystem::path master_data;  // MES master data file, empty if none: read by the MES alone

  [[nodiscard]] const Equipment* find_equipment(const EquipmentPath& path) const;
  [[nodiscard]] const Tag* find_tag(const TagPath& path) const;
  [[nodiscard]] std::optional<std::uint32_t> tag_number(const TagPath& path) const;
  [[nodiscard]] const CommandSpec* find_command(const EquipmentPath& equipment, std::string_view command) const;
  /// "urn:millwright:plant:bottling"
  [[nodiscard]] std::string opcua_namespace() const;

  std::unordered_map<EquipmentPath, std::uint32_t> equipment_index;
  std::unordered_map<TagPath, std::uint32_t> tag_index;
};

/// Reads and checks a plant folder (plant.yaml and what it names). Every fault is in `diagnostics`; the plant is only
/// returned when there is none. Format: docs/formats/plant_files.md.
[[nodiscard]] std::optional<Plant> load_plant(const std::filesystem::path& folder, Diagnostics& diagnostics);

/// Points a connection of the loaded plant elsewhere ("plc1=127.0.0.1:15010", the processes' --connection option).
/// A message for a person if it names no connection or no address.
[[nodiscard]] std::optional<std::string> override_connection(Plant& plant, std::string_view text);

}  // namespace millwright::plant
