#include "lib/accounts/session_routes.h"

#include <charconv>
#include <mutex>

#include "lib/base/log.h"

namespace millwright::accounts {
namespace {

using http::Access;
using http::Call;
using http::HttpFailure;
using http::HttpResult;
using http::Method;

constexpr Duration kSessionLifetime = 12h;
constexpr int kAuditRowsDefault = 100;
constexpr int kAuditRowsMax = 1000;
constexpr std::size_t kUsersRemembered = 1000;

struct SignIn {
  std::string user;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (user, password))

struct Session {
  std::string token;
  std::string user;
  std::vector<std::string> roles;
  Timestamp expires;
};
BOOST_DESCRIBE_STRUCT(Session, (), (token, user, roles, expires))

struct WhoAmI {
  std::string user;
  std::vector<std::string> roles;
  Timestamp expires;
};
BOOST_DESCRIBE_STRUCT(WhoAmI, (), (user, roles, expires))

struct SessionEnd {
  std::string user;
};
BOOST_DESCRIBE_STRUCT(SessionEnd, (), (user))

std::string outcome_of(AccountError error) {
  switch (error) {
    case AccountError::locked:
      return "rejected(locked)";
    case AccountError::storage:
      return "failed(storage)";
    default:
      return "rejected(wrong_credentials)";
  }
}

HttpFailure failure_of(const Failure<AccountError>& failure) {
  switch (failure.code) {
    case AccountError::locked:
      return {429, "locked", failure.message};
    case AccountError::storage:
      return {503, "unavailable", "the accounts cannot be reached at this moment"};
    default:
      return {401, "wrong_credentials", failure.message};
  }
}

/// The work behind the routes. Shared by the handlers; safe from several threads.
class Sessions {
 public:
  Sessions(Accounts& accounts, Tokens& tokens, AuditTrail& audit, const Clock& clock, std::string cookie)
      : accounts_(accounts), tokens_(tokens), audit_(audit), clock_(clock), cookie_(std::move(cookie)) {}

  HttpResult<http::Answer<Session>> open(const Call& call, const SignIn& asked);
  HttpResult<http::Answer<SessionEnd>> close(const Call& call);
  HttpResult<std::vector<AuditRow>> audit_rows(const Call& call);

 private:
  HttpResult<void> record(const std::string& user, std::string action, std::string outcome, const std::string& peer);
  bool first_while_locked(const std::string& user);
  [[nodiscard]] std::string cookie_line(std::string_view value, std::chrono::seconds age) const;

