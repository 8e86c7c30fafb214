#include "cli/user.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>

#include "cli/passwords.h"
#include "lib/accounts/accounts.h"

namespace millwright::cli {
namespace {

using accounts::Accounts;

int refuse(const std::string& message) {
  fmt::print(stderr, "millwright user: {}\n", message);
  return 1;
}

int list(Accounts& accounts) {
  const auto users = accounts.list();
  if (!users) return refuse(users.error().message);
  for (const auto& user : *users)
    fmt::print("{}\t{}\t{}\t{}\n", user.name, user.enabled ? "enabled" : "disabled", fmt::join(user.roles, ","),
               to_rfc3339(user.created));
  return 0;
}

Result<void, accounts::AccountError> change(Accounts& accounts, const UserOptions& options) {
  if (options.action == "enable" || options.action == "disable")
    return accounts.set_enabled(options.name, options.action == "enable");
  const auto password = ask_new_password();
  if (!password) return fail(accounts::AccountError::refused, "the two passwords differ; nothing was changed");
  if (options.action == "password") return accounts.set_password(options.name, *password);
  return accounts.add(options.name, *password, {options.roles.begin(), options.roles.end()});
}

}  // namespace

std::filesystem::path find_installation(const std::filesystem::path& given) {
  if (!given.empty()) return given;
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("data", error))
    if (std::filesystem::exists(entry.path() / "shared" / "accounts.db", error)) found.push_back(entry.path());
  return found.size() == 1 ? found.front() : std::filesystem::path();
}

int run_user(const UserOptions& options) {
  const auto data = find_installation(options.data);
  const auto shared = data / "shared";
  // Opening would make an empty installation in a folder named by mistake.
  if (data.empty() || !std::filesystem::exists(shared / "accounts.db"))
    return refuse(data.empty() ? "which installation? name its data folder by --data"
                               : fmt::format("{} is no data folder of an installation", data.string()));
  const SystemClock clock;
  const auto accounts = Accounts::open(shared, clock);
  if (!accounts) return refuse(accounts.error().message);
  if (options.action == "list") return list(**accounts);
  const auto done = change(**accounts, options);
  return done ? 0 : refuse(done.error().message);
}

}  // namespace millwright::cli
