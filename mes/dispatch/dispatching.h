#pragma once
// Job orders on their way to a line and back: an order is sent down as a job (OPC 10031-4) by a command on the bus, its
// job is steered by further ones, and the order follows what the line says of it (millwright.job.v1). The line goes on
// with its job whatever happens above; what it said while nobody listened is in its newest word.
// Functions run inside the caller's transaction, on the caller's thread.

#include <optional>
#include <string>
#include <vector>

#include "lib/contracts/events.h"
#include "mes/definitions/master_data.h"
#include "mes/orders/orders.h"
#include "mes/records/writer.h"

namespace millwright::mes::dispatch {

/// A job as the line told of it last; one row an order that was sent down.
struct Job {
  std::string order_id{};
  contracts::EquipmentPath equipment{};
  std::string state{};  // as in contracts::JobEvent; empty: the line has not answered yet
  std::string substate{};
  std::string reason{};
  std::int64_t gaps = 0;  // how often a counter began again under it
  std::string gap{};
  std::string parameters{};  // the recipe with what was read back, as JSON
  Timestamp heard{};         // when the line said so
};
BOOST_DESCRIBE_STRUCT(Job, (), (order_id, equipment, state, substate, reason, gaps, gap, parameters, heard))

/// A command that was asked of the line for an order, and how it ended.
struct Asked {
  std::string command_id{};
  std::string order_id{};
  std::string command{};
  Timestamp issued{};
  std::string by{};
  std::string result{};  // of contracts::CommandState; empty until the final one
  std::string detail{};
};
BOOST_DESCRIBE_STRUCT(Asked, (), (command_id, order_id, command, issued, by, result, detail))

[[nodiscard]] const std::vector<store::Migration>& migrations();

/// What a person wants of an order: `dispatch` sends it down with its recipe; an order whose job is on the line is
/// steered there, and its state changes when the line says so; everything else is orders::act().
MesResult<orders::Order> act(Transaction& transaction, const MasterData& data, const std::string& id,
                             orders::OrderAction action, const std::string& reason, const std::string& by,
                             const orders::Objection& against_completing);

/// What the line says of a job. Words may come late, twice, or not in order: the newest holds.
void apply(Transaction& transaction, const contracts::JobEvent& event, const orders::Objection& against_completing);
/// A job that the line did not take goes back into the plan; what else it refused is told with the order.
void apply(Transaction& transaction, const contracts::CommandResult& result);

[[nodiscard]] std::optional<Job> find_job(store::Session& sql, const std::string& order);
/// Oldest first.
[[nodiscard]] std::vector<Asked> asked_of(store::Session& sql, const std::string& order);

}  // namespace millwright::mes::dispatch
