#pragma once
// JSON Schema (2020-12) of the types that lib/base/json.h understands, made from the same descriptions that read and
// write them: what is published cannot differ from what is served. OpenAPI and AsyncAPI are built on it.

#include "lib/base/json.h"

namespace millwright {

template <class T>
[[nodiscard]] json::object json_schema() {
  if constexpr (detail::HasJsonOf<T>) {
    return JsonOf<T>::schema();
  } else if constexpr (std::is_same_v<T, json::value>) {
    return {};
  } else if constexpr (std::is_same_v<T, json::object>) {
    return {{"type", "object"}};
  } else if constexpr (std::is_same_v<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    return {{"type", "string"}, {"format", "date-time"}};
  } else if constexpr (detail::DescribedEnum<T>) {
    json::array names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) { names.push_back(e.name); });
    return {{"type", "string"}, {"enum", std::move(names)}};
  } else if constexpr (std::is_floating_point_v<T>) {
    return {{"type", "number"}};
  } else if constexpr (std::is_integral_v<T>) {
    return {{"type", "integer"}};
  } else if constexpr (std::is_same_v<T, std::string> || detail::kIsName<T>) {
    return {{"type", "string"}};
  } else if constexpr (detail::kIsOptional<T>) {
    return json_schema<typename T::value_type>();
  } else if constexpr (detail::kIsVector<T>) {
    return {{"type", "array"}, {"items", json_schema<typename T::value_type>()}};
  } else if constexpr (detail::kIsMap<T>) {
    return {{"type", "object"}, {"additionalProperties", json_schema<typename T::mapped_type>()}};
  } else {
    static_assert(detail::DescribedStruct<T>, "describe this type with BOOST_DESCRIBE_STRUCT");
    json::object properties;
    json::array required;
    boost::mp11::mp_for_each<detail::MembersOf<T>>([&](auto member) {
      using Field = std::decay_t<decltype(std::declval<T>().*member.pointer)>;
      properties[member.name] = json_schema<Field>();
      if constexpr (!detail::kIsOptional<Field>) required.push_back(member.name);
    });
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
  }
}

}  // namespace millwright
