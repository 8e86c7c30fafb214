#include "cli/history.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "cli/local_http.h"
#include "cli/passwords.h"
#include "cli/surroundings.h"
#include "cli/user.h"

namespace millwright::cli {
namespace {

int refuse(const std::string& message) {
  fmt::print(stderr, "millwright history: {}\n", message);
  return 1;
}

/// SCADA's own program knows the store. Its output is ours.
int run_scada(const std::vector<std::string>& arguments) {
  const auto program = program_folder() / "millwright-scada";
  const auto output = run_program(program, arguments);
  if (!output) return refuse(fmt::format("{} cannot be run", program.string()));
  fmt::print("{}", output->text);
  return output->exit_code;
}

std::filesystem::path history_of(const std::filesystem::path& data) { return data / "scada" / "history"; }

}  // namespace

int run_history_verify(const HistoryOptions& options) {
  if (!options.folder.empty()) return run_scada({"history", "verify", options.folder});
  const auto data = find_installation(options.data);
  if (data.empty()) return refuse("which installation? name its data folder by --data");
  return run_scada({"history", "verify", history_of(data)});
}

int run_history_restore(const HistoryOptions& options) {
  const auto data = find_installation(options.data);
  if (data.empty()) return refuse("which installation? name its data folder by --data");
  return run_scada({"history", "restore", options.folder, history_of(data)});
}

int run_history_backup(const HistoryOptions& options) {
  const char* given = std::getenv("MILLWRIGHT_PASSWORD");
  const auto password = given != nullptr ? given : ask_password(fmt::format("password of {}", options.user));
  LocalHttp scada(options.operator_port, std::chrono::minutes{10});
  if (auto signed_in = scada.sign_in(options.user, password); !signed_in) return refuse(signed_in.error().message);
  json::object wanted;
  if (!options.name.empty()) wanted["name"] = options.name;
  const auto made = scada.post("/api/v1/history/backup", wanted);
  if (!made) return refuse(made.error().message);
  fmt::print("{}\n", std::string_view(made->at("folder").as_string()));
  return 0;
}

}  // namespace millwright::cli
