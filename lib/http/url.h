#pragma once
// Reading what a stranger put into a request line. Pure functions; anything malformed is refused, never repaired.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/router.h"

namespace millwright::http {

/// A request target in two parts, both still percent-encoded.
struct Target {
  std::string_view path;
  std::string_view query;
};
/// "/path?query" or "http://host/path?query" (RFC 9112, 3.2.1 and 3.2.2); nullopt for other forms.
[[nodiscard]] std::optional<Target> split_target(std::string_view target);

[[nodiscard]] bool valid_utf8(std::string_view text);
/// nullopt for a broken escape, for what is not UTF-8, and for NUL.
[[nodiscard]] std::optional<std::string> decode_component(std::string_view text);
/// The same, with '+' for a space (query strings).
[[nodiscard]] std::optional<std::string> decode_form(std::string_view text);

/// "/a/b%2Fc" is {"a", "b/c"}; "/" is {""}. nullopt unless it starts with '/', decodes, and holds no control character.
[[nodiscard]] std::optional<std::vector<std::string>> path_segments(std::string_view path);

/// A query string against the declared parameters. 400 names the parameter that is unknown, missing, or given twice.
[[nodiscard]] HttpResult<std::map<std::string, std::string>> read_query(std::string_view query,
                                                                        const std::vector<QueryParameter>& declared);

}  // namespace millwright::http
