#include "mes/dispatch/dispatching.h"

#include <array>

#include "mes/dispatch/job_states.h"
#include "mes/records/derived_id.h"

namespace millwright::mes::dispatch {
namespace {

using contracts::Command;
using contracts::CommandState;
using orders::Order;
using orders::OrderAction;
using orders::OrderState;

/// A line that has not taken it by then does not take it later.
constexpr Duration kDeadline = 30s;
constexpr std::string_view kSend = "store_and_start_job";
/// Orders count their priority from 1, the first; jobs the other way round.
constexpr std::int64_t kPriorities = 10;

constexpr std::array kWishOf{
    std::pair{OrderAction::release, Wish::release},   std::pair{OrderAction::withdraw, Wish::recall},
    std::pair{OrderAction::hold, Wish::suspend},      std::pair{OrderAction::suspend, Wish::suspend},
    std::pair{OrderAction::resume, Wish::resume},     std::pair{OrderAction::start, Wish::resume},
    std::pair{OrderAction::complete, Wish::complete}, std::pair{OrderAction::abort, Wish::abort},
    std::pair{OrderAction::cancel, Wish::cancel},
};

std::optional<std::string_view> command_of(OrderState state, OrderAction action) {
  for (const auto& [from, wish] : kWishOf)
    if (from == action) return command_for(state, wish);
  return std::nullopt;
}

/// Whether the line has its job, or may have: until it answered, nobody knows.
bool is_on_the_line(const std::optional<Job>& job) {
  return job && job->state != "Ended" && job->state != "Aborted" && job->state != "Absent";
}

void give(Transaction& transaction, const Order& order, std::string_view what, contracts::JobRequest job,
          const std::string& reason, const std::string& by) {
  const auto before = query_one<std::int64_t>(
      transaction.sql, "select count(*) from mes_dispatch_command where order_id = :id", order.id);
  Command command;
  command.id = contracts::CommandId{derived_id("command", fmt::format("{}|job|{}", order.id, before.value_or(0)))};
  command.equipment = order.equipment;
  command.command = what;
  command.issued_at = transaction.moment();
  command.not_after = command.issued_at + kDeadline;
  command.reason = reason.empty() ? fmt::format("order {}", order.id) : reason;
  command.requester = by;
  command.correlation = order.id;
  command.job = std::move(job);
  insert(transaction.sql, "mes_dispatch_command",
         Asked{command.id.str(), order.id, command.command, command.issued_at, by, "", ""});
  transaction.command(command);
  transaction.changed("orders", order.id);
}

/// The route that the order goes now: approved, in effect, and on its own line.
MesResult<const Routing*> route_of(const MasterData& data, const Order& order, Timestamp now) {
  const auto* routing = data.routing_of(order.material, now);
  if (routing == nullptr)
    return fail(MesError::illegal, "order {} has no route: no approved routing of {} is in effect", order.id,
                order.material);
  for (const auto& step : routing->steps)
    if (!is_part_of(step.equipment.str(), order.equipment.str()))
      return fail(MesError::illegal, "order {} cannot be made on {}: its routing {} does '{}' on {}", order.id,
                  order.equipment.str(), routing->id, step.name, step.equipment.str());
  return routing;
}

/// Everything that the line needs to make the order on its own.
contracts::JobRequest request_of(const Routing& routing, const Order& order) {
  contracts::JobRequest job;
  job.id = order.id;
  job.description = order.description;
  job.material = order.material;
  job.quantity = order.quantity;
  job.unit = order.unit;
  job.priority = static_cast<std::int32_t>(kPriorities - order.priority);
  job.work_master = routing.id;
  job.parameters.emplace();
  for (const auto& step : routing.steps)
    for (const auto& parameter : step.parameters) job.parameters->emplace(parameter.id, parameter.value);
  return job;
}

MesResult<Order> send(Transaction& transaction, const MasterData& data, const std::string& id,
                      const std::string& reason, const std::string& by) {
  if (is_on_the_line(find_job(transaction.sql, id)))
    return fail(MesError::illegal, "order {} has its job on the line already", id);
  const auto known = orders::find(transaction.sql, id);
  if (!known) return fail(MesError::not_found, "there is no order '{}'", id);
  const auto route = route_of(data, *known, transaction.now);
  if (!route) return std::unexpected(route.error());
  auto order = orders::act(transaction, id, OrderAction::dispatch, reason);
  if (!order) return order;
  execute(transaction.sql, "delete from mes_dispatch_job where order_id = :id", id);
  insert(transaction.sql, "mes_dispatch_job", Job{.order_id = id, .equipment = order->equipment});
  give(transaction, *order, kSend, request_of(**route, *order), reason, by);
  return order;
}

Job job_of(const contracts::JobEvent& event) {
  return {.order_id = event.job,
          .equipment = event.equipment,
          .state = event.state,
          .substate = event.substate,
          .reason = event.reason,
          .gaps = event.gaps,
          .gap = event.gap,
          .parameters = to_json_text(event.parameters),
          .heard = event.time};
}

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "jobs on lines, and the commands for them",
                                                          R"(create table mes_dispatch_job (
            order_id text primary key, equipment text not null, state text not null, substate text not null,
            reason text not null, gaps bigint not null, gap text not null, parameters text not null,
            heard bigint not null);
          create table mes_dispatch_command (
            command_id text primary key, order_id text not null, command text not null, issued bigint not null,
            "by" text not null, result text not null, detail text not null);
          create index mes_dispatch_command_by_order on mes_dispatch_command (order_id, issued))"}};
  return kMigrations;
}

