#pragma once
// JSON text of a described type, written at once: what to_json_text gives without the tree of values between, for
// answers of many thousand entries. The same rules as lib/base/json.h; a double always has a point or an exponent.

#include <charconv>
#include <string>

#include "lib/base/json.h"

namespace millwright {

/// The text between quotes, escaped.
void append_json_string(std::string& out, std::string_view text);
/// null for NaN and infinity.
void append_json_number(std::string& out, double number);

/// A type of its own form writes itself faster by a specialisation: static void append(std::string&, const T&).
template <class T>
struct JsonTextOf;

namespace detail {
template <class T>
concept HasJsonTextOf = requires(std::string& out, const T& value) { JsonTextOf<T>::append(out, value); };
}  // namespace detail

template <class T>
void append_json(std::string& out, const T& value);

namespace detail {

template <class T>
void append_struct(std::string& out, const T& value) {
  out += '{';
  bool first = true;
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
    const auto& field = value.*member.pointer;
    if constexpr (kIsOptional<std::decay_t<decltype(field)>>) {
      if (!field) return;
    }
    out += first ? "\"" : ",\"";
    first = false;
    out += member.name;
    out += "\":";
    append_json(out, field);
  });
  out += '}';
}

template <class Map>
void append_map(std::string& out, const Map& map) {
  out += '{';
  bool first = true;
  for (const auto& [key, item] : map) {
    if (!first) out += ',';
    first = false;
    append_json_string(out, key);
    out += ':';
    append_json(out, item);
  }
  out += '}';
}

template <class T>
void append_vector(std::string& out, const std::vector<T>& values) {
  out += '[';
  bool first = true;
  for (const auto& item : values) {
    if (!first) out += ',';
    first = false;
    append_json(out, item);
  }
  out += ']';
}

}  // namespace detail

template <class T>
void append_json(std::string& out, const T& value) {
  if constexpr (detail::HasJsonTextOf<T>) {
    JsonTextOf<T>::append(out, value);
  } else if constexpr (detail::HasJsonOf<T>) {
    out += json::serialize(JsonOf<T>::to(value));
  } else if constexpr (std::is_same_v<T, json::value> || std::is_same_v<T, json::object>) {
    out += json::serialize(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    out += '"';
    append_rfc3339(out, value);
    out += '"';
  } else if constexpr (detail::kIsName<T>) {
    append_json_string(out, value.str());
  } else if constexpr (detail::DescribedEnum<T>) {
    append_json_string(out, enum_name(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    append_json_number(out, static_cast<double>(value));
  } else if constexpr (std::is_integral_v<T>) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    append_json_string(out, std::string_view(value));
  } else if constexpr (detail::kIsOptional<T>) {
    if (value)
      append_json(out, *value);
    else
      out += "null";
  } else if constexpr (detail::kIsVector<T>) {
    detail::append_vector(out, value);
  } else if constexpr (detail::kIsMap<T>) {
    detail::append_map(out, value);
  } else {
    static_assert(detail::DescribedStruct<T>, "describe this type with BOOST_DESCRIBE_STRUCT");
    detail::append_struct(out, value);
  }
}

}  // namespace millwright
