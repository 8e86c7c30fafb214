#include "mes/workflow/process_actions.h"

#include <map>

#include "mes/quality/chart_deviations.h"
#include "mes/records/derived_id.h"
#include "mes/workflow/asking.h"
#include "mes/workflow/processes.h"

namespace millwright::mes::workflow {
namespace {

/// An action at work.
struct Call {
  Transaction& transaction;
  const Definitions& definitions;
  const ProcessInstance& instance;
  const bpmn::RunActivity& activity;

  [[nodiscard]] std::string text(std::string_view name) const {
    const auto* value = activity.parameters.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
  }
  [[nodiscard]] std::optional<double> number(std::string_view name) const {
    const auto* value = activity.parameters.if_contains(name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    return value->to_number<double>();
  }
  [[nodiscard]] bool flag(std::string_view name) const {
    const auto* value = activity.parameters.if_contains(name);
    return value != nullptr && value->is_bool() && value->as_bool();
  }
};

ActionOutcome no_deviation(const Call& call) {
  return Failed{"unknown", "there is no deviation '" + call.text("deviation") + "'"};
}

ActionOutcome hold_lots(const Call& call) {
  const auto deviation = quality::find(call.transaction.sql, call.text("deviation"));
  if (!deviation) return no_deviation(call);
  const auto lots = quality::hold_for(call.transaction, call.definitions.now(), *deviation, call.transaction.now);
  json::array names;
  for (const auto& lot : lots) names.push_back(json::string(lot));
  return Done{json::object{{"count", lots.size()}, {"lots", std::move(names)}}};
}

ActionOutcome ask_quality_about(const Call& call) {
  const auto deviation = quality::find(call.transaction.sql, call.text("deviation"));
  if (!deviation) return no_deviation(call);
  ask_quality(call.transaction, *deviation);
  return Done{};
}

ActionOutcome escalate(const Call& call) {
  if (!quality::find(call.transaction.sql, call.text("deviation"))) return no_deviation(call);
  quality::escalate(call.transaction, call.text("deviation"), call.text("why"));
  return Done{};
}

ActionOutcome note(const Call& call) {
  if (!quality::find(call.transaction.sql, call.text("deviation"))) return no_deviation(call);
  quality::add_action(call.transaction, call.text("deviation"), call.text("what"), "workflow " + call.instance.process,
                      call.text("detail"));
  call.transaction.changed("deviations", call.text("deviation"));
  return Done{};
}

ActionOutcome tighten_sampling(const Call& call) {
  quality::tighten(call.transaction, call.text("characteristic"), call.text("stream"), call.flag("tightened"));
  return Done{};
}

ActionOutcome restart_chart(const Call& call) {
  quality::restart(call.transaction, call.text("characteristic"), call.text("stream"), call.transaction.now);
  return Done{};
}

ActionOutcome send_command(const Call& call) {
  auto& transaction = call.transaction;
  constexpr double kDeadline = 5;
  contracts::Command command;
  command.id = contracts::CommandId{derived_id("command", call.activity.id)};
  command.equipment = contracts::EquipmentPath{call.text("equipment")};
  command.command = call.text("command");
  if (const auto value = call.number("value")) command.parameters = {{"value", *value}};
  if (const auto replaces = call.number("replaces")) command.replaces = *replaces;
  command.issued_at = transaction.moment();
  command.not_after =
      command.issued_at +
      std::chrono::duration_cast<Duration>(std::chrono::duration<double>(call.number("deadline").value_or(kDeadline)));
  command.reason = call.text("reason");
  command.requester = fmt::format("workflow:{}/{}", call.instance.process, call.instance.id);
  command.correlation = call.instance.about;
  execute(transaction.sql, "insert into mes_process_request (id, activity, about) values (:id, :activity, :about)",
          command.id, call.activity.id, call.instance.about);
  transaction.command(command);
  if (quality::find(transaction.sql, call.instance.about)) {
    quality::add_hops(transaction, call.instance.about, quality::Leg::reaction, {{"mes.commanded", command.issued_at}});
    const auto value = call.number("value");
    quality::add_action(transaction, call.instance.about,
                        fmt::format("{}{} asked for", command.command, value ? fmt::format(" {:.4g}", *value) : ""),
                        "workflow " + call.instance.process, command.reason);
  }
  return Awaited{};
}

ActionOutcome ask_person(const Call& call) {
  Task task{.id = derived_id("task", call.activity.id),
            .title = call.text("title"),
            .detail = call.text("detail"),
            .role = call.text("role"),
            .kind = "process",
            .equipment = call.text("equipment"),
            .created = call.transaction.now,
            .state = "open"};
  if (quality::find(call.transaction.sql, call.instance.about)) task.deviation = call.instance.about;
  execute(call.transaction.sql, "insert into mes_process_request (id, activity, about) values (:id, :activity, :about)",
          task.id, call.activity.id, call.instance.about);
  if (insert(call.transaction.sql, "mes_task", task)) call.transaction.changed("tasks", task.id);
  return Awaited{};
}

const std::map<std::string, ActionOutcome (*)(const Call&), std::less<>>& actions() {
  static const std::map<std::string, ActionOutcome (*)(const Call&), std::less<>> kActions{
      {"hold_lots", hold_lots},
      {"ask_quality", ask_quality_about},
      {"escalate", escalate},
      {"note", note},
      {"tighten_sampling", tighten_sampling},
      {"restart_chart", restart_chart},
      {"send_command", send_command},
  };
  return kActions;
}

}  // namespace

bpmn::ActionTable action_table() {
  using Type = bpmn::ParameterType;
  return {.actions = {{"hold_lots", {{"deviation"}}},
                      {"ask_quality", {{"deviation"}}},
                      {"escalate", {{"deviation"}, {"why"}}},
                      {"note", {{"deviation"}, {"what"}, {"detail", Type::text, false}}},
                      {"tighten_sampling", {{"characteristic"}, {"stream"}, {"tightened", Type::boolean}}},
                      {"restart_chart", {{"characteristic"}, {"stream"}}},
                      {"send_command",
                       {{"equipment"},
                        {"command"},
                        {"value", Type::number, false},
                        {"replaces", Type::number, false},
                        {"deadline", Type::number, false},
                        {"reason"}}}},
          .user_task = {{"role"}, {"title"}, {"detail", Type::text, false}, {"equipment", Type::text, false}}};
}

ActivityHandlers handlers(const Definitions& definitions) {
  return {.run = [&definitions](Transaction& transaction, const ProcessInstance& instance,
                                const bpmn::RunActivity& activity) -> ActionOutcome {
            const Call call{transaction, definitions, instance, activity};
            if (activity.kind == bpmn::ActivityKind::user) return ask_person(call);
            const auto found = actions().find(activity.action);
            if (found == actions().end()) return Failed{"unknown", "there is no action '" + activity.action + "'"};
            return found->second(call);
          },
          .cancel =
              [](Transaction& transaction, const ProcessActivity& activity) {
                if (activity.kind != bpmn::ActivityKind::user) return;
                const auto task = derived_id("task", activity.id);
                execute(transaction.sql,
                        "update mes_task set state = 'done', outcome = 'withdrawn', done_at = :at where id = :id and "
                        "state = 'open'",
                        transaction.now, task);
                transaction.changed("tasks", task);
              },
          .ended =
              [](Transaction& transaction, const ProcessInstance& instance) {
                if (!quality::find(transaction.sql, instance.about)) return;
                if (instance.state == bpmn::InstanceState::failed)
                  quality::escalate(transaction, instance.about,
                                    fmt::format("workflow {} failed: {}", instance.process, instance.incident));
                quality::close_if_settled(transaction, instance.about);
              }};
}

}  // namespace millwright::mes::workflow
