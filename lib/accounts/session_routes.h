#pragma once
// POST /api/v1/session, GET /api/v1/session (who am I), DELETE /api/v1/session, GET /api/v1/audit (admin), the same in
// both applications; and the authenticator that goes with them.

#include "lib/accounts/accounts.h"
#include "lib/accounts/audit.h"
#include "lib/accounts/tokens.h"
#include "lib/http/server.h"

namespace millwright::accounts {

/// All references must outlive the server. Sets the cookie HttpOnly, SameSite=Strict, Path=/.
void add_session_routes(http::Router& router, Accounts& accounts, Tokens& tokens, AuditTrail& audit, const Clock& clock,
                        std::string cookie = "millwright_session");
/// Refuses tokens that are not valid, revoked, or of a user since disabled. Both must outlive the server.
[[nodiscard]] http::Authenticator make_authenticator(Accounts& accounts, const Tokens& tokens);

}  // namespace millwright::accounts
