#include "mes/workflow/bpmn/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace millwright::mes::bpmn {
namespace {

constexpr std::string_view kSchemaNamespace = "http://www.w3.org/2001/XMLSchema-instance";  // says nothing of a process
constexpr std::string_view kDiagramNamespace = "http://www.omg.org/spec/BPMN/20100524/DI";

std::string_view element_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::start_event:
      return "startEvent";
    case NodeKind::end_event:
      return "endEvent";
    case NodeKind::service_task:
      return "serviceTask";
    case NodeKind::user_task:
      return "userTask";
    case NodeKind::business_rule_task:
      return "businessRuleTask";
    case NodeKind::exclusive_gateway:
      return "exclusiveGateway";
    case NodeKind::parallel_gateway:
      return "parallelGateway";
    case NodeKind::event_gateway:
      return "eventBasedGateway";
    case NodeKind::catch_event:
      return "intermediateCatchEvent";
    case NodeKind::boundary_event:
      return "boundaryEvent";
  }
  return "";
}

std::optional<json::value> literal(const std::string& text, ParameterType type) {
  if (type == ParameterType::boolean) {
    if (text == "true" || text == "false") return json::value(text == "true");
    return std::nullopt;
  }
  if (type != ParameterType::number) return json::value(text);
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || at != end || !std::isfinite(number)) return std::nullopt;
  return json::value(number);
}

}  // namespace

void Draft::fault(int line, std::string_view element, std::string_view id, std::string message) {
  if (reading.faults.size() < kFaultsMax)
    reading.faults.push_back({line, std::string(element), std::string(id), std::move(message)});
}

void Draft::fault(const Node& node, std::string message) {
  fault(node.line, element_of(node.kind), node.id, std::move(message));
}

void Draft::note(int line, std::string_view element, std::string_view id, std::string message) {
  if (reading.unused.size() < kFaultsMax)
    reading.unused.push_back({line, std::string(element), std::string(id), std::move(message)});
}

ElementView::ElementView(const XmlElement& element, Draft& draft, std::string owner)
    : element_(element), draft_(draft), id_(std::move(owner)) {
  if (auto id = attribute("id"); id && !id->empty()) id_ = std::move(*id);
}

const XmlAttribute* ElementView::find(std::string_view name, std::string_view name_space) {
  (name_space.empty() ? known_ : known_own_).emplace(name);
  const auto found = std::ranges::find_if(
      element_.attributes, [&](const auto& each) { return each.name == name && each.name_space == name_space; });
  return found == element_.attributes.end() ? nullptr : &*found;
}

std::optional<std::string> ElementView::attribute(std::string_view name) {
  const auto* found = find(name, "");
  return found == nullptr ? std::nullopt : std::optional(found->value);
}

std::optional<std::string> ElementView::own(std::string_view name) {
  const auto* found = find(name, kOwnNamespace);
  return found == nullptr ? std::nullopt : std::optional(found->value);
}

std::string ElementView::required(std::string_view name) {
  auto value = attribute(name).value_or("");
  if (value.empty()) fault(fmt::format("has no {}", name));
  return value;
}

bool ElementView::flag(std::string_view name, bool otherwise) {
  const auto value = attribute(name);
  if (!value) return otherwise;
  if (*value == "true" || *value == "1") return true;
  if (*value != "false" && *value != "0") fault(fmt::format("{} is true or false, found '{}'", name, *value));
  return false;
}

void ElementView::fixed(std::string_view name, std::string_view value) {
  const auto found = attribute(name);
  if (found && *found != value) fault(fmt::format("{}='{}' is not carried out; '{}' is", name, *found, value));
}

void ElementView::ignore(std::initializer_list<std::string_view> names) {
  for (const auto name : names) known_.emplace(name);
}

