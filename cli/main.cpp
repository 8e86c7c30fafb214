// The command line of Millwright.
#include <CLI/CLI.hpp>

#include "cli/check.h"
#include "cli/contracts.h"
#include "cli/demo/demo.h"
#include "cli/history.h"
#include "cli/plc_fault.h"
#include "cli/ports.h"
#include "cli/provision.h"
#include "cli/up.h"
#include "cli/user.h"
#include "lib/base/redact.h"

namespace {

using namespace millwright::cli;

// Each command leaves its work in `run`; main() does it after the whole line is read.
using Run = std::function<int()>;

void add_check(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("check", "tell every fault of a plant folder as file:line: message");
  auto plant = std::make_shared<std::string>();
  command->add_option("PLANT", *plant, "the plant's folder")->required();
  command->callback([&run, plant] { run = [plant] { return run_check(*plant); }; });
}

void add_up(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("up", "run all of a plant on this machine until stopped");
  auto options = std::make_shared<UpOptions>();
  command->add_option("PLANT", options->plant, "the plant's folder")->required();
  command->add_option("--data", options->data, "where to keep everything; ./data/<plant name> by default");
  command
      ->add_option("--ports", options->port_base, "operator at BASE, MES at BASE+1, OPC UA at BASE+2, PLC at BASE+10")
      ->check(CLI::Range(1, kHighestBase));
  command->add_option(
      "--bus", options->bus.value,
      "amqp://… or amqps://… instead of the embedded bus; everybody on the machine can read it here, so "
      "in production MILLWRIGHT_BUS or --bus-file");
  command->add_option("--bus-file", options->bus.file, "a file whose first line is the bus URL");
  command->add_option("--database", options->database.value,
                      "postgresql://… instead of SQLite for the MES; in production MILLWRIGHT_DATABASE or "
                      "--database-file");
  command->add_option("--database-file", options->database.file, "a file whose first line is the database URL");
  command->add_option("--seed", options->seed, "of the simulated line: one seed gives one run");
  command
      ->add_option("--line-speed", options->line_speed,
                   "how many times as fast as real time the simulated line works; dwell and transit times of the "
                   "master data are then shorter by that")
      ->check(CLI::Range(1, 60));
  command->callback([&run, options] { run = [options] { return run_up(*options); }; });
}

void add_provision(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("provision", "make accounts, keys and certificates for processes run by systemd");
  auto data = std::make_shared<std::string>();
  command->add_option("--data", *data, "the installation's data folder")->required();
  command->callback([&run, data] { run = [data] { return run_provision(*data); }; });
}

void add_contracts(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("contracts", "write the bus's schemas and AsyncAPI below a folder");
  auto folder = std::make_shared<std::string>();
  command->add_option("FOLDER", *folder, "the repository's root, or an empty folder")->required();
  command->callback([&run, folder] { run = [folder] { return run_contracts(*folder); }; });
}

void add_plc(CLI::App& app, Run& run) {
  auto* plc = app.add_subcommand("plc", "the simulated line")->require_subcommand(1);
  auto* command = plc->add_subcommand("fault", "switch a fault on or off, or list them");
  struct Options {
    std::string name;
    std::string state;
    std::optional<int> base;
  };
  auto options = std::make_shared<Options>();
  command->add_option("NAME", options->name, "a fault, or list")->required();
  command->add_option("STATE", options->state, "on or off");
  command->add_option("--ports", options->base, "as given to up")->check(CLI::Range(1, kHighestBase));
  command->callback([&run, options] {
    run = [options] { return run_plc_fault(options->name, options->state, ports_from(options->base).plc_service); };
  });
}

void add_demo(CLI::App& app, Run& run) {
  auto* demo = app.add_subcommand("demo", "stories that the simulated line tells")->require_subcommand(1);
  auto* command = demo->add_subcommand("drift", "an operator alone and the closed loop: which loses fewer bottles?");
  auto options = std::make_shared<demo::DriftOptions>();
  command->add_flag("--without-mes", options->without_mes, "the operator alone");
  command->add_option("--seed", options->seed, "one seed gives one run")->capture_default_str();
  command->add_option("--seconds", options->seconds, "how long each runs after the fault")
      ->check(CLI::Range(5, 3600))
      ->capture_default_str();
  command->add_option("--plant", options->plant, "a plant folder with a line1 like that one")->capture_default_str();
  command->callback([&run, options] { run = [options] { return demo::run_demo_drift(*options); }; });
}

void add_user_action(CLI::App& user, const std::string& action, const std::string& help, Run& run) {
  auto* command = user.add_subcommand(action, help);
  auto options = std::make_shared<UserOptions>();
  options->action = action;
  if (action != "list") command->add_option("NAME", options->name, "the user's name")->required();
  if (action == "add")
    command->add_option("--roles", options->roles, "operator, engineer, quality, planner, manager, admin")
        ->delimiter(',')
        ->required();
  command->add_option("--data", options->data, "the installation's data folder");
  command->callback([&run, options] { run = [options] { return run_user(*options); }; });
}

void add_user(CLI::App& app, Run& run) {
  auto* user = app.add_subcommand("user", "the accounts of an installation")->require_subcommand(1);
  add_user_action(*user, "add", "add a user; the password is asked for or read from stdin", run);
  add_user_action(*user, "list", "list the users", run);
  add_user_action(*user, "password", "set a user's password", run);
  add_user_action(*user, "disable", "keep a user out", run);
  add_user_action(*user, "enable", "let a disabled user in again", run);
}

void add_history(CLI::App& app, Run& run) {
  auto* history = app.add_subcommand("history", "what the plant has kept of its past")->require_subcommand(1);
  const auto options = std::make_shared<HistoryOptions>();
  const auto add = [&](const std::string& name, const std::string& help, int (*work)(const HistoryOptions&)) {
    auto* command = history->add_subcommand(name, help);
    command->callback([&run, options, work] { run = [options, work] { return work(*options); }; });
    return command;
  };
  auto* verify = add("verify", "read every chunk and tell each fault; SCADA may be running", run_history_verify);
  verify->add_option("--data", options->data, "the installation's data folder");
  verify->add_option("--folder", options->folder, "a backup, instead of the installation's own history");
  auto* backup = add("backup", "have the running SCADA copy its history; tells where to", run_history_backup);
  backup->add_option("NAME", options->name, "of the backup; the time if left out");
  backup
      ->add_option("--user", options->user,
                   "who asks for it: an administrator; the password is MILLWRIGHT_PASSWORD, "
                   "or asked for")
      ->capture_default_str();
  backup->add_option("--ports", options->operator_port, "port of the operator application, as given to up")
      ->check(CLI::Range(1, 65535));
  auto* restore = add("restore", "put a backup in the place of the history, which is kept aside; SCADA must be stopped",
                      run_history_restore);
  restore->add_option("FOLDER", options->folder, "the backup")->required();
  restore->add_option("--data", options->data, "the installation's data folder");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Millwright: SCADA and MES for a plant", "millwright"};
  app.require_subcommand(1);
  Run run;
  add_check(app, run);
  add_up(app, run);
  add_plc(app, run);
  add_provision(app, run);
  add_contracts(app, run);
  add_demo(app, run);
  add_user(app, run);
  add_history(app, run);
  app.failure_message([](const CLI::App* of, const CLI::Error& error) {
    return millwright::without_passwords(CLI::FailureMessage::simple(of, error));
  });
  CLI11_PARSE(app, argc, argv);
  return run();
}
