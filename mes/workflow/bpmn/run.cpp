// How tokens move: gateways, ends, and the step's own end.

#include "mes/workflow/bpmn/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lib/base/assert.h"

namespace millwright::mes::bpmn {

Run::Run(const Process& process, Instance instance) : process_(process) { step_.instance = std::move(instance); }

void Run::begin(const Node& start_event, const json::value& payload) {
  const auto token = new_token();
  const auto visit = enter(start_event, token);
  keep(start_event, payload);
  leave(start_event, visit, token);
  go(token, start_event.outgoing.front());
}

Step Run::finish() {
  for (int entered = 0; !arrivals_.empty() && running(); ++entered) {
    const auto arrival = arrivals_.front();
    arrivals_.pop_front();
    if (entered < kAutomaticMax) {
      arrive(arrival);
    } else {
      fail_instance(process_.nodes[process_.flows[arrival.flow].target], "endless",
                    fmt::format("more than {} nodes were entered without a wait between them", kAutomaticMax));
    }
  }
  if (running()) settle();
  drop_what_came_to_nothing(step_.effects);
  return std::move(step_);
}

void Run::arrive(const Arrival& arrival) {
  const auto& node = process_.nodes[process_.flows[arrival.flow].target];
  switch (node.kind) {
    case NodeKind::service_task:
    case NodeKind::user_task:
    case NodeKind::business_rule_task:
      return enter_task(node, arrival.token);
    case NodeKind::exclusive_gateway:
      return enter_choice(node, arrival.token);
    case NodeKind::parallel_gateway:
      return enter_join(node, arrival);
    case NodeKind::event_gateway:
      return enter_race(node, arrival.token);
    case NodeKind::catch_event:
      return enter_catch(node, arrival.token);
    case NodeKind::end_event:
      return enter_end(node, arrival.token);
    case NodeKind::start_event:
    case NodeKind::boundary_event:
      MW_ASSERT(false);  // the reader lets no flow lead into one
  }
}

// One token by each flow: those that came too early by one of them stay for the next time.
void Run::enter_join(const Node& join, const Arrival& arrival) {
  auto& tokens = step_.instance.tokens;
  if (join.incoming.size() > 1) {
    std::set<std::int64_t> taken;
    tokens.push_back({arrival.token, join.id, process_.flows[arrival.flow].id, 0});
    for (const auto flow : join.incoming) {
      const auto found = std::ranges::find_if(
          tokens, [&](const Token& each) { return each.node == join.id && each.flow == process_.flows[flow].id; });
      if (found == tokens.end()) return;
      taken.insert(found->id);
    }
    std::erase_if(tokens, [&](const Token& each) { return taken.contains(each.id); });
  }
  leave(join, enter(join, arrival.token), arrival.token);
  fork(join, arrival.token);
}

void Run::fork(const Node& gateway, std::int64_t token) {
  for (const auto flow : gateway.outgoing) go(flow == gateway.outgoing.front() ? token : new_token(), flow);
}

// The first flow whose condition is true, in the order of the file.
void Run::enter_choice(const Node& gateway, std::int64_t token) {
  const auto visit = enter(gateway, token);
  std::optional<std::size_t> chosen;
  for (const auto flow : gateway.outgoing) {
    const auto& condition = process_.flows[flow].condition;
    if (flow == gateway.default_flow) continue;
    if (condition) {
      const auto holds = condition->is_true(lookup_in(step_.instance));
      if (!holds)
        return fail_instance(
            gateway, "expression",
            fmt::format("the flow '{}', '{}': {}", process_.flows[flow].id, condition->text(), holds.error().message));
      if (!*holds) continue;
    }
    chosen = flow;
    break;
  }
  if (!chosen) chosen = gateway.default_flow;
  if (!chosen) return fail_instance(gateway, "no_way", "no condition is true, and there is no default");
  leave(gateway, visit, token);
  go(token, *chosen);
}

void Run::enter_end(const Node& event, std::int64_t token) {
  leave(event, enter(event, token), token);
  if (event.event == EventKind::terminate) return end(InstanceState::terminated);
  if (event.event == EventKind::error)
    fail_instance(event, event.error_code, event.name.empty() ? "ended with an error" : event.name);
}

std::int64_t Run::enter(const Node& node, std::int64_t token) {
  const auto visit = next_visit(node);
  step_.effects.emplace_back(NodeEntered{node.id, visit, token});
  return visit;
}

void Run::leave(const Node& node, std::int64_t visit, std::int64_t token) {
  step_.effects.emplace_back(NodeLeft{node.id, visit, token});
}

// Nothing moves any more: it is done, or waits, or waits for what can never come.
void Run::settle() {
  const auto& instance = step_.instance;
  if (instance.tokens.empty()) return end(InstanceState::completed);
  if (!instance.waits.empty()) return;
  const auto& join = *process_.find(instance.tokens.front().node);
  std::string missing;
  for (const auto flow : join.incoming) {
    const auto& id = process_.flows[flow].id;
    const bool here = std::ranges::any_of(instance.tokens,
                                          [&](const Token& each) { return each.node == join.id && each.flow == id; });
    if (!here) missing += (missing.empty() ? "'" : ", '") + id + "'";
  }
  fail_instance(join, "stuck", fmt::format("waits for {}, and nothing is left that could come by it", missing));
}

void Run::terminate() { end(InstanceState::terminated); }

void Run::end(InstanceState state, std::optional<Incident> incident) {
  auto& instance = step_.instance;
  for (const auto& wait : std::exchange(instance.waits, {})) cancel(wait);
  instance.tokens.clear();
  arrivals_.clear();
  instance.state = state;
  instance.incident = incident;
  step_.effects.emplace_back(Ended{state, std::move(incident)});
}

void Run::fail_instance(const Node& node, std::string code, std::string message) {
  end(InstanceState::failed, Incident{node.id, std::move(code), std::move(message)});
}

void drop_what_came_to_nothing(std::vector<Effect>& effects) {
  std::set<std::string> begun;
  std::set<std::string> nothing;
  for (const auto& effect : effects) {
    std::visit(
        [&](const auto& each) {
          if constexpr (requires { each.id; }) {
            using T = std::decay_t<decltype(each)>;
            constexpr bool kEnds =
                std::is_same_v<T, CancelActivity> || std::is_same_v<T, CancelTimer> || std::is_same_v<T, CancelAwait>;
            if (!kEnds)
              begun.insert(each.id);
            else if (begun.contains(each.id))
              nothing.insert(each.id);
          }
        },
        effect);
  }
  std::erase_if(effects, [&](const Effect& effect) {
    return std::visit(
        [&](const auto& each) {
          if constexpr (requires { each.id; })
            return nothing.contains(each.id);
          else
            return false;
        },
        effect);
  });
}

}  // namespace millwright::mes::bpmn
