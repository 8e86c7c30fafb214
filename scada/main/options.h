#pragma once
// The command line of millwright-scada.

#include <filesystem>
#include <string>
#include <vector>

#include "lib/base/result.h"
#include "scada/api/parts.h"

namespace millwright::scada {

struct Options {
  std::filesystem::path plant;
  std::filesystem::path data;
  std::filesystem::path shared;
  std::string http_host = "127.0.0.1";
  int http_port = 0;
  std::string opcua_host = "127.0.0.1";
  int opcua_port = 0;
  std::vector<std::string> connections;  // "plc1=127.0.0.1:5020"
  std::filesystem::path web;
  api::Links links;
};

enum class UsageError { help, wrong };

/// `help` carries the help text, `wrong` one line that says what is wrong.
[[nodiscard]] Result<Options, UsageError> parse_options(int argc, const char* const* argv);

}  // namespace millwright::scada
