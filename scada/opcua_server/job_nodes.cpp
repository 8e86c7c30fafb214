#include "scada/opcua_server/job_nodes.h"

#include <algorithm>
#include <array>

#include "lib/base/json.h"
#include "scada/opcua_server/job_values.h"
#include "scada/opcua_server/session_rules.h"

namespace millwright::scada::opcua_server {
namespace {

namespace job_control = opcua::job_control;
using jobs::Cause;
using opcua::ArgumentSpec;
using opcua::ForeignRef;
using opcua::MethodCall;
using opcua::MethodReply;
using opcua::NodeRef;
using opcua::to_variant;

constexpr const char* kEventType = "types/JobOrderStatusEventType";
constexpr UA_UInt16 kSeverity = 100;
constexpr UA_UInt16 kSeverityReason = 400;  // something kept it from going on
constexpr std::array kByOrder{Cause::Store, Cause::StoreAndStart, Cause::Update};
constexpr std::array kById{Cause::Start, Cause::RevokeStart, Cause::Pause,  Cause::Resume,
                           Cause::Stop,  Cause::Abort,       Cause::Cancel, Cause::Clear};

bool takes_order(Cause method) { return std::ranges::find(kByOrder, method) != kByOrder.end(); }

MethodReply status_reply(const jobs::Answer& answer) {
  MethodReply reply;
  // Annex B.2: a ReturnStatus goes with a Good status only, whatever it says.
  const UA_UInt64 status = answer.status;
  reply.outputs.push_back(to_variant(&status, UA_TYPES[UA_TYPES_UINT64]));
  return reply;
}

std::string text_in(const UA_Variant& variant) {
  const auto value = opcua::value_in(variant);
  const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text == nullptr ? std::string{} : *text;
}

opcua::Owned<UA_Variant> texts(const std::vector<std::string>& values) {
  std::vector<UA_String> array;
  for (const auto& value : values) array.push_back(opcua::borrowed(value));
  auto variant = opcua::owned_variant();
  UA_Variant_setArrayCopy(variant.get(), array.data(), array.size(), &UA_TYPES[UA_TYPES_STRING]);
  return variant;
}

std::string receiver_of(const contracts::EquipmentPath& line) { return line.str() + std::string(kReceiver); }
std::string provider_of(const contracts::EquipmentPath& line) { return line.str() + std::string(kProvider); }

}  // namespace

void JobNodes::add(UA_Server* server, opcua::AddressSpace& space) {
  server_ = server;
  space_ = &space;
  // Also where no line takes jobs: namespace indices must not depend on the plant file.
  const auto added = job_control::add_nodes(server);
  ns_ = added.ns;
  add_event_type();
  for (const auto& settings : plant_.jobs) {
    add_receiver(settings);
    add_provider(settings);
  }
}

void JobNodes::add_event_type() {
  // The standard's type is abstract; a subtype of it is what events are made of.
  space_->object_type({kEventType, "JobOrderStatusEventType", "A job order changed its state or its counts"},
                      ForeignRef{ns_, job_control::id::kStatusEventType});
}

void JobNodes::add_receiver(const plant::JobSettings& settings) {
  const auto path = receiver_of(settings.equipment);
  space_->begin_object({path, "JobOrderReceiver", "Takes the job orders of this line"}, settings.equipment.str(),
                       UA_NS0ID_HASCOMPONENT, ForeignRef{ns_, job_control::id::kReceiverSubStatesType});
  for (const auto method : kByOrder) add_method(path, settings.equipment, method);
  for (const auto method : kById) add_method(path, settings.equipment, method);
  space_->finish(path);
  space_->reference(settings.equipment.str(), UA_NS0ID_HASNOTIFIER, path);
  const auto most = static_cast<UA_UInt16>(settings.orders_max);
  space_->write(path + "/MaxDownloadableJobOrders", *to_variant(&most, UA_TYPES[UA_TYPES_UINT16]));
  space_->write(path + "/EquipmentID", *texts({settings.equipment.str()}));
}

void JobNodes::add_method(const std::string& receiver, const contracts::EquipmentPath& line, Cause method) {
  const std::string name(enum_name(method));
  const ArgumentSpec order{"JobOrder", job_control::id::kJobOrder, "The job order with its parameters", ns_, false};
  const ArgumentSpec id{"JobOrderID", UA_NS0ID_STRING, "Which job order"};
  const ArgumentSpec comment{"Comment", UA_NS0ID_LOCALIZEDTEXT, "Why, for people; may be empty", 0, true};
  space_->method({receiver + "/" + name, name, "", false, ns_}, receiver, {takes_order(method) ? order : id, comment},
                 {{"ReturnStatus", UA_NS0ID_UINT64, "Bits of OPC 10031-4, Annex B.2; 1: no error"}},
                 [this, line, method](const MethodCall& asked) { return call(line, method, asked); });
}

MethodReply JobNodes::call(const contracts::EquipmentPath& line, Cause method, const MethodCall& call) {
  const control::Caller caller{call.user.name, call.user.roles, call.user.roles.contains("bridge")};
  const auto comment = job_control::comment_in(call.inputs[1]);
  if (!takes_order(method)) return status_reply(jobs_.ask(line, method, text_in(call.inputs[0]), comment, caller));
  const auto order = job_control::order_in(call.inputs[0]);
  if (!order) {
    MethodReply refused;
    refused.status = UA_STATUSCODE_BADINVALIDARGUMENT;
    return refused;
  }
  return status_reply(jobs_.put(line, method, job_order_of(*order), comment, caller));
}

void JobNodes::add_provider(const plant::JobSettings& settings) {
  const auto path = provider_of(settings.equipment);
  const auto& line = settings.equipment;
  const ArgumentSpec status{"ReturnStatus", UA_NS0ID_UINT64, "Bits of OPC 10031-4, Annex B.2; 1: no error"};
  space_->begin_object({path, "JobResponseProvider", "Tells what became of the job orders of this line"}, line.str(),
                       UA_NS0ID_HASCOMPONENT, ForeignRef{ns_, job_control::id::kResponseProviderType});
  const std::string by_id = "RequestJobResponseByJobOrderID", by_state = "RequestJobResponseByJobOrderState";
  space_->method({path + "/" + by_id, by_id, "", false, ns_}, path,
                 {{"JobOrderID", UA_NS0ID_STRING, "Which job order"}},
                 {{"JobResponse", job_control::id::kJobResponse, "What became of it", ns_, false}, status},
                 [this, line](const MethodCall& asked) { return respond_by_id(line, asked); });
  space_->method({path + "/" + by_state, by_state, "", false, ns_}, path,
                 {{"JobOrderState", job_control::id::kState, "The state, and perhaps its substate", ns_, true}},
                 {{"JobResponses", job_control::id::kJobResponse, "Those in that state", ns_, true}, status},
                 [this, line](const MethodCall& asked) { return respond_by_state(line, asked); });
  space_->value_variable({path + "/JobOrderResponseList", "JobOrderResponseList", "", false, ns_}, path,
                         ForeignRef{ns_, job_control::id::kJobResponse}, true);
  space_->finish(path);
}

MethodReply JobNodes::respond_by_id(const contracts::EquipmentPath& line, const MethodCall& call) {
  MethodReply reply;
  const auto job = jobs_.find(line, text_in(call.inputs[0]));
  const UA_UInt64 status = job ? jobs::return_status::kNoError : jobs::return_status::kUnknownJobOrderId;
  reply.outputs.push_back(job_control::response_variant(job ? response_of(*job) : job_control::Response{}));
  reply.outputs.push_back(to_variant(&status, UA_TYPES[UA_TYPES_UINT64]));
  return reply;
}

MethodReply JobNodes::respond_by_state(const contracts::EquipmentPath& line, const MethodCall& call) {
  MethodReply reply;
  const auto wanted = job_control::state_in(call.inputs[0]);
  const bool known = wanted && wanted->number >= 1 && wanted->number <= 6;
  std::vector<job_control::Response> responses;
  for (const auto& job : known ? jobs_.list(line) : std::vector<jobs::Job>{}) {
    const auto state = state_of(job);
    if (state.number != wanted->number) continue;
    if (wanted->sub_number != 0 && wanted->sub_number != state.sub_number) continue;
    responses.push_back(response_of(job));
  }
  const UA_UInt64 status = known ? jobs::return_status::kNoError : jobs::return_status::kInvalidJobOrderStatus;
  reply.outputs.push_back(job_control::responses_variant(responses));
  reply.outputs.push_back(to_variant(&status, UA_TYPES[UA_TYPES_UINT64]));
  return reply;
}

std::string JobNodes::update(const contracts::EquipmentPath& line) {
  const auto jobs = jobs_.list(line);
  std::vector<job_control::OrderAndState> orders;
  std::vector<job_control::Response> responses;
  for (const auto& job : jobs) {
    orders.push_back({encoded_order(job.order), state_of(job)});
    responses.push_back(response_of(job));
  }
  space_->write(receiver_of(line) + "/JobOrderList", *job_control::orders_variant(orders));
  space_->write(provider_of(line) + "/JobOrderResponseList", *job_control::responses_variant(responses));
  show_state(receiver_of(line), jobs);
  return space_->take_fault();
}

/// The state machine of the object: of the job that has the line, else of the one that comes next, else of the last.
void JobNodes::show_state(const std::string& receiver, const std::vector<jobs::Job>& jobs) {
  const jobs::Job* shown = nullptr;
  for (const auto& job : jobs) {
    const auto rank = [](const jobs::Job* j) {
      if (j == nullptr) return -1;
      if (jobs::has_line(j->state)) return 2;
      return j->state == jobs::State::AllowedToStart ? 1 : 0;
    };
    if (rank(&job) >= rank(shown)) shown = &job;
  }
  const std::string name(shown == nullptr ? "" : enum_name(shown->state));
  const UA_LocalizedText text{UA_STRING_STATIC("en"), opcua::borrowed(name)};
  const auto number = shown == nullptr ? 0u : static_cast<std::uint32_t>(shown->state);
  const UA_NodeId state =
      number == 0 ? UA_NODEID_NULL : UA_NODEID_NUMERIC(ns_, job_control::id::kFirstState + number - 1);
  space_->write(receiver + "/CurrentState", *to_variant(&text, UA_TYPES[UA_TYPES_LOCALIZEDTEXT]));
  space_->write(receiver + "/CurrentState/Id", *to_variant(&state, UA_TYPES[UA_TYPES_NODEID]));
}

std::string JobNodes::fire(const jobs::Job& job, Timestamp now) {
  opcua::Owned<UA_NodeId> event(UA_TYPES[UA_TYPES_NODEID]);
  auto status = UA_Server_createEvent(server_, opcua::path_id(space_->ns(), kEventType), event.get());
  if (status != UA_STATUSCODE_GOOD) return opcua::status_name(status);
  const auto set = [&](std::uint16_t ns, const char* name, const UA_Variant& value) {
    if (status == UA_STATUSCODE_GOOD)
      status = UA_Server_writeObjectProperty(server_, *event, {ns, opcua::borrowed(name)}, value);
  };
  const auto state = state_of(job);
  const auto message =
      fmt::format("Job {} is {}{}", job.order.id, state.text, job.reason.empty() ? "" : ": " + job.reason);
  const UA_LocalizedText text{UA_STRING_STATIC("en"), opcua::borrowed(message)};
  const auto source = job.equipment.str();
  set(0, "Time", *to_variant(now));
  set(0, "Severity", *to_variant(job.reason.empty() ? &kSeverity : &kSeverityReason, UA_TYPES[UA_TYPES_UINT16]));
  set(0, "Message", *to_variant(&text, UA_TYPES[UA_TYPES_LOCALIZEDTEXT]));
  set(0, "SourceName", *to_variant(contracts::Value{source}));
  set(ns_, "JobOrder", *job_control::order_variant(encoded_order(job.order)));
  set(ns_, "JobState", *job_control::states_variant(state));
  set(ns_, "JobResponse", *job_control::response_variant(response_of(job)));
  if (status != UA_STATUSCODE_GOOD) {
    UA_Server_deleteNode(server_, *event, true);
    return opcua::status_name(status);
  }
  status = UA_Server_triggerEvent(server_, *event, opcua::path_id(space_->ns(), source), nullptr, true);
  return status == UA_STATUSCODE_GOOD ? "" : opcua::status_name(status);
}

}  // namespace millwright::scada::opcua_server
