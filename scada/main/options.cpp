#include "scada/main/options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace millwright::scada {
namespace {

std::optional<std::pair<std::string, int>> host_and_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto digits = text.substr(colon + 1);
  int port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port < 0 || port > 65535) return std::nullopt;
  return std::pair{std::string(text.substr(0, colon)), port};
}

}  // namespace

Result<Options, UsageError> parse_options(int argc, const char* const* argv) {
  Options options;
  std::string http;
  CLI::App app{"Acquires, stores, alarms, controls and shows one plant."};
  app.add_option("--plant", options.plant, "the plant folder")->required();
  app.add_option("--data", options.data, "this program's own data")->required();
  app.add_option("--shared", options.shared, "the installation's accounts, keys and certificates")->required();
  app.add_option("--http", http, "HOST:PORT of the operator application; port 0 is any free one")->required();
  app.add_option("--opcua-port", options.opcua_port, "port of the OPC UA server; 0 is any free one")
      ->required()
      ->check(CLI::Range(0, 65535));
  app.add_option("--opcua-host", options.opcua_host, "address of the OPC UA server");
  app.add_option("--connection", options.connections, "NAME=HOST:PORT in place of the plant file's");
  app.add_option("--web", options.web, "folder of the operator application's pages");
  app.add_option("--link-operator", options.links.operator_url, "address people reach the operator application at");
  app.add_option("--link-mes", options.links.mes_url, "address people reach the MES application at");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return fail(UsageError::help, "{}", app.help());
  } catch (const CLI::ParseError& error) {
    return fail(UsageError::wrong, "{}", error.what());
  }
  const auto address = host_and_port(http);
  if (!address) return fail(UsageError::wrong, "--http: expected HOST:PORT, not '{}'", http);
  options.http_host = address->first;
  options.http_port = address->second;
  return options;
}

}  // namespace millwright::scada
