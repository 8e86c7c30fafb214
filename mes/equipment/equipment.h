#pragma once
// What the MES knows of the machines, from the bus alone: the newest state and the newest readings. Nothing here is
// asked of SCADA. Functions run inside the caller's transaction, on the caller's thread.

#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "mes/definitions/master_data.h"
#include "mes/records/rows.h"
#include "mes/records/writer.h"

namespace millwright::mes::equipment {

struct Equipment {
  contracts::EquipmentPath path;
  std::string state;
  std::int64_t state_number = 0;
  std::int64_t stop_code = 0;  // why it does not run (docs/formats/plc_registers.md); 0: no reason is known
  std::string quality;
  Timestamp time{};
  Timestamp since{};  // it has been in this state
  std::int64_t good = 0;
  std::int64_t scrap = 0;
};
BOOST_DESCRIBE_STRUCT(Equipment, (), (path, state, state_number, stop_code, quality, time, since, good, scrap))

[[nodiscard]] const std::vector<store::Migration>& migrations();

/// Keeps what is newest by source time: late events change nothing that is younger.
void apply(Transaction& transaction, const contracts::StateEvent& event);
void apply(Transaction& transaction, const contracts::CountEvent& event);

/// In the order of flow, as the master data's routings give it.
[[nodiscard]] std::vector<Equipment> all(store::Session& sql, const MasterData& data);

}  // namespace millwright::mes::equipment
