// POST /api/v1/history/backup and GET /api/v1/history/verify.
#include <algorithm>

#include "scada/api/operator_api.h"

namespace millwright::scada::api {
namespace {

struct BackupRequest {
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(BackupRequest, (), (name))

struct Backup {
  std::string folder;
};
BOOST_DESCRIBE_STRUCT(Backup, (), (folder))

struct VerificationView {
  std::uint64_t tags = 0, chunks = 0, samples = 0, bytes = 0;
  std::vector<std::string> faults;
};
BOOST_DESCRIBE_STRUCT(VerificationView, (), (tags, chunks, samples, bytes, faults))

bool is_name(const std::string& text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, fits);
}

std::string name_of(Timestamp time) {
  auto name = to_rfc3339(time);
  std::ranges::replace_if(name, [](char c) { return c == ':' || c == '.'; }, '-');
  return name;
}

http::HttpResult<Backup> back_up(const Parts& parts, const http::Call& call, const BackupRequest& request) {
  const auto now = parts.clock.utc();
  const auto name = request.name.value_or(name_of(now));
  if (!is_name(name)) return http::bad_request("name: expected 1 to 64 letters, digits, - and _");
  const auto made = parts.history_care.back_up(name);
  const auto written = parts.audit.append({0, now, call.identity.user, "history.backup", name, made ? "done" : "failed",
                                           made ? made->string() : made.error().message});
  if (!made) return http::unavailable(made.error().message);
  if (!written) return http::unavailable(written.error().message);
  return Backup{made->string()};
}

http::HttpResult<VerificationView> verify(const Parts& parts) {
  auto found = parts.history_care.verify();
  return VerificationView{found.tags, found.chunks, found.samples, found.bytes, std::move(found.faults)};
}

}  // namespace

void add_history_care_routes(http::Router& router, const Parts& parts) {
  router.add<BackupRequest, Backup>(
      {.method = http::Method::post,
       .path = "/api/v1/history/backup",
       .summary = "Copies all history that is acknowledged to a folder of SCADA's machine, while it is used",
       .access = http::Access::any_of({"admin"}),
       .slow = true},
      [&parts](const http::Call& call, const BackupRequest& request) { return back_up(parts, call, request); });
  router.add<http::Nothing, VerificationView>({.method = http::Method::get,
                                               .path = "/api/v1/history/verify",
                                               .summary = "Reads every chunk of history and tells each fault",
                                               .access = http::Access::any_of({"admin", "engineer"}),
                                               .slow = true},
                                              [&parts](const http::Call&) { return verify(parts); });
}

}  // namespace millwright::scada::api
