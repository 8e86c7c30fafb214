#pragma once
// `millwright check PLANT`: every fault of a plant folder, the MES's master data included.

#include <filesystem>
#include <string>

namespace millwright::cli {

struct CheckOutcome {
  bool sound = false;
  std::string text;  // `file:line: message` lines
};
/// `mes_program` checks the master data, if it exists.
[[nodiscard]] CheckOutcome check_plant(const std::filesystem::path& folder, const std::filesystem::path& mes_program);

/// Prints the faults; the exit code.
int run_check(const std::filesystem::path& folder);

}  // namespace millwright::cli
