#pragma once
// Values on their way between an instance and the outside: what may be kept, what a parameter takes, when a timer is
// due. Each failure is a sentence.

#include "mes/workflow/bpmn/engine.h"

namespace millwright::mes::bpmn {

template <class T>
using OrWhy = std::expected<T, std::string>;

[[nodiscard]] Lookup lookup_in(const Instance& instance);
/// Why a value may not be kept as a variable; empty where it may. What is kept can be written as JSON and read again.
[[nodiscard]] std::string why_not_kept(const json::value& value);

[[nodiscard]] OrWhy<json::object> parameters_of(const Node& task, const Lookup& lookup);
[[nodiscard]] OrWhy<std::string> correlation_of(const Node& event, const Lookup& lookup);
/// Fills `after` or `at`.
[[nodiscard]] OrWhy<SetTimer> timer_of(const Node& event, const Lookup& lookup);
/// The first rule that holds, with the values that it sets.
[[nodiscard]] OrWhy<Decided> decide(const Node& task, const Lookup& lookup);

}  // namespace millwright::mes::bpmn
