#include "scada/main/history_care.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "lib/base/time.h"
#include "scada/historian/store/store.h"

namespace millwright::scada {
namespace {

namespace fs = std::filesystem;

int refuse(const std::string& message) {
  fmt::print(stderr, "millwright-scada history: {}\n", message);
  return 1;
}

int verify(const fs::path& folder) {
  const auto found = historian::verify_history(folder);
  if (!found) return refuse(found.error().message);
  for (const auto& fault : found->faults) fmt::print("{}\n", fault);
  fmt::print("{} tags, {} chunks, {} samples in {:.1f} MB: {}\n", found->tags, found->chunks, found->samples,
             static_cast<double>(found->bytes) / 1e6,
             found->faults.empty() ? "no fault" : fmt::format("{} faults", found->faults.size()));
  fmt::print("The newest samples of each tag are in the log until they fill a chunk, and are not counted here.\n");
  return found->faults.empty() ? 0 : 1;
}

/// Nobody is writing there. Opening takes the lock, and gives it back.
bool is_in_use(const fs::path& folder, std::string& why) {
  if (!fs::exists(folder)) return false;
  const auto opened = historian::Store::open({.folder = folder, .reserve_bytes = 0});
  if (opened || opened.error().code != historian::StoreError::locked) return false;
  why = opened.error().message;
  return true;
}

fs::path beside(const fs::path& folder, const std::string& word) {
  return folder.parent_path() / (folder.filename().string() + "." + word);
}

int restore(const fs::path& backup, const fs::path& history) {
  if (const auto code = verify(backup); code != 0)
    return refuse(fmt::format("{} has faults; nothing was changed", backup.string()));
  std::string why;
  if (is_in_use(history, why)) return refuse(fmt::format("stop SCADA first: {}", why));
  const auto incoming = beside(history, "incoming");
  auto time = to_rfc3339(SystemClock().utc());
  std::ranges::replace(time, ':', '-');
  const auto aside = beside(history, "before-" + time);
  std::error_code error;
  fs::remove_all(incoming, error);
  fs::create_directories(history.parent_path(), error);
  fs::copy(backup, incoming, fs::copy_options::recursive, error);
  if (error)
    return refuse(fmt::format("{} cannot be copied: {}; nothing was changed", backup.string(), error.message()));
  const bool had_one = fs::exists(history);
  if (had_one) fs::rename(history, aside, error);
  if (error)
    return refuse(fmt::format("{} cannot be moved: {}; nothing was changed", history.string(), error.message()));
  fs::rename(incoming, history, error);
  if (error)
    return refuse(fmt::format("{} cannot be put in place: {}; what was there is in {}", incoming.string(),
                              error.message(), aside.string()));
  if (had_one) fmt::print("what was there is in {}\n", aside.string());
  fmt::print("restored to {}\n", history.string());
  return 0;
}

}  // namespace

int run_history(int argc, const char* const* argv) {
  CLI::App app{"The care of a history, from outside."};
  auto* history = app.add_subcommand("history")->require_subcommand(1);
  app.require_subcommand(1);
  std::string folder;
  std::string backup;
  auto* verifying = history->add_subcommand("verify", "read every chunk and tell each fault");
  verifying->add_option("FOLDER", folder)->required();
  auto* restoring = history->add_subcommand("restore", "put a backup in the place of a history");
  restoring->add_option("BACKUP", backup)->required();
  restoring->add_option("FOLDER", folder)->required();
  CLI11_PARSE(app, argc, argv);
  return verifying->parsed() ? verify(folder) : restore(backup, folder);
}

}  // namespace millwright::scada
