// millwright-scada: wiring only.
#include <fmt/core.h>

#include <cstdio>

#include "lib/base/log.h"
#include "lib/base/process.h"
#include "lib/base/redact.h"
#include "scada/main/application.h"
#include "scada/main/history_care.h"

namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

}  // namespace

int main(int argc, char** argv) {
  using namespace millwright;
  if (argc > 1 && std::string_view(argv[1]) == "history") return scada::run_history(argc, argv);
  const auto options = scada::parse_options(argc, argv);
  if (!options && options.error().code == scada::UsageError::help) {
    fmt::print("{}", options.error().message);
    return 0;
  }
  if (!options) {
    fmt::print(stderr, "millwright-scada: {}\n", without_passwords(options.error().message));
    return kUsage;
  }
  StopSignals signals;
  init_logging("scada");
  const auto application = scada::Application::start(*options);
  if (!application) {
    fmt::print(stderr, "millwright-scada: {}\n", application.error().message);
    return kFailed;
  }
  fmt::print("listening http={} opcua={}\n", (*application)->http_port(), (*application)->opcua_port());
  std::fflush(stdout);
  signals.serve_until_stopped([&] { return (*application)->healthy(); });
  return 0;
}
