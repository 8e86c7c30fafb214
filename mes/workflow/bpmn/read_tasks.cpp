// What a task does: its action and parameters, held against the table of actions, or its decision.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "mes/workflow/bpmn/reading.h"

namespace millwright::mes::bpmn {
namespace {

// Which parameters the task may have; nullptr where its action is not known.
const std::vector<ParameterRule>* rules_of(const Draft& draft, const Node& node) {
  if (node.kind == NodeKind::user_task) return &draft.actions.user_task;
  const auto* action = draft.actions.find(node.action);
  return action == nullptr ? nullptr : &action->parameters;
}

template <class T>
std::string names_of(const std::vector<T>& all) {
  std::vector<std::string_view> names;
  for (const auto& each : all) names.push_back(each.name);
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

void read_parameter(ElementView& task, const XmlElement& child, Node& node) {
  ElementView view(child, task.draft(), task.id());
  const auto name = view.required("name");
  const auto text = view.attribute("value");
  view.finish();
  if (!text) return view.fault(fmt::format("the parameter {} has no value", name));
  if (name.empty()) return;
  if (std::ranges::find(node.parameters, name, &ParameterValue::name) != node.parameters.end())
    return view.fault(fmt::format("the parameter {} is given twice", name));
  node.parameters.push_back({name, ParameterType::any, {}});
  const auto* rules = rules_of(task.draft(), node);
  if (rules == nullptr) return;
  const auto rule = std::ranges::find(*rules, name, &ParameterRule::name);
  if (rule == rules->end()) return view.fault(fmt::format("unknown parameter '{}'; known: {}", name, names_of(*rules)));
  node.parameters.back().type = rule->type;
  if (auto value = read_value(view, name, *text, rule->type)) node.parameters.back().value = std::move(*value);
}

void read_rule(ElementView& task, const XmlElement& child, Node& node) {
  ElementView view(child, task.draft(), task.id());
  DecisionRule rule;
  const auto then = view.required("then");
  if (child.name == "rule") {
    const auto when = view.required("when");
    if (!when.empty()) rule.when = read_expression(view, "when", when);
    if (!rule.when) rule.when = Expression{};  // wrong, but not an otherwise
  }
  view.finish();
  if (!node.decision.empty() && !node.decision.back().when)
    view.fault("nothing comes after mw:otherwise, which always holds");
  if (!then.empty()) {
    auto assignments = parse_assignments(then);
    if (assignments)
      rule.then = std::move(*assignments);
    else
      view.fault(fmt::format("then '{}': {}", then.substr(0, 200), assignments.error().message));
  }
  node.decision.push_back(std::move(rule));
}

void read_decision(ElementView& task, const XmlElement& child, Node& node) {
  ElementView view(child, task.draft(), task.id());
  view.finish();
  if (!node.decision.empty()) return view.fault("stands twice");
  for (const auto& rule : child.children) {
    if (is_own(rule) && (rule.name == "rule" || rule.name == "otherwise"))
      read_rule(task, rule, node);
    else
      task.draft().fault(rule.line, rule.name, task.id(), "mw:decision has mw:rule and mw:otherwise");
  }
  if (node.decision.empty()) view.fault("has no mw:rule");
}

void check_action(const ElementView& view, Node& node) {
  const auto& table = view.draft().actions;
  const bool decides = std::ranges::any_of(view.element().children, [](const XmlElement& holder) {
    return holder.name == "extensionElements" && holder.find("decision") != nullptr;
  });
  if (node.kind == NodeKind::business_rule_task && decides) {
    if (!node.action.empty()) view.fault("has mw:action or mw:decision, not both");
    if (!node.parameters.empty()) view.fault("a decision takes no parameters");
  } else if (node.action.empty()) {
    view.fault(node.kind == NodeKind::service_task ? "has no mw:action" : "has neither mw:decision nor mw:action");
  } else if (table.find(node.action) == nullptr) {
    view.fault(fmt::format("unknown action '{}'; known: {}", node.action, names_of(table.actions)));
  }
}

}  // namespace

bool read_task_extension(ElementView& view, const XmlElement& child, Node& node) {
  if (child.name == "parameter") {
    read_parameter(view, child, node);
    return true;
  }
  if (child.name != "decision" || node.kind != NodeKind::business_rule_task) return false;
  read_decision(view, child, node);
  return true;
}

void finish_task(ElementView& view, Node& node) {
  if (node.kind != NodeKind::user_task) check_action(view, node);
  const auto* rules = rules_of(view.draft(), node);
  if (rules == nullptr) return;
  for (const auto& rule : *rules)
    if (rule.required && std::ranges::find(node.parameters, rule.name, &ParameterValue::name) == node.parameters.end())
      view.fault(fmt::format("the parameter {} is missing", rule.name));
}

}  // namespace millwright::mes::bpmn
