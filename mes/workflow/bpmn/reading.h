#pragma once
// What the files of the reader share: the process as far as it is read, what was found wrong, and a view of one element
// that asks for each attribute and child by name and names whatever nobody asked for. Lives for one reading.

#include <functional>
#include <set>

#include "mes/workflow/bpmn/reader.h"
#include "mes/xml/xml.h"

namespace millwright::mes::bpmn {

struct Draft {
  explicit Draft(const ActionTable& table) : actions(table) {}

  const ActionTable& actions;
  Reading reading{};
  std::map<std::string, std::string, std::less<>> messages{};  // name by id
  std::map<std::string, std::string, std::less<>> errors{};    // code by id
  // Elements that are refused stand among the nodes, so that what leads to and from them is not a second fault.
  std::set<std::size_t> refused{};
  bool incomplete = false;  // a flow leads nowhere: what can be reached is not known
  std::map<std::size_t, std::string> default_refs{};
  std::map<std::size_t, std::string> attached_refs{};

  [[nodiscard]] Process& process() { return reading.process; }
  void fault(int line, std::string_view element, std::string_view id, std::string message);
  void fault(const Node& node, std::string message);
  void fault(const Flow& flow, std::string message) { fault(flow.line, "sequenceFlow", flow.id, std::move(message)); }
  void note(int line, std::string_view element, std::string_view id, std::string message);
};

class ElementView {
 public:
  /// What belongs to an element without an id of its own is told by its owner's.
  ElementView(const XmlElement& element, Draft& draft, std::string owner = {});

  [[nodiscard]] const XmlElement& element() const { return element_; }
  [[nodiscard]] Draft& draft() const { return draft_; }
  [[nodiscard]] const std::string& id() const { return id_; }
  void fault(std::string message) const { draft_.fault(element_.line, element_.name, id_, std::move(message)); }
  void note(std::string message) const { draft_.note(element_.line, element_.name, id_, std::move(message)); }

  /// An attribute without a prefix; nullopt where it is absent.
  [[nodiscard]] std::optional<std::string> attribute(std::string_view name);
  /// The same, where absent and empty are faults.
  [[nodiscard]] std::string required(std::string_view name);
  /// One of ours.
  [[nodiscard]] std::optional<std::string> own(std::string_view name);
  [[nodiscard]] bool flag(std::string_view name, bool otherwise);
  /// May stand there with the value that changes nothing.
  void fixed(std::string_view name, std::string_view value);
  /// May stand there, and changes nothing.
  void ignore(std::initializer_list<std::string_view> names);
  /// Names every attribute that nobody asked for.
  void finish() const;

  using ChildReader = std::function<bool(const XmlElement&)>;  // false: not understood
  /// Gives each child of BPMN's to `child` and each of ours within extensionElements to `extension`.
  void children(const ChildReader& child, const ChildReader& extension, std::string* documentation = nullptr);

 private:
  void extensions(const XmlElement& holder, const ChildReader& extension);
  [[nodiscard]] const XmlAttribute* find(std::string_view name, std::string_view name_space);

  const XmlElement& element_;
  Draft& draft_;
  std::string id_;
  std::set<std::string> known_;
  std::set<std::string> known_own_;
};

/// "tns:Message_1" means Message_1: prefixes of references are not looked at.
[[nodiscard]] std::string local_part(std::string_view reference);
[[nodiscard]] bool is_bpmn(const XmlElement& element);
[[nodiscard]] bool is_own(const XmlElement& element);

/// `=…` or as it stands; what is wrong is told at the view.
[[nodiscard]] std::optional<ValueSource> read_value(const ElementView& view, std::string_view what,
                                                    const std::string& text, ParameterType type);
[[nodiscard]] std::optional<Expression> read_expression(const ElementView& view, std::string_view what,
                                                        std::string_view text);

/// Adds the node where the element is one; false where it is not understood.
bool read_node(const XmlElement& element, Draft& draft);
/// The event definition among an event's children; takes attributes of ours that belong to it.
bool read_event_definition(ElementView& view, const XmlElement& child, Node& node);
/// Of serviceTask, userTask and businessRuleTask.
bool read_task_extension(ElementView& view, const XmlElement& child, Node& node);
void finish_task(ElementView& view, Node& node);
/// Each node has the ways in and out that its kind needs; all can be reached and all lead to an end.
void check_structure(Draft& draft);

}  // namespace millwright::mes::bpmn
