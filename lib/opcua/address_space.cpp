#include "lib/opcua/address_space.h"

#include "lib/opcua/server_access.h"

namespace millwright::opcua {
namespace {

UA_LocalizedText localized(const std::string& text) { return {UA_STRING_STATIC("en"), borrowed(text)}; }

UA_QualifiedName browse_name(std::uint16_t ns, const std::string& name) { return {ns, borrowed(name)}; }

UA_StatusCode on_call(UA_Server* server, const UA_NodeId*, void* session, const UA_NodeId* method_id, void* method,
                      const UA_NodeId* object, void*, size_t inputs_size, const UA_Variant* inputs, size_t outputs_size,
                      UA_Variant* outputs) {
  const auto* user = static_cast<const SessionUser*>(session);
  if (user == nullptr || method == nullptr || !may_call(server, session, method_id))
    return UA_STATUSCODE_BADUSERACCESSDENIED;
  const auto& ours = *static_cast<Server*>(UA_Server_getConfig(server)->context);
  const auto path = path_of(*object, ours.plant_ns());
  const MethodCall call{*user, path.value_or("i=" + std::to_string(object->identifier.numeric)),
                        std::span(inputs, inputs_size)};
  auto reply = (*static_cast<const MethodHandler*>(method))(call);
  if (reply.status != UA_STATUSCODE_GOOD) return reply.status;
  for (std::size_t i = 0; i < outputs_size && i < reply.outputs.size(); ++i) outputs[i] = reply.outputs[i].release();
  return UA_STATUSCODE_GOOD;
}

UA_UInt32 kAnyLength = 0;  // the library's struct wants it mutable; nobody writes it

std::vector<UA_Argument> arguments_of(const std::vector<ArgumentSpec>& specs) {
  std::vector<UA_Argument> arguments(specs.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    UA_Argument_init(&arguments[i]);
    arguments[i].name = borrowed(specs[i].name);
    arguments[i].dataType = UA_NODEID_NUMERIC(specs[i].data_type_ns, specs[i].data_type);
    arguments[i].valueRank = specs[i].array ? UA_VALUERANK_ONE_DIMENSION : UA_VALUERANK_SCALAR;
    arguments[i].arrayDimensionsSize = specs[i].array ? 1 : 0;
    arguments[i].arrayDimensions = specs[i].array ? &kAnyLength : nullptr;
    arguments[i].description = localized(specs[i].description);
  }
  return arguments;
}

}  // namespace

void AddressSpace::check(UA_StatusCode status, const std::string& what) {
  if (status != UA_STATUSCODE_GOOD && fault_.empty()) fault_ = what + ": " + status_name(status);
}

UA_NodeId AddressSpace::id(const NodeRef& ref) const {
  if (const auto* number = std::get_if<std::uint32_t>(&ref)) return standard_id(*number);
  if (const auto* foreign = std::get_if<ForeignRef>(&ref)) return UA_NODEID_NUMERIC(foreign->ns, foreign->number);
  return path_id(ns_, std::get<std::string>(ref));
}

UA_QualifiedName AddressSpace::name_of(const Naming& naming) const {
  if (naming.browse_ns != 0) return browse_name(naming.browse_ns, naming.name);
  return browse_name(naming.standard ? 0 : ns_, naming.name);
}

MethodHandler* AddressSpace::keep(MethodHandler handler) {
  if (!handler) return nullptr;
  return handlers_.emplace_back(std::make_unique<MethodHandler>(std::move(handler))).get();
}

void AddressSpace::object_type(const Naming& naming, NodeRef supertype) {
  if (!fault_.empty()) return;
  auto attributes = UA_ObjectTypeAttributes_default;
  attributes.displayName = localized(naming.name);
  attributes.description = localized(naming.description);
  check(UA_Server_addObjectTypeNode(server_, path_id(ns_, naming.path), id(supertype), standard_id(UA_NS0ID_HASSUBTYPE),
                                    browse_name(ns_, naming.name), attributes, nullptr, nullptr),
        naming.path);
}

void AddressSpace::begin_object(const Naming& naming, const NodeRef& parent, std::uint32_t reference_type,
                                const NodeRef& type) {
  if (!fault_.empty()) return;
  auto attributes = UA_ObjectAttributes_default;
  attributes.displayName = localized(naming.name);
  attributes.description = localized(naming.description);
  attributes.eventNotifier = UA_EVENTNOTIFIER_SUBSCRIBE_TO_EVENT;
  check(UA_Server_addNode_begin(server_, UA_NODECLASS_OBJECT, path_id(ns_, naming.path), id(parent),
                                standard_id(reference_type), name_of(naming), id(type), &attributes,
                                &UA_TYPES[UA_TYPES_OBJECTATTRIBUTES], nullptr, nullptr),
        naming.path);
}

void AddressSpace::begin_variable(const Naming& naming, const NodeRef& parent, std::uint32_t type,
                                  std::uint32_t data_type, bool historized) {
  if (!fault_.empty()) return;
  auto attributes = UA_VariableAttributes_default;
  attributes.displayName = localized(naming.name);
  attributes.description = localized(naming.description);
  attributes.dataType = standard_id(data_type);
  attributes.valueRank = UA_VALUERANK_SCALAR;
  attributes.accessLevel = UA_ACCESSLEVELMASK_READ;
  if (historized) attributes.accessLevel |= UA_ACCESSLEVELMASK_HISTORYREAD | UA_ACCESSLEVELMASK_HISTORYWRITE;
  attributes.historizing = historized;
  check(UA_Server_addNode_begin(server_, UA_NODECLASS_VARIABLE, path_id(ns_, naming.path), id(parent),
                                standard_id(UA_NS0ID_HASCOMPONENT), browse_name(ns_, naming.name), standard_id(type),
                                &attributes, &UA_TYPES[UA_TYPES_VARIABLEATTRIBUTES], nullptr, nullptr),
        naming.path);
  // Without this the library replaces the source time of what is written by its own.
  if (fault_.empty()) check(UA_Server_setVariableNodeDynamic(server_, path_id(ns_, naming.path), true), naming.path);
}

void AddressSpace::value_variable(const Naming& naming, const NodeRef& parent, const NodeRef& data_type, bool array) {
  if (!fault_.empty()) return;
  auto attributes = UA_VariableAttributes_default;
  attributes.displayName = localized(naming.name);
  attributes.description = localized(naming.description);
  attributes.dataType = id(data_type);
  attributes.valueRank = array ? UA_VALUERANK_ONE_DIMENSION : UA_VALUERANK_SCALAR;
  attributes.arrayDimensions = array ? &kAnyLength : nullptr;
  attributes.arrayDimensionsSize = array ? 1 : 0;
  attributes.accessLevel = UA_ACCESSLEVELMASK_READ;
  check(UA_Server_addVariableNode(server_, path_id(ns_, naming.path), id(parent), standard_id(UA_NS0ID_HASCOMPONENT),
                                  name_of(naming), standard_id(UA_NS0ID_BASEDATAVARIABLETYPE), attributes, nullptr,
                                  nullptr),
        naming.path);
}

void AddressSpace::finish(const std::string& path) {
  if (!fault_.empty()) return;
  check(UA_Server_addNode_finish(server_, path_id(ns_, path)), path);
}

void AddressSpace::property(const std::string& parent, const std::string& name, bool standard,
                            const UA_Variant& value) {
  if (!fault_.empty()) return;
  const auto path = parent + "/" + name;
  auto attributes = UA_VariableAttributes_default;
  attributes.displayName = localized(name);
  attributes.value = value;
  if (value.type != nullptr) attributes.dataType = value.type->typeId;
  const bool scalar = value.type == nullptr || UA_Variant_isScalar(&value);
  attributes.valueRank = scalar ? UA_VALUERANK_SCALAR : UA_VALUERANK_ONE_DIMENSION;
  auto length = static_cast<UA_UInt32>(value.arrayLength);
  attributes.arrayDimensions = scalar ? nullptr : &length;
  attributes.arrayDimensionsSize = scalar ? 0 : 1;
  attributes.accessLevel = UA_ACCESSLEVELMASK_READ;
  check(UA_Server_addVariableNode(server_, path_id(ns_, path), path_id(ns_, parent), standard_id(UA_NS0ID_HASPROPERTY),
                                  browse_name(standard ? 0 : ns_, name), standard_id(UA_NS0ID_PROPERTYTYPE), attributes,
                                  nullptr, nullptr),
        path);
}

void AddressSpace::method(const Naming& naming, const NodeRef& parent, const std::vector<ArgumentSpec>& inputs,
                          const std::vector<ArgumentSpec>& outputs, MethodHandler handler) {
  if (!fault_.empty()) return;
  auto attributes = UA_MethodAttributes_default;
  attributes.displayName = localized(naming.name);
  attributes.description = localized(naming.description);
  attributes.executable = true;
  attributes.userExecutable = true;
  auto* kept = keep(std::move(handler));
  check(UA_Server_addMethodNode(server_, path_id(ns_, naming.path), id(parent), standard_id(UA_NS0ID_HASCOMPONENT),
                                name_of(naming), attributes, kept != nullptr ? on_call : nullptr, 0, nullptr, 0,
                                nullptr, kept, nullptr),
        naming.path);
  arguments(naming.path, "InputArguments", inputs);
  arguments(naming.path, "OutputArguments", outputs);
}

void AddressSpace::arguments(const std::string& method, const std::string& name,
                             const std::vector<ArgumentSpec>& specs) {
  if (specs.empty()) return;
  auto arguments = arguments_of(specs);
  UA_Variant value;
  UA_Variant_setArray(&value, arguments.data(), arguments.size(), &UA_TYPES[UA_TYPES_ARGUMENT]);
  property(method, name, true, value);
}

void AddressSpace::handle_standard_method(std::uint32_t method, MethodHandler handler) {
  if (!fault_.empty()) return;
  const auto what = "i=" + std::to_string(method);
  check(UA_Server_setNodeContext(server_, standard_id(method), keep(std::move(handler))), what);
  check(UA_Server_setMethodNodeCallback(server_, standard_id(method), on_call), what);
}

void AddressSpace::reference(const NodeRef& from, std::uint32_t reference_type, const NodeRef& to) {
  if (!fault_.empty()) return;
  const UA_ExpandedNodeId target{id(to), UA_STRING_NULL, 0};
  check(UA_Server_addReference(server_, id(from), standard_id(reference_type), target, true),
        "reference i=" + std::to_string(reference_type));
}

void AddressSpace::mandatory(const std::string& path) {
  reference(path, UA_NS0ID_HASMODELLINGRULE, NodeRef{std::uint32_t{UA_NS0ID_MODELLINGRULE_MANDATORY}});
}

void AddressSpace::write(const NodeRef& node, const UA_Variant& value) {
  if (!fault_.empty()) return;
  const auto* path = std::get_if<std::string>(&node);
  check(UA_Server_writeValue(server_, id(node), value), path != nullptr ? *path : "a node of the standard");
}

}  // namespace millwright::opcua