  Accounts& accounts_;
  Tokens& tokens_;
  AuditTrail& audit_;
  const Clock& clock_;
  const std::string cookie_;
  const Logger log_{"sessions"};
  std::mutex mutex_;
  std::map<std::string, MonotonicTime> locked_recorded_;
};

HttpResult<http::Answer<Session>> Sessions::open(const Call& call, const SignIn& asked) {
  const auto user = accounts_.verify(asked.user, asked.password);
  // What a stranger typed is not copied into the trail unless it could be a name: it may well be a password.
  const auto shown = valid_user_name(asked.user) ? asked.user : "(not a user name)";
  if (!user) {
    const bool recorded = user.error().code != AccountError::locked || first_while_locked(shown);
    if (recorded) {
      if (auto row = record(shown, "session.open", outcome_of(user.error().code), call.peer); !row)
        return std::unexpected(std::move(row.error()));
    }
    return std::unexpected(failure_of(user.error()));
  }
  if (auto row = record(user->name, "session.open", "accepted", call.peer); !row)
    return std::unexpected(std::move(row.error()));
  auto issued = tokens_.issue(*user, kSessionLifetime);
  auto line = cookie_line(issued.token, std::chrono::duration_cast<std::chrono::seconds>(kSessionLifetime));
  return http::Answer<Session>{
      {std::move(issued.token), user->name, {user->roles.begin(), user->roles.end()}, issued.expires},
      {{"Set-Cookie", std::move(line)}}};
}

HttpResult<http::Answer<SessionEnd>> Sessions::close(const Call& call) {
  const auto& who = call.identity;
  if (auto ended = accounts_.revoke_token(who.token_id, who.token_expires); !ended)
    return std::unexpected(failure_of(ended.error()));
  if (auto row = record(who.user, "session.close", "accepted", call.peer); !row)
    return std::unexpected(std::move(row.error()));
  return http::Answer<SessionEnd>{{who.user}, {{"Set-Cookie", cookie_line("", 0s)}}};
}

HttpResult<std::vector<AuditRow>> Sessions::audit_rows(const Call& call) {
  int limit = kAuditRowsDefault;
  if (const auto text = call.find("limit")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
    if (error != std::errc{} || end != text->data() + text->size() || limit < 1 || limit > kAuditRowsMax)
      return http::bad_request(fmt::format("limit: expected a whole number from 1 to {}", kAuditRowsMax));
  }
  auto rows = audit_.latest(limit);
  if (!rows) return http::unavailable("the audit trail cannot be read: " + rows.error().message);
  return std::move(*rows);
}

// Nobody comes in unrecorded: without a row there is no session.
HttpResult<void> Sessions::record(const std::string& user, std::string action, std::string outcome,
                                  const std::string& peer) {
  const AuditRow row{0, clock_.utc(), user, std::move(action), "session", std::move(outcome), "from " + peer};
  if (auto written = audit_.append(row); !written) {
    log_.error("the audit trail cannot be written: {}", written.error().message);
    return http::unavailable("the audit trail cannot be written");
  }
  return {};
}

// Attempts on a locked user cost no hashing, so they could come in thousands: one row per lock is enough.
bool Sessions::first_while_locked(const std::string& user) {
  std::scoped_lock lock(mutex_);
  const auto now = clock_.monotonic();
  std::erase_if(locked_recorded_, [&](const auto& entry) { return now - entry.second > 30s; });
  if (locked_recorded_.size() >= kUsersRemembered) return false;
  return locked_recorded_.emplace(user, now).second;
}

std::string Sessions::cookie_line(std::string_view value, std::chrono::seconds age) const {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}", cookie_, value, age.count());
}

}  // namespace

void add_session_routes(http::Router& router, Accounts& accounts, Tokens& tokens, AuditTrail& audit, const Clock& clock,
                        std::string cookie) {
  auto sessions = std::make_shared<Sessions>(accounts, tokens, audit, clock, std::move(cookie));
  router.add<SignIn, http::Answer<Session>>(
      {.method = Method::post,
       .path = "/api/v1/session",
       .summary = "Sign in",
       .access = Access::anyone(),
       .slow = true},
      [sessions](const Call& call, const SignIn& asked) { return sessions->open(call, asked); });
  router.add<http::Nothing, WhoAmI>(
      {.method = Method::get, .path = "/api/v1/session", .summary = "Who am I", .access = Access::signed_in()},
      [](const Call& call) -> HttpResult<WhoAmI> {
        const auto& who = call.identity;
        return WhoAmI{who.user, {who.roles.begin(), who.roles.end()}, who.token_expires};
      });
  router.add<http::Nothing, http::Answer<SessionEnd>>(
      {.method = Method::del, .path = "/api/v1/session", .summary = "Sign out", .access = Access::signed_in()},
      [sessions](const Call& call) { return sessions->close(call); });
  router.add<http::Nothing, std::vector<AuditRow>>(
      {.method = Method::get,
       .path = "/api/v1/audit",
       .summary = "The newest rows of the audit trail, newest first",
       .access = Access::any_of({"admin"}),
       .query = {{"limit", "how many, 1 to 1000; 100 if not given", false}}},
      [sessions](const Call& call) { return sessions->audit_rows(call); });
}

http::Authenticator make_authenticator(Accounts& accounts, const Tokens& tokens) {
  return [&accounts, &tokens](std::string_view token) -> std::optional<http::Identity> {
    auto identity = tokens.verify(token);
    if (!identity || accounts.session_ended(*identity)) return std::nullopt;
    return identity;
  };
}

}  // namespace millwright::accounts
