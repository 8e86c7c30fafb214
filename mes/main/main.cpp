// millwright-mes: orders, lots, deviations and workflows above the line. `millwright-mes check` checks master data.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "lib/base/process.h"
#include "lib/base/redact.h"
#include "lib/base/secret.h"
#include "mes/main/mes_process.h"

namespace {

using namespace millwright;

int check(const std::filesystem::path& file, const std::vector<std::string>& equipment) {
  Diagnostics diagnostics;
  const bool sound = mes::load_master_data(file, {equipment.begin(), equipment.end()}, diagnostics).has_value();
  fmt::print("{}", diagnostics.text());
  return sound ? 0 : 1;
}

bool split_address(const std::string& address, mes::MesOptions& options) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  const auto port = address.substr(colon + 1);
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos) return false;
  options.host = address.substr(0, colon);
  options.port = std::stoi(port);
  return options.port <= 65535;
}

struct UrlOptions {
  SecretOptions bus;
  SecretOptions database;
};
Result<void, SecretError> take_urls(const UrlOptions& given, mes::MesOptions& options) {
  auto bus = take_secret(given.bus, kBusVariable);
  auto database = take_secret(given.database, kDatabaseVariable);
  if (!bus) return std::unexpected(bus.error());
  if (!database) return std::unexpected(database.error());
  options.bus = std::move(*bus);
  options.database = std::move(*database);
  return {};
}

int run(const mes::MesOptions& options) {
  StopSignals signals;
  init_logging("mes");
  const Logger log{"main"};
  const SystemClock clock;
  auto started = mes::MesProcess::start(options, clock);
  if (!started) {
    log.error("{}", started.error().message);
    return 1;
  }
  fmt::print("listening http={}\n", (*started)->port());
  std::fflush(stdout);
  signals.serve_until_stopped([&] { return (*started)->healthy(); });
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  mes::MesOptions options;
  UrlOptions urls;
  std::string address = "127.0.0.1:0";
  CLI::App app{"The MES: orders, lots, deviations and workflows above the line"};
  app.add_option("--plant", options.plant, "the plant folder");
  app.add_option("--master-data", options.master_data, "instead of the file that the plant names");
  app.add_option("--data", options.data, "this process's own folder");
  app.add_option("--shared", options.shared, "the installation's folder: accounts and keys");
  app.add_option("--http", address, "HOST:PORT to serve on; port 0 chooses a free one")->capture_default_str();
  app.add_option("--bus", urls.bus.value, "embedded:FOLDER, amqp://… or amqps://…; with a password by MILLWRIGHT_BUS");
  app.add_option("--bus-file", urls.bus.file, "a file whose first line is the bus URL");
  app.add_option("--database", urls.database.value,
                 "sqlite:FILE or postgresql://…; with a password by MILLWRIGHT_DATABASE");
  app.add_option("--database-file", urls.database.file, "a file whose first line is the database URL");
  app.add_option("--modules", options.modules, "of equipment,orders,genealogy,quality,workflow,erp; all by default");
  app.add_option("--erp", options.erp,
                 "the folder of the ERP with in/, out/, done/, refused/; erp/ in --data by default");
  app.add_option("--web", options.web, "folder of the web application");
  app.add_option("--link-operator", options.links.operator_url, "address of the operator application");
  app.add_option("--link-mes", options.links.mes_url, "address of this application");

  auto* checker = app.add_subcommand("check", "check master data: one `file:line: message` for each fault");
  std::filesystem::path file;
  std::vector<std::string> equipment;
  checker->add_option("--master-data", file, "the file")->required();
  checker->add_option("--equipment", equipment, "the plant's equipment paths")->delimiter(',');
  app.failure_message([](const CLI::App* of, const CLI::Error& error) {
    return millwright::without_passwords(CLI::FailureMessage::simple(of, error));
  });
  CLI11_PARSE(app, argc, argv);
  if (*checker) return check(file, equipment);
  if (const auto taken = take_urls(urls, options); !taken) {
    fmt::print(stderr, "millwright-mes: {}\n", taken.error().message);
    return 2;
  }
  for (const auto& [name, missing] :
       {std::pair{"--data", options.data.empty()},
        {"--shared", options.shared.empty()},
        {"--bus, --bus-file or MILLWRIGHT_BUS", options.bus.empty()},
        {"--database, --database-file or MILLWRIGHT_DATABASE", options.database.empty()},
        {"--plant or --master-data", options.plant.empty() && options.master_data.empty()}})
    if (missing) {
      fmt::print(stderr, "millwright-mes: {} must be given\n", name);
      return 2;
    }
  if (!split_address(address, options)) {
    fmt::print(stderr, "millwright-mes: --http {}: expected HOST:PORT\n", address);
    return 2;
  }
  return run(options);
}
