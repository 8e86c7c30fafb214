#pragma once
// What the MES writes to the ERP, in B2MML V7: the answer to a message (ConfirmBOD), and what an order made
// (SyncOperationsPerformance). Everything written here validates against the published schemas. Pure: records in, text
// out. Source: B2MML V0701, ConfirmBOD and OperationsPerformance.

#include <string>
#include <vector>

#include "mes/erp/apply_schedule.h"
#include "mes/genealogy/genealogy.h"
#include "mes/materials/balance.h"
#include "mes/orders/orders.h"

namespace millwright::mes::erp {

/// Who speaks: the LogicalID of every message.
inline constexpr std::string_view kLogicalId = "millwright-mes";

struct Confirmation {
  std::string bod_id;  // of this message
  Timestamp now{};
  bool accepted = false;
  std::string summary;                       // "3 orders created, none unchanged"
  std::vector<XmlFault> faults;              // why it was refused
  std::vector<XmlFault> notes;               // what has no effect
  const ScheduleMessage* answers = nullptr;  // as far as it was read
};
[[nodiscard]] std::string confirm_bod(const Confirmation& said);

/// The performance of one order; the same order again is a higher version.
struct Performance {
  std::string bod_id;
  Timestamp now{};
  std::int64_t version = 1;
  orders::Order order;
  std::string unit;                         // UNECE Rec 20 code of the material
  std::optional<RequestedOrder> requested;  // where the ERP asked for it
  std::vector<genealogy::Lot> lots;         // of finished goods
  std::vector<materials::Consumed> consumed{};
};
[[nodiscard]] std::string operations_performance(const Performance& performance);

}  // namespace millwright::mes::erp
