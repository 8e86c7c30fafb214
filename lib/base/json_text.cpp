#include "lib/base/json_text.h"

#include <cmath>
#include <cstdint>

namespace millwright {
namespace {

void append_escaped(std::string& out, unsigned char c) {
  static constexpr std::string_view kNamed = "\b\f\n\r\t\"\\";
  static constexpr std::string_view kNames = "bfnrt\"\\";
  if (const auto at = kNamed.find(static_cast<char>(c)); at != std::string_view::npos) {
    out += '\\';
    out += kNames[at];
    return;
  }
  static constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u00";
  out += kDigits[c >> 4];
  out += kDigits[c & 0xF];
}

/// Decimals of up to three places, as most process values are: the shortest text that is the number, written without a
/// search for it. False, and nothing written, for others.
bool append_decimal(std::string& out, double number) {
  constexpr double kMost = 1e12;  // with three places fifteen digits: no two decimals are the same double
  const double scaled = number * 1000;
  if (!(std::abs(scaled) < kMost * 1000)) return false;
  constexpr double kRound = 0x1.8p52;  // added and taken away: no digits are left behind the point
  const auto whole = static_cast<std::int64_t>((scaled + kRound) - kRound);
  if (static_cast<double>(whole) / 1000 != number || (whole == 0 && std::signbit(number))) return false;
  char digits[32];
  char* to = digits;
  if (whole < 0) *to++ = '-';
  const auto size = static_cast<std::uint64_t>(whole < 0 ? -whole : whole);
  to = std::to_chars(to, digits + sizeof digits, size / 1000).ptr;
  const auto rest = static_cast<unsigned>(size % 1000);
  *to++ = '.';
  *to++ = static_cast<char>('0' + rest / 100);
  if (rest % 100 != 0) *to++ = static_cast<char>('0' + rest / 10 % 10);
  if (rest % 10 != 0) *to++ = static_cast<char>('0' + rest % 10);
  out.append(digits, to);
  return true;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    auto end = at;
    while (end < text.size() && static_cast<unsigned char>(text[end]) >= 0x20 && text[end] != '"' && text[end] != '\\')
      ++end;
    out.append(text.substr(at, end - at));
    if (end < text.size()) append_escaped(out, static_cast<unsigned char>(text[end++]));
    at = end;
  }
  out += '"';
}

void append_json_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  if (append_decimal(out, number)) return;
  char digits[32];
  const std::string_view text(digits, std::to_chars(digits, digits + sizeof digits, number).ptr - digits);
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

}  // namespace millwright
