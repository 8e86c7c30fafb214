#pragma once
// Query parameters as numbers and times, with an answer that names the field when they are none.

#include <string>

#include "lib/http/router.h"

namespace millwright::scada::api {

/// An RFC 3339 time of `key`; `otherwise` when it is not there.
[[nodiscard]] http::HttpResult<Timestamp> time_in(const http::Call& call, const std::string& key, Timestamp otherwise);

/// A whole number of `key` from 1 to `max`; `otherwise` when it is not there.
[[nodiscard]] http::HttpResult<int> count_in(const http::Call& call, const std::string& key, int otherwise, int max);
[[nodiscard]] inline http::HttpResult<int> limit_in(const http::Call& call, int otherwise, int max) {
  return count_in(call, "limit", otherwise, max);
}

}  // namespace millwright::scada::api
