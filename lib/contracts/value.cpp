#include "lib/contracts/value.h"

#include <array>
#include <charconv>

namespace millwright::contracts {
namespace {

struct NamedQuality {
  Quality quality;
  std::string_view name;
};

constexpr std::array kNames{
    NamedQuality{quality::kGood, "Good"},
    NamedQuality{quality::kUncertain, "Uncertain"},
    NamedQuality{quality::kUncertainLastUsableValue, "UncertainLastUsableValue"},
    NamedQuality{quality::kUncertainEngineeringUnitsExceeded, "UncertainEngineeringUnitsExceeded"},
    NamedQuality{quality::kUncertainSubNormal, "UncertainSubNormal"},
    NamedQuality{quality::kBad, "Bad"},
    NamedQuality{quality::kBadWaitingForInitialData, "BadWaitingForInitialData"},
    NamedQuality{quality::kBadNoCommunication, "BadNoCommunication"},
    NamedQuality{quality::kBadNotConnected, "BadNotConnected"},
    NamedQuality{quality::kBadDeviceFailure, "BadDeviceFailure"},
    NamedQuality{quality::kBadSensorFailure, "BadSensorFailure"},
    NamedQuality{quality::kBadOutOfService, "BadOutOfService"},
    NamedQuality{quality::kBadConfigurationError, "BadConfigurationError"},
    NamedQuality{quality::kBadOutOfRange, "BadOutOfRange"},
    NamedQuality{quality::kBadDataLost, "BadDataLost"},
};

}  // namespace

std::string Quality::name() const {
  for (const auto& entry : kNames)
    if (entry.quality == *this) return std::string(entry.name);
  return fmt::format("0x{:08X}", code_);
}

std::optional<Quality> Quality::from_name(std::string_view name) {
  for (const auto& entry : kNames)
    if (entry.name == name) return entry.quality;
  if (name.size() != 10 || !name.starts_with("0x")) return std::nullopt;
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(name.data() + 2, name.data() + name.size(), code, 16);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return Quality{code};
}

std::optional<double> number_in(const Value& value) {
  if (const auto* b = std::get_if<bool>(&value)) return *b ? 1.0 : 0.0;
  if (const auto* i = std::get_if<std::int64_t>(&value)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&value)) return *d;
  return std::nullopt;
}

std::string to_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* b = std::get_if<bool>(&value)) return *b ? "true" : "false";
  if (const auto* i = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *i);
  return fmt::format("{}", std::get<double>(value));
}

}  // namespace millwright::contracts

namespace millwright {

json::value JsonOf<contracts::Value>::to(const contracts::Value& value) {
  return std::visit([](const auto& held) { return to_json(held); }, value);
}

Result<contracts::Value, JsonError> JsonOf<contracts::Value>::from(const json::value& value, const std::string& path) {
  if (value.is_bool()) return contracts::Value{value.get_bool()};
  if (value.is_int64()) return contracts::Value{value.get_int64()};
  if (value.is_double()) return contracts::Value{value.get_double()};
  if (value.is_string()) return contracts::Value{std::string(value.get_string())};
  return detail::wrong(path, "a number, text, true or false");
}

json::object JsonOf<contracts::Value>::schema() { return {{"type", {"number", "string", "boolean"}}}; }

Result<contracts::Quality, JsonError> JsonOf<contracts::Quality>::from(const json::value& value,
                                                                       const std::string& path) {
  const auto quality =
      value.is_string() ? contracts::Quality::from_name(std::string_view(value.get_string())) : std::nullopt;
  if (!quality) return detail::wrong(path, "the name of an OPC UA status code, such as Good");
  return *quality;
}

json::object JsonOf<contracts::Quality>::schema() {
  return {{"type", "string"}, {"description", "name of the OPC UA status code, or its number as 0x…"}};
}

}  // namespace millwright
