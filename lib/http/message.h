#pragma once
// A request and what is said about it in headers, free of any network type.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/http/router.h"

namespace millwright::http {

/// Header fields in the order received; names in lower case.
class Headers {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const {
    const auto found =
        std::ranges::find(fields_, name, [](const auto& field) { return std::string_view(field.first); });
    if (found == fields_.end()) return std::nullopt;
    return found->second;
  }
  [[nodiscard]] std::size_t count(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::count_if(fields_, [&](const auto& f) { return f.first == name; }));
  }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method;  // as sent: "GET", "HEAD", "BREW"
  std::string target;  // "/api/v1/tags?under=line1"
  Headers headers;
  std::string body;
  std::string peer;
};

/// {"error":{"code","message"}} with the headers every answer carries.
[[nodiscard]] RawResponse error_response(const HttpFailure& failure);
/// Adds the security headers and Cache-Control where the handler set none; removes headers that could split an answer.
void complete_headers(RawResponse& response);

}  // namespace millwright::http
