#include "cli/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "lib/accounts/accounts.h"
#include "lib/opcua/pki.h"

namespace millwright::cli {

std::string take_admin_password() {
  const char* given = std::getenv("MILLWRIGHT_ADMIN_PASSWORD");
  std::string password = given == nullptr ? "" : given;
  ::unsetenv("MILLWRIGHT_ADMIN_PASSWORD");
  return password;
}

Result<DataFolder, DataFolderError> DataFolder::take(const std::filesystem::path& folder) {
  std::error_code error;
  const bool is_new = std::filesystem::create_directories(folder, error);
  // What others may see of a folder that was there before is its owner's choice.
  if (is_new) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  for (const auto* part : {"shared", "scada", "bridge", "bus", "mes"})
    if (!error) std::filesystem::create_directories(folder / part, error);
  if (error) return fail(DataFolderError::storage, "cannot make {}: {}", folder.string(), error.message());
  const auto file = folder / "up.lock";
  Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.valid()) return fail(DataFolderError::storage, "cannot open {}: {}", file.string(), std::strerror(errno));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(DataFolderError::in_use,
                "another `millwright up` runs on {}; stop it or choose another folder by --data", folder.string());
  return DataFolder(folder, std::move(lock));
}

Result<std::string, DataFolderError> DataFolder::provision(const std::string& admin_password,
                                                           const Clock& clock) const {
  const auto shared = path_ / "shared";
  const auto accounts = accounts::provision(shared, admin_password, clock);
  if (!accounts) return fail(DataFolderError::accounts, "{}", accounts.error().message);
  const auto certificates = opcua::provision_pki(shared, {"scada", "bridge"});
  if (!certificates) return fail(DataFolderError::certificates, "{}", certificates.error().message);
  if (accounts->admin_password.empty()) return std::string{};
  return fmt::format("first start: sign in as admin with the password {} (shown only now)", accounts->admin_password);
}

}  // namespace millwright::cli
