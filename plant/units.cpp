#include "plant/units.h"

#include <algorithm>
#include <array>

namespace millwright::plant {
namespace {

struct Row {
  std::string_view symbol;
  std::string_view unece;
  std::string_view name;
};

constexpr std::array kUnits = {
    Row{"", "", ""},
    Row{"%", "P1", "percent"},
    Row{"°C", "CEL", "degree Celsius"},
    Row{"°F", "FAH", "degree Fahrenheit"},
    Row{"K", "KEL", "kelvin"},
    Row{"bar", "BAR", "bar"},
    Row{"mbar", "MBR", "millibar"},
    Row{"Pa", "PAL", "pascal"},
    Row{"kPa", "KPA", "kilopascal"},
    Row{"L", "LTR", "litre"},
    Row{"mL", "MLT", "millilitre"},
    Row{"hL", "HLT", "hectolitre"},
    Row{"m³", "MTQ", "cubic metre"},
    Row{"L/min", "L2", "litre per minute"},
    Row{"L/h", "E32", "litre per hour"},
    Row{"m³/h", "MQH", "cubic metre per hour"},
    Row{"g", "GRM", "gram"},
    Row{"kg", "KGM", "kilogram"},
    Row{"t", "TNE", "tonne"},
    Row{"kg/h", "E93", "kilogram per hour"},
    Row{"ms", "C26", "millisecond"},
    Row{"s", "SEC", "second"},
    Row{"min", "MIN", "minute"},
    Row{"h", "HUR", "hour"},
    Row{"m", "MTR", "metre"},
    Row{"mm", "MMT", "millimetre"},
    Row{"m/s", "MTS", "metre per second"},
    Row{"rpm", "RPM", "revolutions per minute"},
    Row{"Hz", "HTZ", "hertz"},
    Row{"W", "WTT", "watt"},
    Row{"kW", "KWT", "kilowatt"},
    Row{"kWh", "KWH", "kilowatt hour"},
    Row{"V", "VLT", "volt"},
    Row{"A", "AMP", "ampere"},
    Row{"pH", "Q30", "pH"},
    Row{"pieces", "H87", "piece"},
    Row{"bottles", "", "bottles"},
    Row{"bottles/min", "", "bottles per minute"},
    Row{"pallets", "", "pallets"},
};

}  // namespace

std::optional<Unit> find_unit(std::string_view symbol) {
  const auto* row = std::ranges::find(kUnits, symbol, &Row::symbol);
  if (row == kUnits.end()) return std::nullopt;
  return Unit{std::string(row->symbol), std::string(row->unece), std::string(row->name)};
}

std::string known_units() {
  std::string text;
  for (const auto& row : kUnits) {
    if (row.symbol.empty()) continue;
    if (!text.empty()) text += ", ";
    text += row.symbol;
  }
  return text;
}

}  // namespace millwright::plant
