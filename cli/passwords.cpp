#include "cli/passwords.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace millwright::cli {
namespace {

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

}  // namespace

std::string ask_password(const std::string& prompt) {
  std::string line;
  if (::isatty(STDIN_FILENO) == 0) {
    std::getline(std::cin, line);
    return line;
  }
  fmt::print(stderr, "{}: ", prompt);
  const Silent silent;
  std::getline(std::cin, line);
  return line;
}

std::optional<std::string> ask_new_password() {
  auto password = ask_password("password");
  if (::isatty(STDIN_FILENO) != 0 && password != ask_password("once more")) return std::nullopt;
  return password;
}

}  // namespace millwright::cli
