// Measures OPC UA under Sign & Encrypt, server and client in one process over loopback: from a change in the tag engine
// to the client's callback, and a method call there and back. Prints one table. Run from the repository's root.

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "scada/opcua_server/serving_plant.h"

namespace {

using namespace millwright;                       // a program of its own: nobody includes this
using namespace millwright::scada::opcua_server;  // NOLINT(google-build-using-namespace)

constexpr int kWarmUps = 50;
constexpr int kChanges = 1000;
constexpr int kCalls = 500;
constexpr const char* kTag = "line1/pasteurizer/temperature";
constexpr const char* kUnit = "line1/pasteurizer";

MonotonicTime now() { return std::chrono::steady_clock::now(); }

void print_row(const char* what, std::vector<double> ms) {
  std::ranges::sort(ms);
  fmt::print("{:<42} {:>6} {:>9.2f} {:>9.2f} {:>9.2f}\n", what, ms.size(), ms[ms.size() / 2], ms[ms.size() * 99 / 100],
             ms.back());
}

std::vector<double> changes(ServingPlant& plant, opcua::Client& client) {
  std::vector<double> ms;
  bool seen = false;
  const auto subscribed =
      client.subscribe({kTag}, 5ms, 100, [&](std::size_t, const contracts::Sample&, Timestamp) { seen = true; });
  if (!subscribed) return {0};
  opcua::testing::run_until(client, [&] { return seen; });
  for (int i = 0; i < kWarmUps + kChanges; ++i) {
    seen = false;
    // Changes come at any moment of the publishing interval.
    static_cast<void>(client.run(std::chrono::microseconds{1000 + i * 7919 % 9000}));
    const auto written = now();
    plant.sample(kTag, contracts::Value{60.0 + i % 20}, contracts::quality::kGood, plant.clock.utc());
    opcua::testing::run_until(client, [&] { return seen; });
    if (i >= kWarmUps) ms.push_back(std::chrono::duration<double, std::milli>(now() - written).count());
  }
  return ms;
}

std::vector<double> calls(ServingPlant& plant, opcua::Client& client) {
  std::vector<double> ms;
  IdSource ids(plant.clock);
  for (int i = 0; i < kWarmUps + kCalls; ++i) {
    const auto sent = now();
    const auto answer =
        client.call(kUnit, std::string(kUnit) + "/start",
                    {contracts::Value{ids.next()}, plant.clock.utc() + 5s, contracts::Value{std::string("bench")}});
    if (!answer) return {0};
    if (i >= kWarmUps) ms.push_back(std::chrono::duration<double, std::milli>(now() - sent).count());
  }
  return ms;
}

}  // namespace

int main() {
  ServingPlant plant;
  const auto client = plant.client("bridge");
  fmt::print("{:<42} {:>6} {:>9} {:>9} {:>9}\n", "OPC UA, Basic256Sha256 Sign & Encrypt", "n", "p50 ms", "p99 ms",
             "max ms");
  print_row("tag engine -> client callback (5 ms publish)", changes(plant, *client));
  print_row("method call there and back", calls(plant, *client));
  return 0;
}
