#include "cli/up.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/signalfd.h>

#include <cstdio>

#include "cli/check.h"
#include "cli/children.h"
#include "cli/data_folder.h"
#include "cli/health.h"
#include "cli/supervisor/supervisor.h"
#include "cli/surroundings.h"
#include "lib/base/process.h"
#include "lib/base/redact.h"
#include "plant/model.h"

namespace millwright::cli {
namespace {

/// Readable once one of the stop signals has come. They stay blocked for good.
Descriptor stop_signal_fd() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  return Descriptor(::signalfd(-1, &set, SFD_CLOEXEC));
}

void say(const std::string& line) {
  fmt::print(stdout, "{}\n", line);
  std::fflush(stdout);
}

int refuse(const std::string& message) {
  fmt::print(stderr, "millwright up: {}\n", without_passwords(message));
  return 1;
}

struct Urls {
  std::string bus;
  std::string database;
};
/// Leaves nothing of them in the environment: each child gets what it needs and no more.
Result<Urls, SecretError> take_urls(const UpOptions& options) {
  auto bus = take_secret(options.bus, kBusVariable);
  auto database = take_secret(options.database, kDatabaseVariable);
  if (!bus) return std::unexpected(bus.error());
  if (!database) return std::unexpected(database.error());
  return Urls{std::move(*bus), std::move(*database)};
}

Installation installation_of(const UpOptions& options, const Urls& urls, const DataFolder& data,
                             const plant::Plant& plant) {
  const auto programs = program_folder();
  return {.programs = programs,
          .web = programs.parent_path() / "web",
          .plant = std::filesystem::absolute(options.plant),
          .data = data.path(),
          .ports = ports_from(options.port_base),
          .bus = urls.bus,
          .database = urls.database,
          .simulated_line = plant.connections.contains("plc1"),
          .seed = options.seed,
          .line_speed = options.line_speed};
}

std::string ready_line(const Ports& ports) {
  return fmt::format("ready operator=http://127.0.0.1:{} mes=http://127.0.0.1:{} opcua=opc.tcp://127.0.0.1:{}",
                     ports.operator_http, ports.mes_http, ports.opcua);
}

void supervise(const Installation& installation, int stop_fd, const Clock& clock) {
  Supervisor supervisor(children_of(installation), {}, clock);
  bool said_ready = false;
  supervisor.run(stop_fd, [&](bool all_ready) {
    const auto& ports = installation.ports;
    if (said_ready || !all_ready || !answers_ready(ports.operator_http) || !answers_ready(ports.mes_http)) return;
    said_ready = true;
    say(ready_line(ports));
  });
}

}  // namespace

int run_up(const UpOptions& options) {
  const StopSignals stop_signals;
  const auto stop = stop_signal_fd();
  init_logging("up");
  const auto urls = take_urls(options);
  if (!urls) return refuse(urls.error().message);
  const SystemClock clock;
  Diagnostics diagnostics;
  const auto plant = plant::load_plant(options.plant, diagnostics);
  if (!plant) return refuse(fmt::format("the plant has faults:\n{}", diagnostics.text()));
  const auto folder = options.data.empty() ? std::filesystem::path("data") / plant->name : options.data;
  const auto data = DataFolder::take(std::filesystem::absolute(folder).lexically_normal());
  if (!data) return refuse(data.error().message);
  const auto installation = installation_of(options, *urls, *data, *plant);
  if (const auto taken = first_taken(installation.ports, installation.simulated_line)) return refuse(*taken);
  for (const auto& child : children_of(installation))
    if (!std::filesystem::exists(child.program)) return refuse(fmt::format("{} is missing", child.program.string()));
  const auto password = take_admin_password();  // before any child is started: it is nobody else's
  if (const auto checked = check_plant(options.plant, program_folder() / "millwright-mes"); !checked.sound)
    return refuse(fmt::format("the plant has faults:\n{}", checked.text));
  const auto provisioned = data->provision(password, clock);
  if (!provisioned) return refuse(provisioned.error().message);
  if (!provisioned->empty()) say(*provisioned);
  supervise(installation, stop.get(), clock);
  return 0;
}

}  // namespace millwright::cli