void ElementView::finish() const {
  for (const auto& attribute : element_.attributes) {
    if (attribute.name_space.empty() && !known_.contains(attribute.name))
      fault(fmt::format("the attribute {} is not understood", attribute.name));
    else if (attribute.name_space == kOwnNamespace && !known_own_.contains(attribute.name))
      fault(fmt::format("mw:{} has no meaning here", attribute.name));
    else if (attribute.name_space == kBpmnNamespace)
      fault(fmt::format("the attribute {} is not understood", attribute.name));
    else if (!attribute.name_space.empty() && attribute.name_space != kOwnNamespace &&
             attribute.name_space != kSchemaNamespace)
      note(fmt::format("the attribute {{{}}}{} has no effect", attribute.name_space, attribute.name));
  }
}

void ElementView::extensions(const XmlElement& holder, const ChildReader& extension) {
  for (const auto& child : holder.children) {
    if (is_own(child)) {
      if (!extension(child)) draft_.fault(child.line, "mw:" + child.name, id_, "has no meaning here");
    } else if (is_bpmn(child)) {
      draft_.fault(child.line, child.name, id_, "does not belong into extensionElements");
    } else {
      draft_.note(child.line, fmt::format("{{{}}}{}", child.name_space, child.name), id_, "has no effect");
    }
  }
}

void ElementView::children(const ChildReader& child, const ChildReader& extension, std::string* documentation) {
  for (const auto& each : element_.children) {
    if (is_own(each)) {
      draft_.fault(each.line, "mw:" + each.name, id_, "belongs into extensionElements");
    } else if (each.name_space == kDiagramNamespace) {
      continue;  // how it is drawn
    } else if (!is_bpmn(each)) {
      draft_.note(each.line, fmt::format("{{{}}}{}", each.name_space, each.name), id_, "has no effect");
    } else if (each.name == "documentation") {
      if (documentation != nullptr) *documentation += (documentation->empty() ? "" : "\n") + each.text;
    } else if (each.name == "extensionElements") {
      extensions(each, extension);
    } else if (!child(each)) {
      ElementView(each, draft_, id_).fault("is not carried out");
    }
  }
}

std::string local_part(std::string_view reference) {
  const auto colon = reference.rfind(':');
  return std::string(colon == std::string_view::npos ? reference : reference.substr(colon + 1));
}

bool is_bpmn(const XmlElement& element) { return element.name_space == kBpmnNamespace; }
bool is_own(const XmlElement& element) { return element.name_space == kOwnNamespace; }

std::optional<Expression> read_expression(const ElementView& view, std::string_view what, std::string_view text) {
  if (text.starts_with('=')) text.remove_prefix(1);
  auto read = Expression::parse(text);
  if (read) return std::move(*read);
  view.fault(fmt::format("{} '{}': {}", what, text.substr(0, 200), read.error().message));
  return std::nullopt;
}

std::optional<ValueSource> read_value(const ElementView& view, std::string_view what, const std::string& text,
                                      ParameterType type) {
  if (text.starts_with('=')) {
    auto expression = read_expression(view, what, text);
    if (!expression) return std::nullopt;
    return ValueSource{{}, std::move(*expression)};
  }
  auto value = literal(text, type);
  if (value) return ValueSource{std::move(*value), std::nullopt};
  view.fault(fmt::format("{} is {}, found '{}'", what,
                         type == ParameterType::number ? "a number or an expression that begins with '='"
                                                       : "true, false or an expression that begins with '='",
                         text));
  return std::nullopt;
}

const ActionRule* ActionTable::find(std::string_view name) const {
  const auto found = std::ranges::find(actions, name, &ActionRule::name);
  return found == actions.end() ? nullptr : &*found;
}

std::string to_text(const Fault& fault) {
  return fmt::format("line {}: {}{}{}{}", fault.line, fault.element,
                     fault.id.empty() ? "" : fmt::format(" '{}'", fault.id), fault.element.empty() ? "" : ": ",
                     fault.message);
}

}  // namespace millwright::mes::bpmn
