#pragma once
// Reads a process from BPMN 2.0 XML: the subset of docs/formats/bpmn.md, whole, or every fault with its line. What the
// engine would carry out otherwise than the standard says is refused by name, never passed over. The actions that tasks
// may name are the caller's: this library knows no domain. Pure; safe from any thread.

#include <string>
#include <string_view>
#include <vector>

#include "mes/workflow/bpmn/model.h"

namespace millwright::mes::bpmn {

inline constexpr std::string_view kBpmnNamespace = "http://www.omg.org/spec/BPMN/20100524/MODEL";
inline constexpr std::string_view kOwnNamespace = "urn:millwright:bpmn";
inline constexpr std::size_t kFaultsMax = 100;
inline constexpr std::size_t kNodesMax = 2000;

struct ParameterRule {
  std::string name{};
  ParameterType type = ParameterType::text;
  bool required = true;
};
struct ActionRule {
  std::string name{};
  std::vector<ParameterRule> parameters{};
};

/// What tasks may do. `actions` are for service tasks and for business rules without a decision; a user task names no
/// action and takes `user_task`.
struct ActionTable {
  std::vector<ActionRule> actions{};
  std::vector<ParameterRule> user_task{};

  [[nodiscard]] const ActionRule* find(std::string_view name) const;
};

/// What is wrong, or has no effect, and where.
struct Fault {
  int line = 0;
  std::string element{};  // "serviceTask"; empty where the text itself is no XML
  std::string id{};       // its own, or that of the element that it belongs to
  std::string message{};
};
BOOST_DESCRIBE_STRUCT(Fault, (), (line, element, id, message))

/// "line 12: serviceTask 'hold': unknown action 'hodl_lots'".
[[nodiscard]] std::string to_text(const Fault& fault);

struct Reading {
  Process process{};            // complete where there are no faults
  std::vector<Fault> faults{};  // in the order of the text, kFaultsMax at most
  std::vector<Fault> unused{};  // what other tools wrote and has no effect here
};

[[nodiscard]] Reading read_process(std::string_view text, const ActionTable& actions);

}  // namespace millwright::mes::bpmn
