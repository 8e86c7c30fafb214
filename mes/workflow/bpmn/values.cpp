#include "mes/workflow/bpmn/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mes/workflow/bpmn/durations.h"

namespace millwright::mes::bpmn {
namespace {

// About the bytes of the JSON text; nullopt once it is too deep, too large or no JSON.
std::optional<std::size_t> bytes_of(const json::value& value, int depth) {
  if (depth > kVariableDepthMax) return std::nullopt;
  if (const auto* number = value.if_double())
    return std::isfinite(*number) ? std::optional<std::size_t>(12) : std::nullopt;
  if (const auto* text = value.if_string()) return text->size() + 2;
  std::size_t bytes = 8;
  const auto add = [&](const json::value& part) {
    const auto more = bytes_of(part, depth + 1);
    if (more) bytes += *more;
    return more && bytes <= kVariableBytesMax;
  };
  if (const auto* array = value.if_array()) {
    if (!std::ranges::all_of(*array, add)) return std::nullopt;
  } else if (const auto* object = value.if_object()) {
    for (const auto& entry : *object) {
      bytes += entry.key().size() + 4;
      if (!add(entry.value())) return std::nullopt;
    }
  }
  return bytes;
}

bool is_of(ParameterType type, const json::value& value) {
  switch (type) {
    case ParameterType::text:
      return value.is_string();
    case ParameterType::number:
      return value.is_number();
    case ParameterType::boolean:
      return value.is_bool();
    case ParameterType::any:
      return true;
  }
  return false;
}

OrWhy<json::value> value_of(const ValueSource& source, const Lookup& lookup) {
  if (!source.expression) return source.literal;
  auto value = source.expression->evaluate(lookup);
  if (!value) return std::unexpected(fmt::format("'={}': {}", source.expression->text(), value.error().message));
  return std::move(*value);
}

// A number of seconds, or PT….
std::optional<Duration> duration_of(const json::value& value) {
  if (value.is_string()) return parse_iso_duration(value.get_string());
  if (!value.is_number()) return std::nullopt;
  const double seconds = value.to_number<double>();
  constexpr double kSecondsMax = std::chrono::duration<double>(kTimerMax).count();
  if (!(seconds >= 0 && seconds <= kSecondsMax)) return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

Lookup lookup_in(const Instance& instance) {
  return [&variables = instance.variables](std::string_view path) -> std::optional<json::value> {
    const auto dot = path.find('.');
    const auto found = variables.find(std::string(path.substr(0, dot)));
    if (found == variables.end()) return std::nullopt;
    if (dot == std::string_view::npos) return found->second;
    const auto* object = found->second.if_object();
    return object == nullptr ? std::nullopt : value_at(*object, path.substr(dot + 1));
  };
}

std::string why_not_kept(const json::value& value) {
  const auto bytes = bytes_of(value, 1);
  if (bytes && *bytes <= kVariableBytesMax) return {};
  return fmt::format("a variable is at most {} levels deep and {} bytes long, and its numbers are finite",
                     kVariableDepthMax, kVariableBytesMax);
}

OrWhy<json::object> parameters_of(const Node& task, const Lookup& lookup) {
  json::object out;
  for (const auto& parameter : task.parameters) {
    auto value = value_of(parameter.value, lookup);
    if (!value) return std::unexpected(fmt::format("the parameter {}: {}", parameter.name, value.error()));
    if (!is_of(parameter.type, *value))
      return std::unexpected(fmt::format("the parameter {} is of the type {}, and '={}' gives {}", parameter.name,
                                         enum_name(parameter.type), parameter.value.expression->text(),
                                         json::serialize(*value).substr(0, 200)));
    out[parameter.name] = std::move(*value);
  }
  return out;
}

OrWhy<std::string> correlation_of(const Node& event, const Lookup& lookup) {
  if (!event.correlation) return std::string{};
  auto value = value_of(*event.correlation, lookup);
  if (!value) return std::unexpected(fmt::format("the correlation {}", value.error()));
  if (!value->is_string() || value->get_string().empty() || value->get_string().size() > 1000)
    return std::unexpected("the correlation is a text of 1 to 1000 bytes, and this gives " +
                           json::serialize(*value).substr(0, 200));
  return std::string(value->get_string());
}

OrWhy<SetTimer> timer_of(const Node& event, const Lookup& lookup) {
  const auto& rule = event.timer;
  SetTimer out{{}, event.id, {}, {}, {}};
  if (!rule.expression) {
    if (rule.kind == TimerRule::Kind::date)
      out.at = rule.date;
    else
      out.after = rule.duration;
    return out;
  }
  const auto value = rule.expression->evaluate(lookup);
  if (!value)
    return std::unexpected(
        fmt::format("the timer '{}' '={}': {}", event.id, rule.expression->text(), value.error().message));
  if (rule.kind == TimerRule::Kind::duration)
    out.after = duration_of(*value);
  else if (value->is_string())
    out.at = parse_rfc3339(value->get_string());
  if (out.after || out.at) return out;
  return std::unexpected(fmt::format("the timer '{}' wants {}, and '={}' gives {}", event.id,
                                     rule.kind == TimerRule::Kind::duration
                                         ? "seconds from 0 to ten years, or a text such as PT5M"
                                         : "a text such as 2026-12-24T06:00:00Z",
                                     rule.expression->text(), json::serialize(*value).substr(0, 200)));
}

OrWhy<Decided> decide(const Node& task, const Lookup& lookup) {
  for (std::size_t i = 0; i < task.decision.size(); ++i) {
    const auto& rule = task.decision[i];
    if (rule.when) {
      const auto holds = rule.when->is_true(lookup);
      if (!holds)
        return std::unexpected(fmt::format("rule {}, '{}': {}", i + 1, rule.when->text(), holds.error().message));
      if (!*holds) continue;
    }
    Decided out{task.id, 0, i + 1, {}};
    for (const auto& [name, expression] : rule.then) {
      auto value = expression.evaluate(lookup);
      if (!value) return std::unexpected(fmt::format("rule {}, {}: {}", i + 1, name, value.error().message));
      if (auto why = why_not_kept(*value); !why.empty())
        return std::unexpected(fmt::format("rule {}, {}: {}", i + 1, name, why));
      out.values[name] = std::move(*value);
    }
    return out;
  }
  return std::unexpected("no rule holds, and there is no mw:otherwise");
}

}  // namespace millwright::mes::bpmn
