// What tokens wait for: activities, timers, messages, conditions, and the events at a task's border.

#include <fmt/format.h>

#include <algorithm>

#include "lib/base/assert.h"
#include "mes/workflow/bpmn/run.h"

namespace millwright::mes::bpmn {

std::string Run::id_of(const Node& node, std::int64_t visit) const {
  return fmt::format("{}/{}/{}", step_.instance.id, node.id, visit);
}

void Run::rest(const Node& node, std::int64_t token, std::int64_t visit) {
  step_.instance.tokens.push_back({token, node.id, {}, visit});
}

Token Run::unrest(std::int64_t token) {
  auto& tokens = step_.instance.tokens;
  const auto found = std::ranges::find(tokens, token, &Token::id);
  MW_ASSERT(found != tokens.end());
  auto out = std::move(*found);
  tokens.erase(found);
  return out;
}

void Run::keep(const Node& node, const json::value& value) {
  if (!node.result.empty()) step_.instance.variables[node.result] = value;
}

void Run::enter_task(const Node& task, std::int64_t token) {
  const auto visit = enter(task, token);
  rest(task, token, visit);
  if (!task.decision.empty()) return run_decision(task, token, visit);
  auto parameters = parameters_of(task, lookup_in(step_.instance));
  if (!parameters) return raise(task, token, "expression", parameters.error());
  run_activity(task, token, visit, std::move(*parameters));
}

void Run::run_decision(const Node& task, std::int64_t token, std::int64_t visit) {
  auto decided = decide(task, lookup_in(step_.instance));
  if (!decided) return raise(task, token, "decision", decided.error());
  decided->visit = visit;
  if (!task.result.empty())
    keep(task, decided->values);
  else
    for (const auto& entry : decided->values) step_.instance.variables[std::string(entry.key())] = entry.value();
  step_.effects.emplace_back(std::move(*decided));
  unrest(token);
  leave(task, visit, token);
  go(token, task.outgoing.front());
}

void Run::run_activity(const Node& task, std::int64_t token, std::int64_t visit, json::object parameters) {
  for (const auto at : task.boundary) {
    const auto& event = process_.nodes[at];
    if (event.event != EventKind::timer) continue;
    if (auto why = wait_for(event, token, next_visit(event)); !why.empty())
      return raise(task, token, "expression", why);
  }
  const auto kind = task.kind == NodeKind::service_task ? ActivityKind::service
                    : task.kind == NodeKind::user_task  ? ActivityKind::user
                                                        : ActivityKind::business_rule;
  add_wait(WaitKind::activity, task, token, visit);
  step_.effects.emplace_back(
      RunActivity{id_of(task, visit), task.id, task.name, kind, task.action, std::move(parameters)});
}

void Run::enter_race(const Node& gateway, std::int64_t token) {
  rest(gateway, token, enter(gateway, token));
  for (const auto flow : gateway.outgoing) {
    const auto& event = process_.nodes[process_.flows[flow].target];
    if (auto why = wait_for(event, token, next_visit(event)); !why.empty())
      return fail_instance(event, "expression", why);
  }
}

void Run::enter_catch(const Node& event, std::int64_t token) {
  const auto visit = enter(event, token);
  rest(event, token, visit);
  if (auto why = wait_for(event, token, visit); !why.empty()) fail_instance(event, "expression", why);
}

void Run::add_wait(WaitKind kind, const Node& node, std::int64_t token, std::int64_t visit) {
  step_.instance.waits.push_back({id_of(node, visit), kind, token, node.id, visit, {}, {}, 0});
}

// Why it cannot be waited for; empty where it is.
std::string Run::wait_for(const Node& event, std::int64_t token, std::int64_t visit) {
  const auto id = id_of(event, visit);
  if (event.event == EventKind::timer) {
    auto timer = timer_of(event, lookup_in(step_.instance));
    if (!timer) return timer.error();
    timer->id = id;
    add_wait(WaitKind::timer, event, token, visit);
    step_.effects.emplace_back(std::move(*timer));
  } else if (event.event == EventKind::message) {
    auto correlation = correlation_of(event, lookup_in(step_.instance));
    if (!correlation) return correlation.error();
    add_wait(WaitKind::message, event, token, visit);
    step_.instance.waits.back().name = event.message;
    step_.instance.waits.back().correlation = *correlation;
    step_.effects.emplace_back(AwaitMessage{id, event.id, event.message, std::move(*correlation)});
  } else {
    add_wait(WaitKind::condition, event, token, visit);
    step_.effects.emplace_back(AwaitCondition{id, event.id, event.condition->variables()});
  }
  return {};
}

void Run::activity_done(const Wait& wait, const json::value& result) {
  const auto& task = node_of(wait);
  drop_wait(wait.id);
  cancel_waits_of(wait.token);
  unrest(wait.token);
  keep(task, result);
  leave(task, wait.visit, wait.token);
  go(wait.token, task.outgoing.front());
}

void Run::activity_failed(const Wait& wait, const std::string& code, const std::string& message) {
  drop_wait(wait.id);
  raise(node_of(wait), wait.token, code, message);
}

// The boundary event of exactly that code, else that of any.
void Run::raise(const Node& task, std::int64_t token, const std::string& code, const std::string& message) {
  const Node* taker = nullptr;
  for (const auto at : task.boundary) {
    const auto& event = process_.nodes[at];
    if (event.event != EventKind::error) continue;
    if (event.error_code == code || (event.error_code.empty() && taker == nullptr)) taker = &event;
  }
  if (taker == nullptr) return fail_instance(task, code, message);
  cancel_waits_of(token);
  leave(task, unrest(token).visit, token);
  keep(*taker, json::object{{"code", code}, {"message", message}});
  leave(*taker, enter(*taker, token), token);
  go(token, taker->outgoing.front());
}

void Run::event_happened(const Wait& wait, const json::value& payload) {
  const auto& event = node_of(wait);
  drop_wait(wait.id);
  if (event.kind == NodeKind::boundary_event) return event.interrupting ? interrupt(event, wait) : repeat(event, wait);
  const auto token = unrest(wait.token);
  if (token.node != event.id) {
    // Of those behind the event gateway this one was first.
    cancel_waits_of(wait.token);
    leave(*process_.find(token.node), token.visit, token.id);
    step_.effects.emplace_back(NodeEntered{event.id, wait.visit, token.id});
  }
  keep(event, payload);
  leave(event, wait.visit, token.id);
  go(token.id, event.outgoing.front());
}

void Run::interrupt(const Node& boundary, const Wait& wait) {
  cancel_waits_of(wait.token);
  const auto token = unrest(wait.token);
  leave(process_.nodes[boundary.attached_to], token.visit, token.id);
  step_.effects.emplace_back(NodeEntered{boundary.id, wait.visit, token.id});
  leave(boundary, wait.visit, token.id);
  go(token.id, boundary.outgoing.front());
}

// A token of its own goes on from the border, while the task's stays; a cycle is set again.
void Run::repeat(const Node& boundary, const Wait& wait) {
  const auto token = new_token();
  const auto fired = wait.fired + 1;
  const auto& rule = boundary.timer;
  step_.effects.emplace_back(NodeEntered{boundary.id, wait.visit, token});
  leave(boundary, wait.visit, token);
  go(token, boundary.outgoing.front());
  if (rule.kind != TimerRule::Kind::cycle || (rule.repetitions != 0 && fired >= rule.repetitions)) return;
  const auto visit = next_visit(boundary);
  add_wait(WaitKind::timer, boundary, wait.token, visit);
  step_.instance.waits.back().fired = fired;
  step_.effects.emplace_back(SetTimer{id_of(boundary, visit), boundary.id, rule.duration, {}, wait.id});
}

void Run::drop_wait(const std::string& id) {
  std::erase_if(step_.instance.waits, [&](const Wait& each) { return each.id == id; });
}

void Run::cancel_waits_of(std::int64_t token) {
  auto& waits = step_.instance.waits;
  for (const auto& wait : waits)
    if (wait.token == token) cancel(wait);
  std::erase_if(waits, [&](const Wait& each) { return each.token == token; });
}

void Run::cancel(const Wait& wait) {
  if (wait.kind == WaitKind::activity)
    step_.effects.emplace_back(CancelActivity{wait.id});
  else if (wait.kind == WaitKind::timer)
    step_.effects.emplace_back(CancelTimer{wait.id});
  else
    step_.effects.emplace_back(CancelAwait{wait.id});
}

}  // namespace millwright::mes::bpmn
