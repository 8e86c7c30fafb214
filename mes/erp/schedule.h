#pragma once
// A B2MML V7 operations schedule as the MES understands it, and its reading. Pure: it knows nothing of this plant;
// whether materials and lines exist is asked when it is applied (mes/erp/apply_schedule.h).
//
// Taken are OperationsSchedule by itself, and ProcessOperationsSchedule and SyncOperationsSchedule around it. Every
// fault is found in one pass. An element that is lawful but says nothing to the MES is named in `unused`.
// Source: B2MML V0701 (MESA International), ANSI/ISA-95.00.02-2018 and 95.00.05-2018.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/json.h"
#include "mes/xml/xml.h"

namespace millwright::mes::erp {

inline constexpr std::string_view kNamespace = "http://www.mesa.org/xml/B2MML";

/// A value with the place where it stands.
struct Located {
  std::string value{};
  int line = 0;
  std::string path{};
};

/// A quantity of a material that a segment makes or needs.
struct MaterialRequirement {
  Located material{};
  std::string use{};   // "Produced", "Consumed"
  Located quantity{};  // as it was written: a decimal number, not below zero
  double amount = 0;
  std::optional<Located> unit{};
};

/// One OpSegmentRequirement: what becomes a job order.
struct SegmentRequirement {
  Located id{};
  std::string definition{};  // OperationsDefinitionID
  std::string segment{};     // OperationsSegmentID, else ProcessSegmentID
  std::optional<Timestamp> earliest{};
  std::optional<Timestamp> due{};
  std::optional<Located> equipment{};
  MaterialRequirement produced{};
  std::vector<MaterialRequirement> consumed{};
};

struct Request {
  Located id{};
  std::string description{};
  std::optional<std::int64_t> priority{};
  std::vector<SegmentRequirement> segments{};
};

struct Schedule {
  std::string id{};
  std::vector<Request> requests{};
};

struct ScheduleMessage {
  std::string verb{};     // "Process", "Sync"; empty for a schedule by itself
  std::string bod_id{};   // of the message
  std::string sender{};   // LogicalID
  std::string created{};  // CreationDateTime, as it was written
  std::vector<Schedule> schedules{};
  std::vector<XmlFault> unused{};  // what was read and has no effect
};

/// Where there is a fault, nothing of the message may be applied; who sent it may still be known.
struct ScheduleReading {
  ScheduleMessage message{};
  std::vector<XmlFault> faults{};  // in the order of the text, kFaultsMax at most
};
inline constexpr std::size_t kFaultsMax = 100;
[[nodiscard]] ScheduleReading read_schedule(std::string_view text);

}  // namespace millwright::mes::erp
