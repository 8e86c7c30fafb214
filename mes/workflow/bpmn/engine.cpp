#include "mes/workflow/bpmn/engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "mes/workflow/bpmn/run.h"

namespace millwright::mes::bpmn {
namespace {

Step unchanged(const Instance& instance, Taken taken, std::string reason) {
  return {taken, std::move(reason), instance, {}, {}};
}

// Whether a wait is one that its node has; an instance of another version may name nodes that mean something else.
bool is_wait_of(const Process& process, const Instance& instance, const Wait& wait) {
  const auto* node = process.find(wait.node);
  const auto token = std::ranges::find(instance.tokens, wait.token, &Token::id);
  if (node == nullptr || token == instance.tokens.end()) return false;
  const auto* at = process.find(token->node);
  if (wait.kind == WaitKind::activity) return is_task(node->kind) && node->decision.empty() && at == node;
  const auto event = wait.kind == WaitKind::timer     ? EventKind::timer
                     : wait.kind == WaitKind::message ? EventKind::message
                                                      : EventKind::conditional;
  if (node->event != event || at == nullptr) return false;
  if (node->kind == NodeKind::boundary_event) return &process.nodes[node->attached_to] == at;
  return node->kind == NodeKind::catch_event && (at == node || at->kind == NodeKind::event_gateway);
}

// Why the instance cannot be carried on with this process; empty where it can.
std::string why_not_of(const Process& process, const Instance& instance) {
  if (instance.process != process.id || instance.version != process.version)
    return fmt::format("the instance is of the process {} version '{}', not of {} version '{}'", instance.process,
                       instance.version, process.id, process.version);
  for (const auto& token : instance.tokens)
    if (process.find(token.node) == nullptr)
      return fmt::format("a token of the instance stands at '{}', which is no node of this process", token.node);
  for (const auto& wait : instance.waits)
    if (!is_wait_of(process, instance, wait))
      return fmt::format("the instance waits for {}, which this process does not know", wait.id);
  return {};
}

// Nothing changes where the instance has ended or is of another process.
std::optional<Step> not_taken(const Process& process, const Instance& instance) {
  if (instance.state != InstanceState::running)
    return unchanged(instance, Taken::stale, fmt::format("the instance is {}", enum_name(instance.state)));
  if (auto why = why_not_of(process, instance); !why.empty())
    return unchanged(instance, Taken::refused, std::move(why));
  return std::nullopt;
}

const Wait* find_wait(const Instance& instance, WaitKind kind, std::string_view id) {
  const auto found =
      std::ranges::find_if(instance.waits, [&](const Wait& each) { return each.kind == kind && each.id == id; });
  return found == instance.waits.end() ? nullptr : &*found;
}

const Node* start_event_of(const Process& process, const Trigger& trigger) {
  for (const auto& node : process.nodes) {
    if (node.kind != NodeKind::start_event || node.event != trigger.kind) continue;
    const bool meant = trigger.kind == EventKind::message ? node.message == trigger.name
                       : trigger.kind == EventKind::timer ? node.id == trigger.name
                                                          : true;
    if (meant) return &node;
  }
  return nullptr;
}

}  // namespace

Step start(const Process& process, const std::string& instance_id, const Trigger& trigger,
           const json::object& variables) {
  Instance instance{.id = instance_id, .process = process.id, .version = process.version};
  const auto* event = start_event_of(process, trigger);
  if (event == nullptr)
    return unchanged(
        instance, Taken::refused,
        fmt::format("{} has no start event for {} '{}'", process.id, enum_name(trigger.kind), trigger.name));
  if (instance_id.empty()) return unchanged(instance, Taken::refused, "an instance has an id");
  for (const auto& entry : variables) {
    if (auto why = why_not_kept(entry.value()); !why.empty())
      return unchanged(instance, Taken::refused, fmt::format("{}: {}", std::string_view(entry.key()), why));
    instance.variables[std::string(entry.key())] = entry.value();
  }
  if (auto why = why_not_kept(trigger.payload); !why.empty()) return unchanged(instance, Taken::refused, why);
  Run run(process, std::move(instance));
  run.begin(*event, trigger.payload);
  return run.finish();
}

Step complete(const Process& process, const Instance& instance, std::string_view activity, const json::value& result) {
  if (auto step = not_taken(process, instance)) return std::move(*step);
  const auto* wait = find_wait(instance, WaitKind::activity, activity);
  if (wait == nullptr)
    return unchanged(instance, Taken::stale, fmt::format("the activity {} is not waited for", activity));
  if (auto why = why_not_kept(result); !why.empty()) return unchanged(instance, Taken::refused, std::move(why));
  Run run(process, instance);
  run.activity_done(*wait, result);
  return run.finish();
}

Step raise_error(const Process& process, const Instance& instance, std::string_view activity, const std::string& code,
                 const std::string& message) {
  if (auto step = not_taken(process, instance)) return std::move(*step);
  const auto* wait = find_wait(instance, WaitKind::activity, activity);
  if (wait == nullptr)
    return unchanged(instance, Taken::stale, fmt::format("the activity {} is not waited for", activity));
  Run run(process, instance);
  run.activity_failed(*wait, code, message);
  return run.finish();
}

Step fire_timer(const Process& process, const Instance& instance, std::string_view timer) {
  if (auto step = not_taken(process, instance)) return std::move(*step);
  const auto* wait = find_wait(instance, WaitKind::timer, timer);
  if (wait == nullptr) return unchanged(instance, Taken::stale, fmt::format("the timer {} is not set", timer));
  Run run(process, instance);
  run.event_happened(*wait, nullptr);
  return run.finish();
}

Step deliver_message(const Process& process, const Instance& instance, std::string_view name,
                     std::string_view correlation, const json::value& payload) {
  if (auto step = not_taken(process, instance)) return std::move(*step);
  const auto wait = std::ranges::find_if(instance.waits, [&](const Wait& each) {
    return each.kind == WaitKind::message && each.name == name &&
           (each.correlation.empty() || each.correlation == correlation);
  });
  if (wait == instance.waits.end())
    return unchanged(instance, Taken::stale, fmt::format("the message {} '{}' is not waited for", name, correlation));
  if (auto why = why_not_kept(payload); !why.empty()) return unchanged(instance, Taken::refused, std::move(why));
  Run run(process, instance);
  run.event_happened(*wait, payload);
  return run.finish();
}

Step check_conditions(const Process& process, const Instance& instance, const Lookup& lookup) {
  if (auto step = not_taken(process, instance)) return std::move(*step);
  Run run(process, instance);
  const auto both = [&](std::string_view path) {
    auto found = lookup(path);
    return found ? found : lookup_in(run.instance())(path);
  };
  bool any = false;
  for (const auto& wait : instance.waits) {
    // One that came true may have cancelled another.
    if (wait.kind != WaitKind::condition || find_wait(run.instance(), wait.kind, wait.id) == nullptr) continue;
    const auto holds = process.find(wait.node)->condition->is_true(both);
    if (!holds) run.note(fmt::format("{}: {}", wait.id, holds.error().message));
    if (!holds || !*holds) continue;
    run.event_happened(wait, nullptr);
    any = true;
  }
  auto step = run.finish();
  if (!any) {
    step.taken = Taken::stale;
    step.reason = "no condition that is waited for is true";
  }
  return step;
}

Step cancel(const Process& process, const Instance& instance) {
  if (auto step = not_taken(process, instance)) return std::move(*step);
  Run run(process, instance);
  run.terminate();
  return run.finish();
}

}  // namespace millwright::mes::bpmn
