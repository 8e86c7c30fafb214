#pragma once
// A run of a process in the tests: keeps the instance and the last step, and says effects in words.

#include <fmt/format.h>

#include "mes/workflow/bpmn/engine.h"
#include "mes/workflow/bpmn/test_processes.h"

namespace millwright::mes::bpmn {

inline std::string in_words(const Effect& effect) {
  struct Words {
    std::string operator()(const RunActivity& e) const {
      return fmt::format("run {} {}", e.id, json::serialize(e.parameters));
    }
    std::string operator()(const CancelActivity& e) const { return "cancel " + e.id; }
    std::string operator()(const SetTimer& e) const {
      return fmt::format(
          "timer {} {}{}", e.id,
          e.after ? fmt::format("{}s", std::chrono::duration<double>(*e.after).count()) : to_rfc3339(*e.at),
          e.follows.empty() ? "" : " after " + e.follows);
    }
    std::string operator()(const CancelTimer& e) const { return "cancel timer " + e.id; }
    std::string operator()(const AwaitMessage& e) const {
      return fmt::format("await {} {}{}", e.id, e.name, e.correlation.empty() ? "" : " of " + e.correlation);
    }
    std::string operator()(const AwaitCondition& e) const { return fmt::format("await {}", e.id); }
    std::string operator()(const CancelAwait& e) const { return "cancel await " + e.id; }
    std::string operator()(const NodeEntered& e) const { return fmt::format("enter {}/{}", e.node, e.visit); }
    std::string operator()(const NodeLeft& e) const { return fmt::format("leave {}/{}", e.node, e.visit); }
    std::string operator()(const Decided& e) const {
      return fmt::format("decide {} rule {} {}", e.node, e.rule, json::serialize(e.values));
    }
    std::string operator()(const Ended& e) const {
      return fmt::format(
          "ended {}{}", enum_name(e.state),
          e.incident ? fmt::format(" at {}: {}: {}", e.incident->node, e.incident->code, e.incident->message) : "");
    }
  };
  return std::visit(Words{}, effect);
}

/// What the outside hears: all but the history of nodes.
inline std::vector<std::string> told(const Step& step) {
  std::vector<std::string> out;
  for (const auto& effect : step.effects)
    if (!std::holds_alternative<NodeEntered>(effect) && !std::holds_alternative<NodeLeft>(effect))
      out.push_back(in_words(effect));
  return out;
}

inline std::string text_of(const Instance& instance) { return to_json_text(instance); }

class TestRun {
 public:
  using Words = std::vector<std::string>;

  explicit TestRun(Process process) : process_(std::move(process)) {}
  TestRun(const std::string& body, const std::string& root = "") : process_(process_of(body, root)) {}

  Words start(const json::object& variables = {}, const Trigger& trigger = {}) {
    return take(bpmn::start(process_, "I", trigger, variables));
  }
  Words complete(const std::string& id, const json::value& result = nullptr) {
    return take(bpmn::complete(process_, instance, "I/" + id, result));
  }
  Words raise(const std::string& id, const std::string& code) {
    return take(bpmn::raise_error(process_, instance, "I/" + id, code, "it said " + code));
  }
  Words fire(const std::string& id) { return take(bpmn::fire_timer(process_, instance, "I/" + id)); }
  Words deliver(const std::string& name, const std::string& correlation = "", const json::value& payload = nullptr) {
    return take(bpmn::deliver_message(process_, instance, name, correlation, payload));
  }
  Words check(const json::object& outside) {
    return take(
        bpmn::check_conditions(process_, instance, [&](std::string_view path) { return value_at(outside, path); }));
  }
  Words cancel() { return take(bpmn::cancel(process_, instance)); }

  [[nodiscard]] const Process& process() const { return process_; }
  Instance instance;
  Step step;

 private:
  // The instance goes through its JSON between any two steps, as it does through a database.
  Words take(Step next) {
    const auto before = text_of(instance);
    if (next.taken != Taken::yes && !instance.id.empty()) {
      EXPECT_EQ(text_of(next.instance), before);
      EXPECT_TRUE(next.effects.empty());
      EXPECT_FALSE(next.reason.empty());
    }
    step = std::move(next);
    auto again = from_json_text<Instance>(text_of(step.instance));
    EXPECT_TRUE(again) << (again ? "" : again.error().message);
    if (again) instance = std::move(*again);
    EXPECT_EQ(text_of(instance), text_of(step.instance));
    EXPECT_EQ(instance.state != InstanceState::running, instance.tokens.empty());
    return told(step);
  }

  Process process_;
};

}  // namespace millwright::mes::bpmn
