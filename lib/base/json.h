#pragma once
// Structs to JSON and back without hand-written code, by Boost.Describe. Errors name the field ("parameters.value:
// expected a number"). For contracts and requests; the live path writes its own bytes.
//
//   struct Point { double x = 0; std::optional<std::string> note; };
//   BOOST_DESCRIBE_STRUCT(Point, (), (x, note))
//   to_json(point)  ->  {"x":1.5}          an empty optional is left out
//   from_json<Point>(value)                unknown fields are refused, missing ones too unless optional
//
// Understood: bool, integers, double, std::string, Name<…>, Timestamp (RFC 3339), described enums (their names),
// std::optional, std::vector, std::map<std::string, T>, boost::json::value, described structs, and types with their
// own `tag_invoke(JsonOf<T>, …)` hooks below.

#include <fmt/format.h>

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "lib/base/ids.h"
#include "lib/base/result.h"
#include "lib/base/time.h"

namespace millwright {

namespace json = boost::json;

enum class JsonError { syntax, shape };

/// Specialise for a type that is written in its own way (see lib/contracts/value.h):
///   static json::value to(const T&); static Result<T, JsonError> from(const json::value&, const std::string& path);
///   static json::object schema();
template <class T>
struct JsonOf;

namespace detail {

template <class T>
concept HasJsonOf = requires(const T& t) { JsonOf<T>::to(t); };
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsMap = false;
template <class T>
inline constexpr bool kIsMap<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool kIsName = false;
template <class T>
inline constexpr bool kIsName<Name<T>> = true;

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

inline std::string at(const std::string& path) { return path.empty() ? "the body" : path; }
inline std::string join(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

}  // namespace detail

/// The name of a described enumerator.
template <detail::DescribedEnum E>
[[nodiscard]] std::string_view enum_name(E value) {
  return boost::describe::enum_to_string(value, "");
}
template <detail::DescribedEnum E>
[[nodiscard]] std::optional<E> enum_from_name(std::string_view name) {
  E value{};
  if (!boost::describe::enum_from_string(std::string(name).c_str(), value)) return std::nullopt;
  return value;
}
/// "waiting, running, completed": for messages.
template <detail::DescribedEnum E>
[[nodiscard]] std::string enum_names() {
  std::string all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto e) {
    if (!all.empty()) all += ", ";
    all += e.name;
  });
  return all;
}

template <class T>
[[nodiscard]] json::value to_json(const T& value) {
  if constexpr (detail::HasJsonOf<T>) {
    return JsonOf<T>::to(value);
  } else if constexpr (std::is_same_v<T, json::value> || std::is_same_v<T, json::object> || std::is_same_v<T, bool>) {
    return value;
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    return json::value(to_rfc3339(value));
  } else if constexpr (detail::kIsName<T>) {
    return json::value(value.str());
  } else if constexpr (detail::DescribedEnum<T>) {
    return json::value(enum_name(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    // JSON has no NaN or infinity; both mean "no number".
    return std::isfinite(value) ? json::value(static_cast<double>(value)) : json::value(nullptr);
  } else if constexpr (std::is_integral_v<T>) {
    return json::value(value);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return json::value(std::string_view(value));
  } else if constexpr (detail::kIsOptional<T>) {
    return value ? to_json(*value) : json::value(nullptr);
  } else if constexpr (detail::kIsVector<T>) {
    json::array array;
    array.reserve(value.size());
    for (const auto& item : value) array.push_back(to_json(item));
    return array;
  } else if constexpr (detail::kIsMap<T>) {
    json::object object;
    for (const auto& [key, item] : value) object[key] = to_json(item);
    return object;
  } else {
    static_assert(detail::DescribedStruct<T>, "describe this type with BOOST_DESCRIBE_STRUCT");
    json::object object;
    boost::mp11::mp_for_each<detail::MembersOf<T>>([&](auto member) {
      const auto& field = value.*member.pointer;
      if constexpr (detail::kIsOptional<std::decay_t<decltype(field)>>) {
        if (!field) return;
      }
      object[member.name] = to_json(field);
    });
    return object;
  }
}

template <class T>
[[nodiscard]] std::string to_json_text(const T& value) {
  return json::serialize(to_json(value));
}

template <class T>
[[nodiscard]] Result<T, JsonError> from_json(const json::value& value, const std::string& path = "");

namespace detail {

inline std::unexpected<Failure<JsonError>> wrong(const std::string& path, std::string_view expected) {
  return fail(JsonError::shape, "{}: expected {}", at(path), expected);
}

template <class T>
Result<T, JsonError> integer_from(const json::value& value, const std::string& path) {
  const auto in_range = [&](auto n) -> Result<T, JsonError> {
    if (!std::in_range<T>(n))
      return wrong(path, fmt::format("a whole number from {} to {}", std::numeric_limits<T>::min(),
                                     std::numeric_limits<T>::max()));
    return static_cast<T>(n);
  };
  if (value.is_int64()) return in_range(value.get_int64());
  if (value.is_uint64()) return in_range(value.get_uint64());
  return wrong(path, "a whole number");
}

template <class T>
Result<T, JsonError> struct_from(const json::value& value, const std::string& path) {
  if (!value.is_object()) return wrong(path, "an object");
  const auto& object = value.get_object();
  T out{};
  std::optional<Failure<JsonError>> failure;
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
    if (failure) return;
    using Field = std::decay_t<decltype(out.*member.pointer)>;
    const auto* found = object.if_contains(member.name);
    const bool absent = found == nullptr || (kIsOptional<Field> && found->is_null());
    if (absent) {
      if constexpr (!kIsOptional<Field>)
        failure = Failure<JsonError>{JsonError::shape, join(path, member.name) + ": is missing"};
      return;
    }
    auto read = from_json<Field>(*found, join(path, member.name));
    if (read)
      out.*member.pointer = std::move(*read);
    else
      failure = std::move(read.error());
  });
  if (failure) return std::unexpected(std::move(*failure));
  for (const auto& entry : object) {
    bool known = false;
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) { known = known || entry.key() == member.name; });
    if (!known) return fail(JsonError::shape, "{}: is not a known field", join(path, std::string_view(entry.key())));
  }
  return out;
}

}  // namespace detail

