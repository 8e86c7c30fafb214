#include "lib/base/redact.h"

#include <algorithm>

namespace millwright {
namespace {

constexpr std::string_view kStars = "***";
// What ends a URL in a sentence.
constexpr std::string_view kSpace = " \t\r\n\"'<>";

/// "user:password@host" without the password. The last @ counts, so that an @ that should have been encoded hides
/// rather too much than too little.
std::string without_account_password(std::string_view rest) {
  const auto at = rest.rfind('@');
  const auto colon = rest.find(':');
  if (at == std::string_view::npos || colon > at) return std::string(rest);
  return std::string(rest.substr(0, colon + 1)) + std::string(kStars) + std::string(rest.substr(at));
}

std::string without_url_passwords(std::string_view text) {
  constexpr std::string_view kAuthority = "://";
  std::string out;
  for (auto found = text.find(kAuthority); found != std::string_view::npos; found = text.find(kAuthority)) {
    const auto begin = found + kAuthority.size();
    const auto end = std::min(text.find_first_of(kSpace, begin), text.size());
    out += text.substr(0, begin);
    out += without_account_password(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
  return out += text;
}

/// "sslpassword=" among them.
std::string without_parameter_passwords(std::string_view text) {
  constexpr std::string_view kParameter = "password=";
  std::string out;
  for (auto found = text.find(kParameter); found != std::string_view::npos; found = text.find(kParameter)) {
    const auto begin = found + kParameter.size();
    auto end = text.find_first_of(kSpace, begin);
    end = std::min({end, text.find('&', begin), text.size()});
    out += text.substr(0, begin);
    if (end > begin) out += kStars;
    text.remove_prefix(end);
  }
  return out += text;
}

}  // namespace

std::string without_passwords(std::string_view text) {
  return without_parameter_passwords(without_url_passwords(text));
}

}  // namespace millwright
