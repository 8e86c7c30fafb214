#include "mes/erp/messages.h"

#include <fmt/format.h>

namespace millwright::mes::erp {
namespace {

// Lines of XML, indented by depth. An element is closed in the scope that opened it.
class XmlText {
 public:
  class Open {
   public:
    Open(XmlText& out, std::string name) : out_(out), name_(std::move(name)) {}
    ~Open() {
      --out_.depth_;
      out_.line(fmt::format("</{}>", name_));
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;

   private:
    XmlText& out_;
    std::string name_;
  };

  XmlText() { text_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"; }
  [[nodiscard]] Open open(const std::string& name, const std::string& attributes = "") {
    line(fmt::format("<{}{}{}>", name, attributes.empty() ? "" : " ", attributes));
    ++depth_;
    return {*this, name};
  }
  void value(std::string_view name, std::string_view text, const std::string& attributes = "") {
    line(fmt::format("<{0}{1}{2}>{3}</{0}>", name, attributes.empty() ? "" : " ", attributes, xml_escaped(text)));
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void line(const std::string& text) { text_.append(depth_ * 2, ' ').append(text).push_back('\n'); }
  std::string text_;
  std::size_t depth_ = 0;
};

std::string root_attributes(bool release) {
  return fmt::format("xmlns=\"{}\"{}", kNamespace, release ? " releaseID=\"V0701\"" : "");
}

void application_area(XmlText& out, std::string_view name, std::string_view logical_id, Timestamp created,
                      std::string_view bod_id) {
  const auto area = out.open(std::string(name));
  if (!logical_id.empty()) {
    const auto sender = out.open("Sender");
    out.value("LogicalID", logical_id);
  }
  out.value("CreationDateTime", to_rfc3339(created));
  if (!bod_id.empty()) out.value("BODID", bod_id);
}

/// The states of a response (ResponseStateType) for those of an order.
void response_state(XmlText& out, std::string_view name, orders::OrderState state) {
  using enum orders::OrderState;
  switch (state) {
    case Waiting:
    case Pending:
    case Dispatched:
      return out.value(name, "Waiting");
    case Ready:
    case Running:
    case Held:
    case Suspended:
    case Completed:
    case Aborted:
    case Closed:
      return out.value(name, enum_name(state));
    case Cancelled:
      return out.value(name, "Other", "OtherValue=\"Cancelled\"");
  }
}

void scope(XmlText& out, const orders::Order& order) {
  const auto element = out.open("HierarchyScope");
  out.value("EquipmentID", order.equipment.str());
  out.value("EquipmentLevel", "ProductionLine");
}

void quantity(XmlText& out, const std::string& number, const std::string& type, const std::string& unit) {
  const auto element = out.open("Quantity");
  out.value("QuantityString", number);
  out.value("DataType", type);
  out.value("UnitOfMeasure", unit);
}

void pieces(XmlText& out, std::int64_t count, const std::string& unit) {
  quantity(out, fmt::format("{}", count), "integer", unit);
}

void consumed(XmlText& out, const Performance& performance) {
  for (const auto& one : performance.consumed) {
    const auto element = out.open("MaterialActual");
    out.value("ID", fmt::format("{}-{}", performance.order.id, one.lot));
    out.value("MaterialDefinitionID", one.material);
    out.value("MaterialLotID", one.lot);
    out.value("MaterialUse", "Consumed");
    quantity(out, fmt::format("{:.6f}", one.quantity), "decimal", one.unit);
  }
}

void materials(XmlText& out, const Performance& performance) {
  const auto& order = performance.order;
  {
    const auto good = out.open("MaterialActual");
    out.value("ID", order.id + "-good");
    out.value("MaterialDefinitionID", order.material);
    for (const auto& lot : performance.lots) out.value("MaterialLotID", lot.id);
    out.value("MaterialUse", "Produced");
    pieces(out, order.total_good(), performance.unit);
  }
  consumed(out, performance);
  if (order.total_scrap() == 0) return;
  const auto scrap = out.open("MaterialActual");
  out.value("ID", order.id + "-scrap");
  out.value("MaterialDefinitionID", order.material);
  out.value("MaterialUse", "Other", "OtherValue=\"Scrap\"");
  pieces(out, order.total_scrap(), performance.unit);
}

void requests(XmlText& out, const Performance& performance) {
  if (performance.order.request) out.value("OperationsRequestID", *performance.order.request);
  if (performance.requested) out.value("SegmentRequirementID", performance.requested->segment);
}

void segment_response(XmlText& out, const Performance& performance) {
  const auto& order = performance.order;
  const auto element = out.open("SegmentResponse");
  out.value("ID", order.id);
  if (order.started) out.value("ActualStartTime", to_rfc3339(*order.started));
  if (order.completed) out.value("ActualEndTime", to_rfc3339(*order.completed));
  out.value("OperationsType", "Production");
  requests(out, performance);
  response_state(out, "SegmentState", order.state);
  {
    const auto equipment = out.open("EquipmentActual");
    out.value("ID", order.equipment.str());
    out.value("EquipmentID", order.equipment.str());
  }
  materials(out, performance);
}

void response(XmlText& out, const Performance& performance) {
  const auto& order = performance.order;
  const auto element = out.open("OperationsResponse");
  out.value("ID", order.id);
  if (!order.reason.empty()) out.value("Description", order.reason);
  if (order.started) out.value("StartTime", to_rfc3339(*order.started));
  if (order.completed) out.value("EndTime", to_rfc3339(*order.completed));
  scope(out, order);
  out.value("OperationsType", "Production");
  requests(out, performance);
  response_state(out, "ResponseState", order.state);
  segment_response(out, performance);
}

}  // namespace

std::string confirm_bod(const Confirmation& said) {
  XmlText out;
  {
    const auto root = out.open("ConfirmBOD", root_attributes(false));
    application_area(out, "ApplicationArea", kLogicalId, said.now, said.bod_id);
    const auto data = out.open("DataArea");
    {
      const auto confirm = out.open("Confirm");
      const auto original = said.answers == nullptr ? std::nullopt : parse_rfc3339(said.answers->created);
      if (original)
        application_area(out, "OriginalApplicationArea", said.answers->sender, *original, said.answers->bod_id);
      const auto criteria = out.open("ResponseCriteria");
      const auto* word = said.accepted ? "Accepted" : "Rejected";
      out.value("ResponseExpression", "/", fmt::format("actionCode=\"{}\"", word));
      const auto status = out.open("ChangeStatus");
      out.value("Code", word);
      out.value("Description", said.summary);
      out.value("EffectiveDateTime", to_rfc3339(said.now));
      for (const auto& fault : said.faults) out.value("Reason", to_text(fault));
    }
    const auto bod = out.open("BOD");
    out.value("Description", said.summary);
    for (const auto& note : said.notes) out.value("Note", to_text(note));
  }
  return out.take();
}

std::string operations_performance(const Performance& performance) {
  XmlText out;
  {
    const auto root = out.open("SyncOperationsPerformance", root_attributes(true));
    application_area(out, "ApplicationArea", kLogicalId, performance.now, performance.bod_id);
    const auto data = out.open("DataArea");
    {
      const auto sync = out.open("Sync");
      const auto criteria = out.open("ActionCriteria");
      out.value("ActionExpression", "/", fmt::format("actionCode=\"{}\"", performance.version == 1 ? "Add" : "Change"));
    }
    const auto element = out.open("OperationsPerformance");
    out.value("ID", performance.order.id);
    out.value("Version", fmt::format("{}", performance.version));
    out.value("PublishedDate", to_rfc3339(performance.now));
    scope(out, performance.order);
    out.value("OperationsType", "Production");
    if (performance.requested && !performance.requested->schedule.empty())
      out.value("OperationsScheduleID", performance.requested->schedule);
    response_state(out, "PerformanceState", performance.order.state);
    response(out, performance);
  }
  return out.take();
}

}  // namespace millwright::mes::erp
