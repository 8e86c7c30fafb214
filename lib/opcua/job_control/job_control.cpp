#include "lib/opcua/job_control/job_control.h"

#include <namespace_isa95jobcontrol.h>
#include <types_isa95jobcontrol_generated_handling.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <mutex>

namespace millwright::opcua::job_control {
namespace {

const UA_DataType& type_of(int index) { return UA_TYPES_ISA95JOBCONTROL[index]; }
const UA_DataType& order_type() { return type_of(UA_TYPES_ISA95JOBCONTROL_ISA95JOBORDERDATATYPE); }
const UA_DataType& response_type() { return type_of(UA_TYPES_ISA95JOBCONTROL_ISA95JOBRESPONSEDATATYPE); }
const UA_DataType& state_type() { return type_of(UA_TYPES_ISA95JOBCONTROL_ISA95STATEDATATYPE); }

UA_String copied(const std::string& text) { return UA_STRING_ALLOC(text.c_str()); }

template <class T>
T* allocated(const UA_DataType& type, std::size_t count = 1) {
  return static_cast<T*>(UA_Array_new(count, &type));
}

UA_String* optional_text(const std::string& text) {
  if (text.empty()) return nullptr;
  auto* out = static_cast<UA_String*>(UA_new(&UA_TYPES[UA_TYPES_STRING]));
  if (out != nullptr) *out = copied(text);
  return out;
}

std::string text_at(const UA_String* text) { return text == nullptr ? std::string{} : text_of(*text); }

/// A unit by what people read; its number is the UNECE code's where somebody else made it.
UA_EUInformation* unit_of(const std::string& unit) {
  if (unit.empty()) return nullptr;
  auto* out = static_cast<UA_EUInformation*>(UA_new(&UA_TYPES[UA_TYPES_EUINFORMATION]));
  if (out == nullptr) return nullptr;
  out->unitId = -1;
  out->displayName = UA_LOCALIZEDTEXT_ALLOC("", unit.c_str());
  return out;
}

template <class Ua, class Ours, class Fill>
void fill_array(std::size_t& size, Ua*& array, const std::vector<Ours>& values, const UA_DataType& type, Fill fill) {
  size = 0;
  array = nullptr;
  if (values.empty()) return;
  array = allocated<Ua>(type, values.size());
  if (array == nullptr) return;
  size = values.size();
  for (std::size_t i = 0; i < size; ++i) fill(array[i], values[i]);
}

void fill_parameters(std::size_t& size, UA_ISA95ParameterDataType*& array, const std::vector<Parameter>& parameters) {
  fill_array(size, array, parameters, type_of(UA_TYPES_ISA95JOBCONTROL_ISA95PARAMETERDATATYPE),
             [](UA_ISA95ParameterDataType& out, const Parameter& parameter) {
               out.iD = copied(parameter.id);
               out.value = to_variant(parameter.value).release();
             });
}

void fill_materials(std::size_t& size, UA_ISA95MaterialDataType*& array, const std::vector<Material>& materials) {
  fill_array(size, array, materials, type_of(UA_TYPES_ISA95JOBCONTROL_ISA95MATERIALDATATYPE),
             [](UA_ISA95MaterialDataType& out, const Material& material) {
               out.materialDefinitionID = optional_text(material.definition);
               out.materialUse = optional_text(material.use);
               out.quantity = optional_text(material.quantity);
               out.engineeringUnits = unit_of(material.unit);
             });
}

std::vector<Parameter> parameters_in(std::size_t size, const UA_ISA95ParameterDataType* array) {
  std::vector<Parameter> parameters;
  // A value that is no number or text cannot be one that a machine is set to; it arrives as an empty text.
  for (std::size_t i = 0; i < size; ++i)
    parameters.push_back({text_of(array[i].iD), value_in(array[i].value).value_or(contracts::Value{std::string{}})});
  return parameters;
}

std::vector<Material> materials_in(std::size_t size, const UA_ISA95MaterialDataType* array) {
  std::vector<Material> materials;
  for (std::size_t i = 0; i < size; ++i) {
    const auto& one = array[i];
    materials.push_back({text_at(one.materialDefinitionID), text_at(one.materialUse), text_at(one.quantity),
                         one.engineeringUnits == nullptr ? "" : text_of(one.engineeringUnits->displayName.text)});
  }
  return materials;
}

/// The first entry is the state itself, with no path; a second one is the substate's.
std::vector<const StateOf*> entries(const StateOf& state) {
  std::vector<const StateOf*> out{&state};
  if (!state.substate.empty()) out.push_back(&state);
  return out;
}

void fill_states(std::size_t& size, UA_ISA95StateDataType*& array, const StateOf& state) {
  bool sub = false;
  fill_array(size, array, entries(state), state_type(), [&](UA_ISA95StateDataType& out, const StateOf* of) {
    out.stateText = UA_LOCALIZEDTEXT_ALLOC("en", (sub ? of->substate : of->text).c_str());
    out.stateNumber = sub ? of->sub_number : of->number;
    if (sub) {
      out.browsePath.elements = allocated<UA_RelativePathElement>(UA_TYPES[UA_TYPES_RELATIVEPATHELEMENT]);
      out.browsePath.elementsSize = out.browsePath.elements == nullptr ? 0 : 1;
      if (out.browsePath.elements != nullptr) {
        auto& element = out.browsePath.elements[0];
        element.referenceTypeId = standard_id(UA_NS0ID_HASCOMPONENT);
        element.targetName = {order_type().typeId.namespaceIndex, copied(of->submachine)};
      }
    }
    sub = true;
  });
}

StateOf states_in(std::size_t size, const UA_ISA95StateDataType* array) {
  StateOf state;
  for (std::size_t i = 0; i < size; ++i) {
    const auto& path = array[i].browsePath;
    if (path.elementsSize == 0) {
      state.number = array[i].stateNumber;
      state.text = text_of(array[i].stateText.text);
    } else {
      state.sub_number = array[i].stateNumber;
      state.substate = text_of(array[i].stateText.text);
      state.submachine = text_of(path.elements[0].targetName.name);
    }
  }
  return state;
}

template <class T>
std::string encoded_as(const T& value, const UA_DataType& type) {
  Owned<UA_ByteString> bytes(UA_TYPES[UA_TYPES_BYTESTRING]);
  if (UA_encodeBinary(&value, &type, bytes.get()) != UA_STATUSCODE_GOOD) return "";
  return text_of(*bytes);
}

template <class T>
std::optional<Owned<T>> decoded(std::string_view bytes, const UA_DataType& type) {
  Owned<T> value(type);
  const auto borrowed_bytes = borrowed(bytes);
  if (UA_decodeBinary(&borrowed_bytes, value.get(), &type, nullptr) != UA_STATUSCODE_GOOD) return std::nullopt;
  return value;
}

Order order_from(const UA_ISA95JobOrderDataType& from) {
  Order order;
  order.id = text_of(from.jobOrderID);
  if (from.descriptionSize > 0) order.description = text_of(from.description[0].text);
  if (from.workMasterIDSize > 0) order.work_master = text_of(from.workMasterID[0].iD);
  if (from.priority != nullptr) order.priority = *from.priority;
  order.parameters = parameters_in(from.jobOrderParametersSize, from.jobOrderParameters);
  // Parameters of the work master are the recipe's own; an order's say what differs.
  if (from.workMasterIDSize > 0) {
    for (auto& parameter : parameters_in(from.workMasterID[0].parametersSize, from.workMasterID[0].parameters))
      if (std::ranges::none_of(order.parameters, [&](const Parameter& p) { return p.id == parameter.id; }))
        order.parameters.push_back(std::move(parameter));
  }
  order.materials = materials_in(from.materialRequirementsSize, from.materialRequirements);
  order.encoded = encoded_as(from, order_type());
  return order;
}

Owned<UA_ISA95JobResponseDataType> response_struct(const Response& response) {
  Owned<UA_ISA95JobResponseDataType> out(response_type());
  out->jobResponseID = copied(response.id);
  out->jobOrderID = copied(response.job_order);
  const auto time = [](const std::optional<Timestamp>& from) -> UA_DateTime* {
    if (!from) return nullptr;
    auto* ticks = static_cast<UA_DateTime*>(UA_new(&UA_TYPES[UA_TYPES_DATETIME]));
    if (ticks != nullptr) *ticks = to_ua(*from);
    return ticks;
  };
  out->startTime = time(response.start);
  out->endTime = time(response.end);
  if (!response.description.empty()) {
    out->description = static_cast<UA_LocalizedText*>(UA_new(&UA_TYPES[UA_TYPES_LOCALIZEDTEXT]));
    if (out->description != nullptr) *out->description = UA_LOCALIZEDTEXT_ALLOC("en", response.description.c_str());
  }
  fill_states(out->jobStateSize, out->jobState, response.state);
  fill_parameters(out->jobResponseDataSize, out->jobResponseData, response.data);
  fill_materials(out->materialActualsSize, out->materialActuals, response.materials);
  return out;
}

Owned<UA_Variant> array_variant(void* array, std::size_t size, const UA_DataType& type) {
  auto variant = owned_variant();
  UA_Variant_setArray(variant.get(), array, size, &type);
  return variant;
}

/// ISA-95 Part 2 says "Produced", some say "Material Produced".
bool is_produced(std::string use) {
  std::erase(use, ' ');
  std::ranges::transform(use, use.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return use == "produced" || use == "materialproduced";
}

/// "500" and "500.0"; 0 for what is no whole number.
std::int64_t whole(const std::string& decimal) {
  double value = 0;
  const auto* end = decimal.data() + decimal.size();
  const auto [stopped, error] = std::from_chars(decimal.data(), end, value);
  constexpr double kMost = 1e15;
  if (error != std::errc{} || stopped != end || !(value > 0) || value > kMost) return 0;
  const auto number = static_cast<std::int64_t>(value);
  return static_cast<double>(number) == value ? number : 0;
}

}  // namespace

Produced produced(const std::vector<Material>& materials) {
  Produced out;
  int found = 0;
  for (const auto& material : materials) {
    if (!is_produced(material.use)) continue;
    ++found;
    out = {material.definition, material.unit, whole(material.quantity)};
  }
  if (found != 1) out.quantity = 0;
  return out;
}

Added add_nodes(UA_Server* server) {
  // The generated descriptions leave the namespace open. It is the same in every server that has the plant's before it.
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  Added added;
  added.ns = UA_Server_addNamespace(server, std::string(kNamespace).c_str());
  for (auto& type : UA_TYPES_ISA95JOBCONTROL) {
    type.typeId.namespaceIndex = added.ns;
    type.binaryEncodingId.namespaceIndex = added.ns;
  }
  added.status = namespace_isa95jobcontrol(server);
  return added;
}

std::string encode(const Order& order) {
  Owned<UA_ISA95JobOrderDataType> out(order_type());
  out->jobOrderID = copied(order.id);
  if (!order.description.empty()) {
    out->description = allocated<UA_LocalizedText>(UA_TYPES[UA_TYPES_LOCALIZEDTEXT]);
    out->descriptionSize = out->description == nullptr ? 0 : 1;
    if (out->description != nullptr) out->description[0] = UA_LOCALIZEDTEXT_ALLOC("en", order.description.c_str());
  }
  if (!order.work_master.empty()) {
    out->workMasterID =
        allocated<UA_ISA95WorkMasterDataType>(type_of(UA_TYPES_ISA95JOBCONTROL_ISA95WORKMASTERDATATYPE));
    out->workMasterIDSize = out->workMasterID == nullptr ? 0 : 1;
    if (out->workMasterID != nullptr) out->workMasterID[0].iD = copied(order.work_master);
  }
  out->priority = static_cast<UA_Int16*>(UA_new(&UA_TYPES[UA_TYPES_INT16]));
  if (out->priority != nullptr) *out->priority = static_cast<UA_Int16>(std::clamp(order.priority, -32768, 32767));
  fill_parameters(out->jobOrderParametersSize, out->jobOrderParameters, order.parameters);
  fill_materials(out->materialRequirementsSize, out->materialRequirements, order.materials);
  return encoded_as(*out, order_type());
}

std::optional<Order> decode_order(std::string_view bytes) {
  const auto order = decoded<UA_ISA95JobOrderDataType>(bytes, order_type());
  return order ? std::optional(order_from(**order)) : std::nullopt;
}

std::optional<Order> order_in(const UA_Variant& variant) {
  if (!UA_Variant_hasScalarType(&variant, &order_type())) return std::nullopt;
  return order_from(*static_cast<const UA_ISA95JobOrderDataType*>(variant.data));
}

std::string encode(const Response& response) { return encoded_as(*response_struct(response), response_type()); }

std::optional<Response> decode_response(std::string_view bytes) {
  const auto from = decoded<UA_ISA95JobResponseDataType>(bytes, response_type());
  if (!from) return std::nullopt;
  const auto& in = **from;
  Response response;
  response.id = text_of(in.jobResponseID);
  response.job_order = text_of(in.jobOrderID);
  if (in.description != nullptr) response.description = text_of(in.description->text);
  if (in.startTime != nullptr) response.start = from_ua(*in.startTime);
  if (in.endTime != nullptr) response.end = from_ua(*in.endTime);
  response.state = states_in(in.jobStateSize, in.jobState);
  response.data = parameters_in(in.jobResponseDataSize, in.jobResponseData);
  response.materials = materials_in(in.materialActualsSize, in.materialActuals);
  return response;
}

std::optional<StateOf> state_in(const UA_Variant& variant) {
  if (variant.type != &state_type()) return std::nullopt;
  const auto size = UA_Variant_isScalar(&variant) ? 1 : variant.arrayLength;
  return states_in(size, static_cast<const UA_ISA95StateDataType*>(variant.data));
}

Owned<UA_Variant> order_variant(const std::string& encoded) {
  auto order = decoded<UA_ISA95JobOrderDataType>(encoded, order_type());
  if (!order) return owned_variant();
  return to_variant(order->get(), order_type());
}

Owned<UA_Variant> response_variant(const Response& response) {
  return to_variant(response_struct(response).get(), response_type());
}

Owned<UA_Variant> responses_variant(const std::vector<Response>& responses) {
  auto* array = allocated<UA_ISA95JobResponseDataType>(response_type(), responses.size());
  for (std::size_t i = 0; array != nullptr && i < responses.size(); ++i)
    array[i] = response_struct(responses[i]).release();
  return array_variant(array, responses.size(), response_type());
}

Owned<UA_Variant> states_variant(const StateOf& state) {
  std::size_t size = 0;
  UA_ISA95StateDataType* array = nullptr;
  fill_states(size, array, state);
  return array_variant(array, size, state_type());
}

Owned<UA_Variant> orders_variant(const std::vector<OrderAndState>& orders) {
  const auto& type = type_of(UA_TYPES_ISA95JOBCONTROL_ISA95JOBORDERANDSTATEDATATYPE);
  auto* array = allocated<UA_ISA95JobOrderAndStateDataType>(type, orders.size());
  for (std::size_t i = 0; array != nullptr && i < orders.size(); ++i) {
    if (auto order = decoded<UA_ISA95JobOrderDataType>(orders[i].encoded, order_type()))
      array[i].jobOrder = order->release();
    fill_states(array[i].stateSize, array[i].state, orders[i].state);
  }
  return array_variant(array, orders.size(), type);
}

std::string comment_in(const UA_Variant& variant) {
  if (variant.type != &UA_TYPES[UA_TYPES_LOCALIZEDTEXT] || variant.data == nullptr) return "";
  if (!UA_Variant_isScalar(&variant) && variant.arrayLength == 0) return "";
  return text_of(static_cast<const UA_LocalizedText*>(variant.data)->text);
}

}  // namespace millwright::opcua::job_control
