#pragma once
// A schedule that was read becomes job orders, all of them or none: runs inside the caller's transaction, on its
// thread. A segment requirement that came before changes nothing; one that came before with other content is a fault.

#include <string>
#include <vector>

#include "mes/definitions/master_data.h"
#include "mes/erp/schedule.h"
#include "mes/records/writer.h"

namespace millwright::mes::erp {

/// What the ERP asked for and which order it became.
struct RequestedOrder {
  std::string order_id{};
  std::string request{};
  std::string segment{};  // of the segment requirement
  std::string schedule{};
  std::string content{};  // a hash: the same content again is the same request
  Timestamp received{};
};
BOOST_DESCRIBE_STRUCT(RequestedOrder, (), (order_id, request, segment, schedule, content, received))

struct Applied {
  std::vector<std::string> created{};
  std::vector<std::string> unchanged{};
  std::vector<XmlFault> faults{};  // not empty: the caller must roll back
  std::vector<XmlFault> notes{};   // what was taken otherwise than it stands there
};
[[nodiscard]] Applied apply(Transaction& transaction, const MasterData& data, const ScheduleMessage& message);

}  // namespace millwright::mes::erp
