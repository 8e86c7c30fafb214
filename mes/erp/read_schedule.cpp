#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mes/erp/element_reader.h"

namespace millwright::mes::erp {
namespace {

constexpr double kAmountMax = 1e12;

// An amount, or the fault that stands where it is written.
void quantity(ElementReader& in, MaterialRequirement& out) {
  auto field = in.required("Quantity");
  if (!field) return;
  out.quantity = field->id("QuantityString");
  const auto amount = decimal(out.quantity.value);
  if (const auto number = field->child("QuantityString"); number && !out.quantity.value.empty()) {
    if (!amount)
      number->fault(fmt::format("expected a number, found '{}'", out.quantity.value));
    else if (*amount < 0)
      number->fault(fmt::format("a quantity is not below zero: {}", out.quantity.value));
    else if (*amount > kAmountMax)
      number->fault(fmt::format("{} is not believed", out.quantity.value));
  }
  out.amount = amount.value_or(0);
  field->expect("DataType");
  field->expect("Key");
  if (const auto unit = field->child("UnitOfMeasure"); unit && !unit->element().text.empty()) out.unit = unit->here();
  field->finish();
}

MaterialRequirement material(ElementReader& in) {
  MaterialRequirement out;
  in.expect("ID");
  in.expect("Description");
  out.material = in.id("MaterialDefinitionID");
  out.use = in.text("MaterialUse").value_or("");
  quantity(in, out);
  in.finish();
  return out;
}

bool is_produced(const std::string& use) { return use == "Produced" || use == "Material Produced"; }
bool is_consumed(const std::string& use) {
  return use == "Consumed" || use == "Consumable" || use == "Material Consumed";
}

void materials(ElementReader& in, SegmentRequirement& out) {
  std::vector<MaterialRequirement> produced;
  auto all = in.all("MaterialRequirement");
  for (auto& one : all) {
    auto read = material(one);
    if (read.use.empty() && all.size() == 1) {
      one.note("has no MaterialUse: as the only material it is taken as produced");
      read.use = "Produced";
    }
    if (is_produced(read.use))
      produced.push_back(std::move(read));
    else if (is_consumed(read.use))
      out.consumed.push_back(std::move(read));
    else
      one.fault(read.use.empty()
                    ? "MaterialUse is missing"
                    : fmt::format("the MaterialUse '{}' is not understood: Produced or Consumed", read.use));
  }
  if (produced.empty() && !all.empty()) in.fault("no MaterialRequirement is Produced: there is nothing to make");
  if (all.empty()) in.fault("MaterialRequirement is missing: there is nothing to make");
  if (produced.size() > 1) in.fault("more than one material is Produced: one order makes one material");
  if (!produced.empty()) out.produced = std::move(produced.front());
}

std::optional<Located> scope(ElementReader& in) {
  auto field = in.child("HierarchyScope");
  if (!field) return std::nullopt;
  field->expect("EquipmentLevel");
  field->expect("EquipmentElementLevel");
  auto id = field->id("EquipmentID");
  field->finish();
  return id;
}

// What is asked for must be production: maintenance or a test is not made on a line by counting bottles.
void operations_type(ElementReader& in) {
  const auto found = in.child("OperationsType");
  if (found && found->element().text != "Production")
    found->fault(fmt::format("the OperationsType '{}' is not understood: Production alone is", found->element().text));
}

void state(ElementReader& in, std::string_view name) {
  const auto found = in.child(name);
  if (found && found->element().text != "Released" && found->element().text != "Waiting")
    found->fault(fmt::format("'{}' is not carried out: Released or Waiting is", found->element().text));
}

std::optional<Located> equipment(ElementReader& in, const std::optional<Located>& outer) {
  auto of_scope = scope(in);
  auto all = in.all("EquipmentRequirement");
  std::optional<Located> out;
  for (auto& one : all) {
    for (const char* name : {"ID", "Description", "EquipmentLevel", "EquipmentUse"}) one.expect(name);
    if (auto id = one.child("EquipmentID", true)) {
      if (out) id->fault("one order runs on one line: a second equipment is not understood");
      out = id->here();
    }
    one.finish();
  }
  if (out) return out;
  return of_scope ? of_scope : outer;
}

SegmentRequirement segment(ElementReader& in, const std::optional<Located>& outer, std::optional<Timestamp> due) {
  SegmentRequirement out;
  out.id = in.id("ID");
  in.expect("Description");
  in.expect("Version");
  out.earliest = in.time("EarliestStartTime");
  const auto latest = in.time("LatestEndTime");
  out.due = latest ? latest : due;
  out.equipment = equipment(in, outer);
  operations_type(in);
  state(in, "SegmentState");
  out.definition = in.text("OperationsDefinitionID").value_or("");
  const auto process = in.text("ProcessSegmentID");
  out.segment = in.text("OperationsSegmentID").value_or(process.value_or(""));
  materials(in, out);
  if (const auto child = in.child("SegmentRequirementChild", true))
    child->fault("segments within segments are not understood: one SegmentRequirement is one order");
  in.finish();
  return out;
}

std::optional<std::int64_t> priority(ElementReader& in) {
  const auto field = in.child("Priority");
  if (!field) return std::nullopt;
  const auto value = decimal(field->element().text);
  if (!value || *value != std::floor(*value) || std::abs(*value) > 1e9) {
    field->fault(fmt::format("expected a whole number, found '{}'", field->element().text));
    return std::nullopt;
  }
  const auto taken = std::clamp<std::int64_t>(static_cast<std::int64_t>(*value), 1, 9);
  if (taken != static_cast<std::int64_t>(*value))
    field->note(fmt::format("priorities are 1 (first) to 9: {} is taken as {}", field->element().text, taken));
  return taken;
}

Request request(ElementReader& in, const std::optional<Located>& outer) {
  Request out;
  out.id = in.id("ID");
  if (const auto description = in.child("Description", true)) out.description = description->element().text;
  in.expect("Version");
  const auto due = in.time("EndTime");
  const auto earliest = in.time("StartTime");
  auto of_request = scope(in);
  operations_type(in);
  state(in, "RequestState");
  out.priority = priority(in);
  in.expect("OperationsDefinitionID");
  in.expect("OperationsSegmentID");
  auto segments = in.all("SegmentRequirement");
  if (segments.empty()) in.fault("SegmentRequirement is missing");
  std::set<std::string> ids;
  for (auto& one : segments) {
    out.segments.push_back(segment(one, of_request ? of_request : outer, due));
    auto& read = out.segments.back();
    if (!read.earliest) read.earliest = earliest;
    if (!read.id.value.empty() && !ids.insert(read.id.value).second)
      one.fault(fmt::format("there is a segment requirement '{}' already", read.id.value));
  }
  in.finish();
  return out;
}

Schedule schedule(ElementReader& in, std::set<std::string>& requests) {
  Schedule out;
  out.id = in.id("ID").value;
  for (const char* name : {"Description", "Version", "PublishedDate"}) in.expect(name);
  const auto outer = scope(in);
  operations_type(in);
  state(in, "ScheduleState");
  auto all = in.all("OperationsRequest");
  if (all.empty()) in.fault("OperationsRequest is missing");
  for (auto& one : all) {
    out.requests.push_back(request(one, outer));
    const auto& id = out.requests.back().id.value;
    if (!id.empty() && !requests.insert(id).second) one.fault(fmt::format("there is a request '{}' already", id));
  }
  in.finish();
  return out;
}

void application_area(ElementReader& in, ScheduleMessage& out) {
  auto area = in.required("ApplicationArea");
  if (!area) return;
  if (auto sender = area->child("Sender")) {
    out.sender = sender->text("LogicalID").value_or("");
    for (const char* name : {"ComponentID", "TaskID", "ReferenceID", "ConfirmationCode", "AuthorizationID"})
      sender->expect(name);
    sender->finish();
  }
  area->expect("Receiver");
  out.created = area->text("CreationDateTime").value_or("");
  out.bod_id = area->text("BODID").value_or("");
  area->finish();
}

}  // namespace

ScheduleReading read_schedule(std::string_view text) {
  const auto root = read_xml(text);
  if (!root) return {{}, {root.error()}};
  Findings findings;
  ElementReader in(*root, root->name, findings);
  ScheduleMessage out;
  std::set<std::string> requests;
  if (root->name_space != kNamespace) {
    in.fault(fmt::format("its namespace is '{}' and not {}", root->name_space, kNamespace));
  } else if (root->name == "OperationsSchedule") {
    out.schedules.push_back(schedule(in, requests));
  } else if (root->name == "ProcessOperationsSchedule" || root->name == "SyncOperationsSchedule") {
    out.verb = root->name.substr(0, root->name.find("Operations"));
    application_area(in, out);
    if (auto area = in.required("DataArea")) {
      if (auto verb = area->required(out.verb)) verb->finish();
      auto all = area->all("OperationsSchedule");
      if (all.empty()) area->fault("OperationsSchedule is missing");
      for (auto& one : all) out.schedules.push_back(schedule(one, requests));
      area->finish();
    }
    in.finish();
  } else {
    in.fault("is not understood: OperationsSchedule, ProcessOperationsSchedule and SyncOperationsSchedule are");
  }
  std::ranges::stable_sort(findings.faults, {}, &XmlFault::line);
  std::ranges::stable_sort(findings.unused, {}, &XmlFault::line);
  out.unused = std::move(findings.unused);
  return {std::move(out), std::move(findings.faults)};
}

}  // namespace millwright::mes::erp
