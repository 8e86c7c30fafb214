#pragma once
// Builds nodes of the plant's namespace, whose ids are paths. The first failure is kept and makes every later step do
// nothing, so that building code reads without a check on each line: ask fault() at the end. Used before the server
// listens, and by the one thread that adds conditions later.

#include <open62541/server.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lib/opcua/server.h"
#include "lib/opcua/ua.h"

namespace millwright::opcua {

/// What a method was called with. Inputs have the types of its declaration.
struct MethodCall {
  const SessionUser& user;
  std::string object;  // path of the object it was called on; "i=…" for the standard's nodes
  std::span<const UA_Variant> inputs;
};
/// `outputs` go with a Good status only.
struct MethodReply {
  UA_StatusCode status = UA_STATUSCODE_GOOD;
  std::vector<Owned<UA_Variant>> outputs;
};
using MethodHandler = std::function<MethodReply(const MethodCall&)>;

/// A node's path (its id), browse name, and description.
struct Naming {
  std::string path;
  std::string name;
  std::string description;
  bool standard = false;        // the browse name is of namespace 0 ("HA Configuration"), not of the plant's
  std::uint16_t browse_ns = 0;  // or of this one, a companion specification's; 0: see above
};

struct ArgumentSpec {
  std::string name;
  std::uint32_t data_type = 0;  // UA_NS0ID_…
  std::string description;
  std::uint16_t data_type_ns = 0;  // of a companion specification's type
  bool array = false;
};

/// A node of a companion specification.
struct ForeignRef {
  std::uint16_t ns = 0;
  std::uint32_t number = 0;
};
/// A node as parent or target: a path of the plant's namespace, a number of the standard's, or a foreign one.
using NodeRef = std::variant<std::string, std::uint32_t, ForeignRef>;

class AddressSpace {
 public:
  AddressSpace(UA_Server* server, std::uint16_t ns) : server_(server), ns_(ns) {}

  void object_type(const Naming& naming, NodeRef supertype);
  /// An object whose children may be added until finish(), which adds those that its type declares and are missing.
  void begin_object(const Naming& naming, const NodeRef& parent, std::uint32_t reference, const NodeRef& type);
  /// `historized`: its past can be read, and changed by those who may.
  void begin_variable(const Naming& naming, const NodeRef& parent, std::uint32_t type, std::uint32_t data_type,
                      bool historized);
  /// A whole variable of values that are not tags: structures, lists.
  void value_variable(const Naming& naming, const NodeRef& parent, const NodeRef& data_type, bool array);
  void finish(const std::string& path);
  /// A property; `standard` puts its browse name into namespace 0 (EURange), otherwise into the plant's.
  void property(const std::string& parent, const std::string& name, bool standard, const UA_Variant& value);
  /// Without a handler it is a declaration only.
  void method(const Naming& naming, const NodeRef& parent, const std::vector<ArgumentSpec>& inputs,
              const std::vector<ArgumentSpec>& outputs, MethodHandler handler);
  /// Gives a method of namespace 0 its behaviour.
  void handle_standard_method(std::uint32_t method, MethodHandler handler);
  void reference(const NodeRef& from, std::uint32_t reference, const NodeRef& to);
  void mandatory(const std::string& path);
  void write(const NodeRef& node, const UA_Variant& value);

  /// Empty while everything went well.
  [[nodiscard]] const std::string& fault() const { return fault_; }
  /// The same, and a new beginning: for changes while the server runs.
  [[nodiscard]] std::string take_fault() { return std::exchange(fault_, {}); }
  [[nodiscard]] std::uint16_t ns() const { return ns_; }

 private:
  void check(UA_StatusCode status, const std::string& what);
  [[nodiscard]] UA_NodeId id(const NodeRef& ref) const;
  [[nodiscard]] UA_QualifiedName name_of(const Naming& naming) const;
  /// A method's InputArguments or OutputArguments. Not by the library's call that adds them with the method: it loses
  /// the ids that it makes for them.
  void arguments(const std::string& method, const std::string& name, const std::vector<ArgumentSpec>& specs);
  MethodHandler* keep(MethodHandler handler);

  UA_Server* server_;
  std::uint16_t ns_;
  std::string fault_;
  std::vector<std::unique_ptr<MethodHandler>> handlers_;  // the nodes' contexts point into it
};

}  // namespace millwright::opcua
