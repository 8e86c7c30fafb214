#pragma once
// Between open62541's C types and ours: ownership, strings, times, variants, node ids. Used by the adapters in
// lib/opcua and scada/opcua_server only; nobody else sees a UA_ type.

#include <open62541/types.h>
#include <open62541/types_generated.h>
#include <open62541/types_generated_handling.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lib/contracts/value.h"

namespace millwright::opcua {

/// Owns one value of an open62541 type and clears it.
template <class T>
class Owned {
 public:
  explicit Owned(const UA_DataType& type) : type_(&type) {}
  Owned(const T& taken, const UA_DataType& type) : value_(taken), type_(&type) {}
  Owned(Owned&& other) noexcept : value_(std::exchange(other.value_, T{})), type_(other.type_) {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(value_, other.value_);
    std::swap(type_, other.type_);
    return *this;
  }
  ~Owned() { UA_clear(&value_, type_); }

  T& operator*() { return value_; }
  const T& operator*() const { return value_; }
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }
  T* get() { return &value_; }
  /// Hands the value over; what stays here is empty.
  [[nodiscard]] T release() { return std::exchange(value_, T{}); }

 private:
  T value_{};
  const UA_DataType* type_;
};

inline Owned<UA_Variant> owned_variant() { return Owned<UA_Variant>(UA_TYPES[UA_TYPES_VARIANT]); }

/// OPC UA DateTime has 100 ns resolution from 1601. Its null (0) and our epoch stand for each other: "never".
/// What a foreign server says of times before kEarliest or after kLatest reads as those.
[[nodiscard]] UA_DateTime to_ua(Timestamp time);
[[nodiscard]] Timestamp from_ua(UA_DateTime time);

/// A view of `text` as a UA_String; valid as long as `text`.
[[nodiscard]] UA_String borrowed(std::string_view text);
[[nodiscard]] std::string text_of(const UA_String& text);

/// Standard node (namespace 0), and a path in namespace `ns`: the latter borrows `path`.
[[nodiscard]] UA_NodeId standard_id(std::uint32_t number);
[[nodiscard]] UA_NodeId path_id(std::uint16_t ns, std::string_view path);
/// The path of a string id; nullopt for ids of other kinds or namespaces.
[[nodiscard]] std::optional<std::string> path_of(const UA_NodeId& id, std::uint16_t ns);

/// Deep copies into a fresh variant.
[[nodiscard]] Owned<UA_Variant> to_variant(const contracts::Value& value);
[[nodiscard]] Owned<UA_Variant> to_variant(Timestamp time);
[[nodiscard]] Owned<UA_Variant> to_variant(const char* text);
[[nodiscard]] Owned<UA_Variant> to_variant(const void* value, const UA_DataType& type);

/// Numbers, booleans and texts (String, LocalizedText, QualifiedName, ByteString as its bytes, NodeId as its path or
/// "i=…", a structure of an unknown type as its bytes); nullopt for null, arrays, times and known structures.
[[nodiscard]] std::optional<contracts::Value> value_in(const UA_Variant& variant);
[[nodiscard]] std::optional<Timestamp> time_in(const UA_Variant& variant);
/// A value with its status and source time; the value is 0 where there is none. A number that is none (NaN, infinity)
/// is Bad.
[[nodiscard]] contracts::Sample sample_in(const UA_DataValue& value);

/// The structure inside, if it was decoded as `type`; null otherwise.
template <class T>
[[nodiscard]] const T* decoded_as(const UA_ExtensionObject& object, const UA_DataType& type) {
  const bool decoded = object.encoding >= UA_EXTENSIONOBJECT_DECODED && object.content.decoded.type == &type;
  return decoded ? static_cast<const T*>(object.content.decoded.data) : nullptr;
}

/// "BadUserAccessDenied"
[[nodiscard]] std::string status_name(UA_StatusCode status);

}  // namespace millwright::opcua
