#pragma once
// What the MES says on the bus: millwright.order.v1, lot.v1, quality.v1.

#include <optional>
#include <string>

#include "lib/contracts/names.h"
#include "lib/contracts/value.h"

namespace millwright::contracts {

/// millwright.order.v1: an order changed state (ISA-95 job order states) or its counts moved.
struct OrderEvent {
  std::string order;
  std::string material;
  EquipmentPath equipment;
  std::string state;
  std::int64_t quantity = 0;
  std::int64_t good = 0;
  std::int64_t scrap = 0;
  Timestamp time{};
  std::optional<std::string> standing{};  // good pieces against the order's tolerance: "below", "within", "above"
};
BOOST_DESCRIBE_STRUCT(OrderEvent, (), (order, material, equipment, state, quantity, good, scrap, time, standing))

/// millwright.lot.v1: a lot or sublot was made, held or disposed.
struct LotEvent {
  std::string lot;
  std::string material;
  std::optional<std::string> parent;
  std::string status;       // "in_process", "available"
  std::string disposition;  // "none", "held", "released", "rejected"
  std::string reason;
  Timestamp time{};
};
BOOST_DESCRIBE_STRUCT(LotEvent, (), (lot, material, parent, status, disposition, reason, time))

/// millwright.quality.v1: a deviation was opened, changed or closed.
struct QualityEvent {
  std::string deviation;
  std::string rule;
  EquipmentPath equipment;
  std::string state;
  std::string note;
  Timestamp time{};
};
BOOST_DESCRIBE_STRUCT(QualityEvent, (), (deviation, rule, equipment, state, note, time))

}  // namespace millwright::contracts
