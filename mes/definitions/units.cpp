#include "mes/definitions/units.h"

#include <fmt/format.h>

#include <algorithm>

namespace millwright::mes {

const std::vector<Unit>& units() {
  static const std::vector<Unit> kUnits{
      {"H87", "pieces", "piece", "count", 1},
      {"C62", "", "one", "count", 1},
      {"EA", "each", "each", "count", 1},
      {"DZN", "dozen", "dozen", "count", 12},
      {"T3", "thousand", "thousand pieces", "count", 1000},
      {"KGM", "kg", "kilogram", "mass", 1},
      {"MGM", "mg", "milligram", "mass", 1e-6},
      {"GRM", "g", "gram", "mass", 1e-3},
      {"TNE", "t", "tonne (metric ton)", "mass", 1000},
      {"LTR", "L", "litre", "volume", 1},
      {"MLT", "mL", "millilitre", "volume", 1e-3},
      {"CLT", "cL", "centilitre", "volume", 1e-2},
      {"HLT", "hL", "hectolitre", "volume", 100},
      {"MTQ", "m³", "cubic metre", "volume", 1000},
      {"MTR", "m", "metre", "length", 1},
      {"MMT", "mm", "millimetre", "length", 1e-3},
      {"CMT", "cm", "centimetre", "length", 1e-2},
      {"SEC", "s", "second", "time", 1},
      {"MIN", "min", "minute", "time", 60},
      {"HUR", "h", "hour", "time", 3600},
      {"DAY", "d", "day", "time", 86400},
      {"KWH", "kWh", "kilowatt hour", "energy", 1},
      {"MWH", "MWh", "megawatt hour (1000 kW.h)", "energy", 1000},
      {"BAR", "bar", "bar", "pressure", 1},
      {"PAL", "Pa", "pascal", "pressure", 1e-5},
      {"CEL", "°C", "degree Celsius", "temperature", 1},
      {"P1", "%", "percent", "share", 1},
  };
  return kUnits;
}

const Unit* find_unit(std::string_view code) {
  const auto found = std::ranges::find(units(), code, &Unit::code);
  return found == units().end() ? nullptr : &*found;
}

std::string unknown_unit(std::string_view code) {
  for (const auto& unit : units())
    if (!code.empty() && (unit.symbol == code || unit.name == code))
      return fmt::format("there is no UNECE Rec 20 code '{}'; is {} meant?", code, unit.code);
  return fmt::format("'{}' is no UNECE Rec 20 code that is known here, such as LTR, KGM or H87", code);
}

std::optional<double> convert(double quantity, std::string_view from, std::string_view to) {
  const Unit* given = find_unit(from);
  const Unit* wanted = find_unit(to);
  if (given == nullptr || wanted == nullptr || given->kind != wanted->kind) return std::nullopt;
  return given == wanted ? quantity : quantity * given->factor / wanted->factor;
}

}  // namespace millwright::mes
