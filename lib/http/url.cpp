#include "lib/http/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace millwright::http {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const auto high = hex_digit(text[i + 1]);
      const auto low = hex_digit(text[i + 2]);
      if (!high || !low) return std::nullopt;
      out += static_cast<char>(*high << 4 | *low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  if (!valid_utf8(out) || out.find('\0') != std::string::npos) return std::nullopt;
  return out;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Of the sequence that starts with `lead`: its length and the smallest code point it may carry (RFC 3629).
struct Utf8Lead {
  std::size_t length;
  std::uint32_t bits;
  std::uint32_t smallest;
};
std::optional<Utf8Lead> utf8_lead(unsigned char lead) {
  if (lead < 0x80) return Utf8Lead{1, lead, 0};
  if (lead >= 0xc2 && lead < 0xe0) return Utf8Lead{2, lead & 0x1fU, 0x80};
  if (lead >= 0xe0 && lead < 0xf0) return Utf8Lead{3, lead & 0x0fU, 0x800};
  if (lead >= 0xf0 && lead < 0xf5) return Utf8Lead{4, lead & 0x07U, 0x10000};
  return std::nullopt;
}

// A parameter's name is repeated in an error message: not without end.
std::string shortened(std::string_view name) { return std::string(name.substr(0, 60)); }

}  // namespace

std::optional<Target> split_target(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    if (slash == std::string_view::npos) return Target{"/", ""};
    target.remove_prefix(slash);
    break;
  }
  if (!target.starts_with('/') || target.find('#') != std::string_view::npos) return std::nullopt;
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return Target{target, {}};
  return Target{target.substr(0, mark), target.substr(mark + 1)};
}

bool valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = utf8_lead(static_cast<unsigned char>(text[i]));
    if (!lead || text.size() - i < lead->length) return false;
    std::uint32_t code = lead->bits;
    for (std::size_t k = 1; k < lead->length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xc0U) != 0x80U) return false;
      code = code << 6 | (next & 0x3fU);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < lead->smallest || code > 0x10ffff || surrogate) return false;
    i += lead->length;
  }
  return true;
}

std::optional<std::string> decode_component(std::string_view text) { return decode(text, false); }
std::optional<std::string> decode_form(std::string_view text) { return decode(text, true); }

std::optional<std::vector<std::string>> path_segments(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    auto segment = decode_component(path.substr(0, end));
    if (!segment || has_control(*segment)) return std::nullopt;
    segments.push_back(std::move(*segment));
    path.remove_prefix(end);
  }
  return segments;
}

HttpResult<std::map<std::string, std::string>> read_query(std::string_view query,
                                                          const std::vector<QueryParameter>& declared) {
  std::map<std::string, std::string> values;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = decode_form(pair.substr(0, equals));
    if (!name) return bad_request("the query string is not valid: a parameter's name cannot be decoded");
    const auto value = decode_form(pair.substr(std::min(equals + 1, pair.size())));
    if (!value) return bad_request(fmt::format("the query parameter {} cannot be decoded", shortened(*name)));
    const bool known = std::ranges::any_of(declared, [&](const auto& parameter) { return parameter.name == *name; });
    if (!known) return bad_request(fmt::format("the query parameter {} is not known here", shortened(*name)));
    if (!values.emplace(*name, *value).second)
      return bad_request(fmt::format("the query parameter {} is given twice", *name));
  }
  for (const auto& parameter : declared) {
    if (parameter.required && !values.contains(parameter.name))
      return bad_request(fmt::format("the query parameter {} is missing", parameter.name));
  }
  return values;
}

}  // namespace millwright::http
