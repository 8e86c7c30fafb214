// millwright-plc: the simulated bottling line, served over Modbus TCP (docs/formats/plc_registers.md).

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <utility>

#include "lib/base/log.h"
#include "lib/base/process.h"
#include "lib/base/redact.h"
#include "plc/main/plc_process.h"

namespace {

int run(const millwright::plc::PlcOptions& options) {
  using namespace millwright;
  StopSignals signals;
  init_logging("plc");
  const Logger log{"main"};
  const SystemClock clock;
  plc::PlcProcess plc(options, clock);
  if (auto started = plc.start(); !started) {
    log.error("{}", started.error().message);
    return 1;
  }
  fmt::print("listening modbus={} service={}\n", plc.modbus_port(), plc.service_port());
  std::fflush(stdout);
  log.info("the line runs; seed {}", options.line.seed);
  std::uint64_t seen = plc.scans();
  signals.serve_until_stopped([&] {
    const std::uint64_t now = plc.scans();
    return std::exchange(seen, now) != now;
  });
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  millwright::plc::PlcOptions options;
  CLI::App app{"The simulated bottling line, served over Modbus TCP"};
  app.add_option("--modbus-port", options.modbus_port, "the plant's port; 0 chooses a free one")->required();
  app.add_option("--service-port", options.service_port, "the port for fault injection; 0 chooses a free one")
      ->required();
  app.add_option("--listen", options.listen_address, "numeric address to listen on")->capture_default_str();
  app.add_option("--seed", options.line.seed, "one seed gives one run")->capture_default_str();
  app.add_option("--speed", options.speed, "how many times as fast as real time the line works")
      ->check(CLI::Range(1, millwright::plc::PlcOptions::kSpeedMost))
      ->capture_default_str();
  app.add_flag("--cold", options.line.cold, "start stopped, empty and cold instead of warm and running");
  app.failure_message([](const CLI::App* of, const CLI::Error& error) {
    return millwright::without_passwords(CLI::FailureMessage::simple(of, error));
  });
  CLI11_PARSE(app, argc, argv);
  return run(options);
}
