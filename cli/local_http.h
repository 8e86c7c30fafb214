#pragma once
// A person's hands on one of the two applications: signed in, and asking by its HTTP API. One connection for each
// request. One thread.

#include <string>
#include <string_view>

#include "lib/base/json.h"
#include "lib/base/result.h"
#include "lib/base/time.h"

namespace millwright::cli {

enum class HttpError { unreachable, refused };

class LocalHttp {
 public:
  /// `patience`: for each request, from its first byte to the answer's last.
  explicit LocalHttp(int port, Duration patience = std::chrono::seconds{5}) : port_(port), patience_(patience) {}

  Result<void, HttpError> sign_in(const std::string& user, const std::string& password);
  /// The body of the answer; an answer that is no success is a failure with the server's own words.
  [[nodiscard]] Result<json::value, HttpError> get(std::string_view target) const;
  [[nodiscard]] Result<json::value, HttpError> post(std::string_view target, const json::object& body) const;

 private:
  [[nodiscard]] Result<json::value, HttpError> request(std::string_view method, std::string_view target,
                                                       const std::string& body) const;
  int port_;
  Duration patience_;
  std::string token_;
};

}  // namespace millwright::cli
