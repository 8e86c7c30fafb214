#pragma once
// `millwright history`: the care of what a plant has kept of its past.

#include <filesystem>
#include <string>

namespace millwright::cli {

struct HistoryOptions {
  std::filesystem::path data;    // the installation's data folder; empty: the only one below ./data
  std::filesystem::path folder;  // verify: a backup instead of the installation's history; restore: which backup
  std::string name;              // of the backup to make; empty: the time
  std::string user = "admin";    // backup: who asks for it; the password is MILLWRIGHT_PASSWORD, or asked for
  int operator_port = 8080;
};

/// Reads every chunk, beside whoever writes there; tells each fault. The exit code: 0 where there is none.
int run_history_verify(const HistoryOptions& options);
/// A copy of all that is acknowledged, made by SCADA while it runs, in backups/ of its data folder. The exit code.
int run_history_backup(const HistoryOptions& options);
/// Puts a backup in the place of the history, which is moved aside. SCADA must not be running. The exit code.
int run_history_restore(const HistoryOptions& options);

}  // namespace millwright::cli
