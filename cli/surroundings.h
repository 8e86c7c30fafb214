#pragma once
// Where this program stands: the sibling programs beside it, the web applications of its build, and the running of a
// sibling to its end.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace millwright::cli {

/// The folder of the running executable, links resolved.
[[nodiscard]] std::filesystem::path program_folder();

struct ProgramOutput {
  int exit_code = 0;  // 128 + n for signal n, as shells say it
  std::string text;   // its stdout; stderr goes to ours
};
/// Runs a program to its end; nullopt if it cannot be run.
[[nodiscard]] std::optional<ProgramOutput> run_program(const std::filesystem::path& program,
                                                       const std::vector<std::string>& arguments);

}  // namespace millwright::cli
