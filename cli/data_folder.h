#pragma once
// The data folder of an installation: made with its identity (accounts, keys, certificates) at the first start, and
// held by one `millwright up` at a time.

#include <filesystem>
#include <string>

#include "cli/supervisor/child_process.h"
#include "lib/base/result.h"
#include "lib/base/time.h"

namespace millwright::cli {

enum class DataFolderError { storage, in_use, accounts, certificates };

/// MILLWRIGHT_ADMIN_PASSWORD, empty if not set; taken out of the environment, so that no child inherits it.
[[nodiscard]] std::string take_admin_password();

/// Holds the folder until it is destroyed or the process ends, however it ends.
class DataFolder {
 public:
  /// Makes the folder if need be and takes its lock.
  [[nodiscard]] static Result<DataFolder, DataFolderError> take(const std::filesystem::path& folder);

  /// Makes what is missing of the identity. A line for the person at the terminal if the administrator's password was
  /// made here; `admin_password` empty asks for that.
  [[nodiscard]] Result<std::string, DataFolderError> provision(const std::string& admin_password,
                                                               const Clock& clock) const;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  DataFolder(std::filesystem::path path, Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  Descriptor lock_;
};

}  // namespace millwright::cli
