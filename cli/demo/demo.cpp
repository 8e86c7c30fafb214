#include "cli/demo/demo.h"

#include <fmt/format.h>

#include <cstdio>
#include <random>

#include "cli/demo/scenario.h"
#include "lib/base/process.h"

namespace millwright::cli::demo {
namespace {

/// 20 to 60 s: a person has other things to do than to watch one thermometer.
Duration human_delay(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  return 20s + std::chrono::milliseconds(random() % 40'001);
}

Result<Outcome, ScenarioError> play(const DriftOptions& options, bool closed_loop, StopSignals& signals) {
  fmt::print("{}: a plant of its own is started (seed {})\n", closed_loop ? "The closed loop" : "An operator alone",
             options.seed);
  std::fflush(stdout);
  auto plant = OwnPlant::start({options.plant, options.seed}, signals);
  if (!plant) return fail(ScenarioError::failed, "{}", plant.error().message);
  auto plc = PlcLink::connect((*plant)->ports());
  if (!plc) return fail(ScenarioError::failed, "{}", plc.error().message);
  Scenario scenario(**plant, std::move(*plc),
                    {.closed_loop = closed_loop,
                     .window = std::chrono::seconds(options.seconds),
                     .human_delay = human_delay(options.seed)});
  auto outcome = scenario.play();
  fmt::print("\n");
  return outcome;
}

int refuse(const std::string& message) {
  fmt::print(stderr, "millwright demo: {}\n", message);
  return 1;
}

}  // namespace

int run_demo_drift(const DriftOptions& options) {
  StopSignals signals;
  if (!std::filesystem::is_directory(options.plant))
    return refuse(fmt::format("there is no plant folder {}; --plant names another", options.plant.string()));
  const auto alone = play(options, false, signals);
  if (!alone) return refuse(alone.error().message);
  std::optional<Outcome> loop;
  if (!options.without_mes) {
    auto played = play(options, true, signals);
    if (!played) return refuse(played.error().message);
    loop = *played;
  }
  fmt::print("{} s from the fault on, counted from the PLC's registers:\n{}", options.seconds, table(*alone, loop));
  return 0;
}

}  // namespace millwright::cli::demo
