// Files that hold a secret.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "lib/accounts/secrets.h"

namespace millwright::accounts {
namespace fs = std::filesystem;
namespace {

std::unexpected<Failure<AccountError>> system_failure(std::string_view what, const fs::path& file) {
  return fail(AccountError::storage, "{} {}: {}", what, file.string(), std::strerror(errno));
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return ::fsync(descriptor) == 0;
}

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

Result<void, AccountError> write_private_file(const fs::path& file, std::string_view text) {
  auto temporary = file;
  temporary += ".new";
  ::unlink(temporary.c_str());
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return system_failure("cannot write", temporary);
  const bool written = write_all(descriptor, text);
  const bool closed = ::close(descriptor) == 0;
  if (!written || !closed || ::rename(temporary.c_str(), file.c_str()) != 0)
    return system_failure("cannot write", file);
  sync_folder(file.parent_path());
  return {};
}

Result<std::string, AccountError> read_private_file(const fs::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return system_failure("cannot read", file);
  if ((status.st_mode & S_IRWXO) != 0)
    return fail(AccountError::storage, "{} can be read by everybody on this machine: chmod o= it", file.string());
  std::ifstream in(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in.is_open() || in.bad()) return system_failure("cannot read", file);
  return text;
}

}  // namespace millwright::accounts
