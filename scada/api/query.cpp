#include "scada/api/query.h"

#include <charconv>

namespace millwright::scada::api {

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
