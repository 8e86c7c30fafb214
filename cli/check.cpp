#include "cli/check.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/surroundings.h"
#include "plant/model.h"
#include "plant/outline.h"

namespace millwright::cli {
namespace {

std::string comma_separated(const std::vector<plant::EquipmentPath>& paths) {
  std::string text;
  for (const auto& path : paths) text += (text.empty() ? "" : ",") + path.str();
  return text;
}

/// Adds what the MES says about its file.
void check_master_data(const plant::Outline& outline, const std::filesystem::path& mes_program, CheckOutcome& outcome) {
  if (outline.master_data.empty() || !std::filesystem::exists(mes_program)) return;
  const auto file = outline.master_data.string();
  const auto mes =
      run_program(mes_program, {"check", "--master-data", file, "--equipment", comma_separated(outline.equipment)});
  if (!mes) {
    outcome.text += fmt::format("{}:0: cannot be checked: {} does not run\n", file, mes_program.string());
    outcome.sound = false;
    return;
  }
  outcome.text += mes->text;
  if (!mes->text.empty() && mes->text.back() != '\n') outcome.text += '\n';
  if (mes->exit_code == 0) return;
  outcome.sound = false;
  if (mes->text.empty())
    outcome.text +=
        fmt::format("{}:0: refused by {} with exit code {}\n", file, mes_program.filename().string(), mes->exit_code);
}

}  // namespace

CheckOutcome check_plant(const std::filesystem::path& folder, const std::filesystem::path& mes_program) {
  Diagnostics diagnostics;
  static_cast<void>(plant::load_plant(folder, diagnostics));
  const auto outline = plant::outline_of(folder, diagnostics);
  CheckOutcome outcome{diagnostics.empty(), diagnostics.text()};
  check_master_data(outline, mes_program, outcome);
  return outcome;
}

int run_check(const std::filesystem::path& folder) {
  const auto outcome = check_plant(folder, program_folder() / "millwright-mes");
  std::fputs(outcome.text.c_str(), stdout);
  return outcome.sound ? 0 : 1;
}

}  // namespace millwright::cli
