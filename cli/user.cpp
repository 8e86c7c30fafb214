#include "cli/user.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <optional>

#include "lib/accounts/accounts.h"

namespace millwright::cli {
namespace {

using accounts::Accounts;

int refuse(const std::string& message) {
  fmt::print(stderr, "millwright user: {}\n", message);
  return 1;
}

/// The terminal's echo, off for a while.
class Silent {
 public:
  Silent() {
    ::tcgetattr(STDIN_FILENO, &before_);
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silent() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    fmt::print(stderr, "\n");
  }
  Silent(const Silent&) = delete;
  Silent& operator=(const Silent&) = delete;

 private:
  termios before_{};
};

std::string ask(const char* prompt) {
  fmt::print(stderr, "{}: ", prompt);
  const Silent silent;
  std::string line;
  std::getline(std::cin, line);
  return line;
}

/// nullopt if two entries at the terminal differ.
std::optional<std::string> read_password() {
  if (::isatty(STDIN_FILENO) == 0) {
    std::string line;
    std::getline(std::cin, line);
    return line;
  }
  auto password = ask("password");
  if (password != ask("once more")) return std::nullopt;
  return password;
}

/// The folder given, or the only installation below ./data; empty if there is not exactly one.
std::filesystem::path find_data(const std::filesystem::path& given) {
  if (!given.empty()) return given;
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("data", error))
    if (std::filesystem::exists(entry.path() / "shared" / "accounts.db", error)) found.push_back(entry.path());
  return found.size() == 1 ? found.front() : std::filesystem::path();
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
  const auto password = read_password();
  if (!password) return fail(accounts::AccountError::refused, "the two passwords differ; nothing was changed");
  if (options.action == "password") return accounts.set_password(options.name, *password);
  return accounts.add(options.name, *password, {options.roles.begin(), options.roles.end()});
}

}  // namespace

int run_user(const UserOptions& options) {
  const auto data = find_data(options.data);
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
