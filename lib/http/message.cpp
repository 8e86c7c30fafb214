#include "lib/http/message.h"

#include "lib/base/log.h"

namespace millwright::http {
namespace {

// Own pages only: no foreign script, no framing. `ws:` and `wss:` because both applications stand on two ports of one
// host; inline styles because charts position themselves by style attributes.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

bool splits_the_answer(const std::string& text) {
  return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

}  // namespace

RawResponse error_response(const HttpFailure& failure) {
  const json::object body{{"error", json::object{{"code", failure.code}, {"message", failure.message}}}};
  RawResponse response{failure.status, "application/json", json::serialize(body), {}};
  if (failure.status == 401) response.headers["WWW-Authenticate"] = "Bearer";
  if (failure.status == 503 || failure.status == 429) response.headers["Retry-After"] = "1";
  complete_headers(response);
  return response;
}

void complete_headers(RawResponse& response) {
  std::erase_if(response.headers, [](const auto& header) {
    if (!splits_the_answer(header.first) && !splits_the_answer(header.second)) return false;
    Logger("http").error("a handler set a header with a line break; it was left out");
    return true;
  });
  response.headers.emplace("Content-Security-Policy", kContentSecurityPolicy);
  response.headers.emplace("X-Content-Type-Options", "nosniff");
  response.headers.emplace("Referrer-Policy", "same-origin");
  response.headers.emplace("X-Frame-Options", "DENY");
  response.headers.emplace("Cache-Control", "no-store");
}

}  // namespace millwright::http
