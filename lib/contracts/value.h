#pragma once
// A value is never sent, stored or shown without its quality and source time.

#include <cstdint>
#include <string>
#include <variant>

#include "lib/base/json.h"
#include "lib/base/json_text.h"
#include "lib/base/time.h"

namespace millwright::contracts {

/// What a tag can hold. In JSON: true, 7, 7.5, "text".
using Value = std::variant<bool, std::int64_t, double, std::string>;

/// The number in a bool, integer or double; nullopt for text.
[[nodiscard]] std::optional<double> number_in(const Value& value);
[[nodiscard]] std::string to_text(const Value& value);

/// An OPC UA status code (Part 4, 7.39; Part 8, 6.3). In JSON its standard name: "Good", "BadNoCommunication".
class Quality {
 public:
  constexpr Quality() = default;  // BadWaitingForInitialData: nothing has been read yet
  constexpr explicit Quality(std::uint32_t code) : code_(code) {}

  [[nodiscard]] constexpr std::uint32_t code() const { return code_; }
  [[nodiscard]] constexpr bool is_good() const { return (code_ & 0xC0000000u) == 0; }
  [[nodiscard]] constexpr bool is_uncertain() const { return (code_ & 0xC0000000u) == 0x40000000u; }
  [[nodiscard]] constexpr bool is_bad() const { return (code_ & 0x80000000u) != 0; }
  /// "Good", "BadNoCommunication", …; "0x80AB0000" where the code is not in the table below.
  [[nodiscard]] std::string name() const;
  [[nodiscard]] static std::optional<Quality> from_name(std::string_view name);
  friend constexpr bool operator==(Quality, Quality) = default;

 private:
  std::uint32_t code_ = 0x80320000u;
};

namespace quality {
inline constexpr Quality kGood{0x00000000u};
inline constexpr Quality kUncertain{0x40000000u};
inline constexpr Quality kUncertainLastUsableValue{0x40900000u};
inline constexpr Quality kUncertainEngineeringUnitsExceeded{0x40940000u};
inline constexpr Quality kUncertainSubNormal{0x40950000u};
inline constexpr Quality kBad{0x80000000u};
inline constexpr Quality kBadWaitingForInitialData{0x80320000u};
inline constexpr Quality kBadNoCommunication{0x80310000u};
inline constexpr Quality kBadNotConnected{0x808A0000u};
inline constexpr Quality kBadDeviceFailure{0x808B0000u};
inline constexpr Quality kBadSensorFailure{0x808C0000u};
inline constexpr Quality kBadOutOfService{0x808D0000u};
inline constexpr Quality kBadConfigurationError{0x80890000u};
inline constexpr Quality kBadOutOfRange{0x803C0000u};
inline constexpr Quality kBadDataLost{0x809D0000u};
}  // namespace quality

/// One reading of one tag.
struct Sample {
  Value value{0.0};
  Quality quality;
  Timestamp source_time{};  // when the device read it
  friend bool operator==(const Sample&, const Sample&) = default;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (value, quality, source_time))

}  // namespace millwright::contracts

template <>
struct millwright::JsonOf<millwright::contracts::Value> {
  static json::value to(const contracts::Value& value);
  static Result<contracts::Value, JsonError> from(const json::value& value, const std::string& path);
  static json::object schema();
};

template <>
struct millwright::JsonOf<millwright::contracts::Quality> {
  static json::value to(contracts::Quality quality) { return json::value(quality.name()); }
  static Result<contracts::Quality, JsonError> from(const json::value& value, const std::string& path);
  static json::object schema();
};

template <>
struct millwright::JsonTextOf<millwright::contracts::Value> {
  static void append(std::string& out, const contracts::Value& value) {
    std::visit([&](const auto& held) { append_json(out, held); }, value);
  }
};

template <>
struct millwright::JsonTextOf<millwright::contracts::Quality> {
  static void append(std::string& out, contracts::Quality quality) { append_json_string(out, quality.name()); }
};