template <class T>
Result<T, JsonError> from_json(const json::value& value, const std::string& path) {
  if constexpr (detail::HasJsonOf<T>) {
    return JsonOf<T>::from(value, path);
  } else if constexpr (std::is_same_v<T, json::value>) {
    return value;
  } else if constexpr (std::is_same_v<T, json::object>) {
    if (!value.is_object()) return detail::wrong(path, "an object");
    return value.get_object();
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_bool()) return detail::wrong(path, "true or false");
    return value.get_bool();
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    const auto time = value.is_string() ? parse_rfc3339(value.get_string()) : std::nullopt;
    if (!time) return detail::wrong(path, "an RFC 3339 time such as 2026-11-23T06:00:00Z");
    return *time;
  } else if constexpr (detail::DescribedEnum<T>) {
    const auto found = value.is_string() ? enum_from_name<T>(value.get_string()) : std::nullopt;
    if (!found) return detail::wrong(path, "one of " + enum_names<T>());
    return *found;
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!value.is_number()) return detail::wrong(path, "a number");
    return value.to_number<T>();
  } else if constexpr (std::is_integral_v<T>) {
    return detail::integer_from<T>(value, path);
  } else if constexpr (std::is_same_v<T, std::string> || detail::kIsName<T>) {
    if (!value.is_string()) return detail::wrong(path, "a text");
    return T{std::string(value.get_string())};
  } else if constexpr (detail::kIsOptional<T>) {
    if (value.is_null()) return T{};
    auto inner = from_json<typename T::value_type>(value, path);
    if (!inner) return std::unexpected(std::move(inner.error()));
    return T{std::move(*inner)};
  } else if constexpr (detail::kIsVector<T>) {
    if (!value.is_array()) return detail::wrong(path, "a list");
    T out;
    for (const auto& item : value.get_array()) {
      auto inner = from_json<typename T::value_type>(item, fmt::format("{}[{}]", path, out.size()));
      if (!inner) return std::unexpected(std::move(inner.error()));
      out.push_back(std::move(*inner));
    }
    return out;
  } else if constexpr (detail::kIsMap<T>) {
    if (!value.is_object()) return detail::wrong(path, "an object");
    T out;
    for (const auto& entry : value.get_object()) {
      auto inner = from_json<typename T::mapped_type>(entry.value(), detail::join(path, std::string_view(entry.key())));
      if (!inner) return std::unexpected(std::move(inner.error()));
      out.emplace(entry.key(), std::move(*inner));
    }
    return out;
  } else {
    static_assert(detail::DescribedStruct<T>, "describe this type with BOOST_DESCRIBE_STRUCT");
    return detail::struct_from<T>(value, path);
  }
}

/// Text from outside as a value. Nesting is limited to 32, and numbers that a double cannot hold (1e400) are refused:
/// Boost reads them as infinity, which it would write as a word that is no JSON.
[[nodiscard]] Result<json::value, JsonError> parse_json(std::string_view text);

/// Parses and reads in one go.
template <class T>
[[nodiscard]] Result<T, JsonError> from_json_text(std::string_view text) {
  auto value = parse_json(text);
  if (!value) return fail(value.error().code, "the body is not JSON: {}", value.error().message);
  return from_json<T>(*value);
}

}  // namespace millwright