MesResult<Order> act(Transaction& transaction, const MasterData& data, const std::string& id, OrderAction action,
                     const std::string& reason, const std::string& by, const orders::Objection& against_completing) {
  if (action == OrderAction::dispatch) return send(transaction, data, id, reason, by);
  const auto order = orders::find(transaction.sql, id);
  if (!order || !is_on_the_line(find_job(transaction.sql, id)))
    return orders::act(transaction, id, action, reason, against_completing);
  const auto command = command_of(order->state, action);
  if (!command)
    return fail(MesError::illegal, "order {} cannot {}: it is {} on {}", id, enum_name(action), enum_name(order->state),
                order->equipment.str());
  if (action == OrderAction::complete)
    if (auto may = orders::check_completing(transaction.sql, *order, reason, against_completing); !may)
      return std::unexpected(std::move(may.error()));
  contracts::JobRequest job;
  job.id = id;
  give(transaction, *order, *command, std::move(job), reason, by);
  return *order;
}

void apply(Transaction& transaction, const contracts::JobEvent& event, const orders::Objection& against_completing) {
  const auto order = orders::find(transaction.sql, event.job);
  if (!order || order->equipment != event.equipment) return;  // somebody else's job
  const auto known = find_job(transaction.sql, event.job);
  if (known && event.time < known->heard) return;
  if (known) execute(transaction.sql, "delete from mes_dispatch_job where order_id = :id", event.job);
  insert(transaction.sql, "mes_dispatch_job", job_of(event));
  transaction.changed("orders", event.job);
  if (event.state == "Absent" && known && (known->state == "Ended" || known->state == "Aborted")) return;  // tidied
  orders::count_by_job(transaction, event.job, event.good, event.scrap);
  const auto next = after_event(order->state, event);
  if (!next) return;
  (void)orders::follow(
      transaction, event.job,
      {.state = *next, .at = event.time, .started = event.started_at, .ended = event.ended_at, .reason = event.reason},
      against_completing);
}

void apply(Transaction& transaction, const contracts::CommandResult& result) {
  if (!contracts::is_final(result.state)) return;
  const auto words = result.reason.empty() ? result.detail : fmt::format("{}: {}", result.reason, result.detail);
  const auto recorded = execute(
      transaction.sql,
      "update mes_dispatch_command set result = :result, detail = :detail where command_id = :id and result = ''",
      result.state, words, result.id);
  if (recorded == 0) return;
  const auto asked = select_one<Asked>(transaction.sql, "mes_dispatch_command where command_id = :id", result.id);
  transaction.changed("orders", asked->order_id);
  if (asked->command != kSend || result.state == CommandState::completed ||
      result.state == CommandState::outcome_unknown)
    return;
  // The line never had it: back into the plan, with what it said.
  const auto job = find_job(transaction.sql, asked->order_id);
  if (!job || !job->state.empty()) return;
  execute(transaction.sql, "delete from mes_dispatch_job where order_id = :id", asked->order_id);
  (void)orders::act(transaction, asked->order_id, OrderAction::withdraw,
                    fmt::format("the line did not take it: {}", words));
}

std::optional<Job> find_job(store::Session& sql, const std::string& order) {
  return select_one<Job>(sql, "mes_dispatch_job where order_id = :id", order);
}

std::vector<Asked> asked_of(store::Session& sql, const std::string& order) {
  return select<Asked>(sql, "mes_dispatch_command where order_id = :id order by issued, command_id", order);
}

}  // namespace millwright::mes::dispatch
