#include "scada/api/query.h"

#include <charconv>

namespace millwright::scada::api {

http::HttpResult<Timestamp> time_in(const http::Call& call, const std::string& key, Timestamp otherwise) {
  const auto text = call.find(key);
  if (!text) return otherwise;
  const auto time = parse_rfc3339(*text);
  if (!time) return http::bad_request(fmt::format("{}: expected an RFC 3339 time such as 2026-11-23T06:00:00Z", key));
  return *time;
}

http::HttpResult<int> count_in(const http::Call& call, const std::string& key, int otherwise, int max) {
  const auto text = call.find(key);
  if (!text) return otherwise;
  int count = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
  if (error != std::errc{} || end != text->data() + text->size() || count < 1 || count > max)
    return http::bad_request(fmt::format("{}: expected a whole number from 1 to {}", key, max));
  return count;
}

}  // namespace millwright::scada::api
