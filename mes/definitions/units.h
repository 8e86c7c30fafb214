#pragma once
// Units of measure by their codes of UNECE Recommendation 20 ("LTR", "KGM", "H87"), and conversions between those of
// one kind. From one kind to another (litres of juice to kilograms) nothing is converted unless the material says how:
// mes/definitions/needs.h. Pure functions over a fixed table.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millwright::mes {

struct Unit {
  std::string code;    // UNECE Recommendation 20
  std::string symbol;  // as people read it: "L"
  std::string name;
  std::string kind;   // what it measures: units of one kind convert into each other
  double factor = 1;  // how much of the kind's first unit one of this is
};
BOOST_DESCRIBE_STRUCT(Unit, (), (code, symbol, name, kind, factor))

[[nodiscard]] const std::vector<Unit>& units();
[[nodiscard]] const Unit* find_unit(std::string_view code);
/// "there is no UNECE Rec 20 code 'L'; is LTR meant?": for a code that find_unit() does not know.
[[nodiscard]] std::string unknown_unit(std::string_view code);

/// nullopt where the two measure different things or one of them is unknown.
[[nodiscard]] std::optional<double> convert(double quantity, std::string_view from, std::string_view to);

}  // namespace millwright::mes
