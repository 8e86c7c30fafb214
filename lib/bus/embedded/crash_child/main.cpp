// A publisher or reader for crash_test.cpp to kill. Reports each step on stdout, one unbuffered line each, only after
// it is done: what was reported must hold whatever happens to this process.
//
//   publish FOLDER NAME FIRST   publishes NAME:FIRST, NAME:FIRST+1 … for ever; "confirmed N" up to which
//   read FOLDER QUEUE           "got ID" as it is received, "acked ID" once it is acknowledged, for ever
//   hold FOLDER QUEUE           "got ID", and never an acknowledgement

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "lib/bus/embedded/embedded_bus.h"

namespace {

using namespace millwright;       // a program of its own: nobody includes this
using namespace millwright::bus;  // NOLINT(google-build-using-namespace)

/// One write: a line is there as a whole or not at all.
void report(const std::string& text) {
  const auto line = text + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::exit(0);
}

[[noreturn]] void give_up(const std::string& why) {
  report("failed " + why);
  std::exit(1);
}

void publish(Bus& bus, const std::string& name, int next) {
  auto publisher = bus.publisher();
  while (true) {
    std::vector<Message> batch;
    for (int i = 0; i < 1 + next % 7; ++i) {
      const auto id = name + ":" + std::to_string(next + i);
      batch.push_back({.id = id, .routing_key = "a." + name, .type = "t", .body = std::string(200, 'x')});
    }
    auto done = publisher->publish(Channel::events, batch, 10s);
    if (!done) give_up(done.error().message);
    next += static_cast<int>(batch.size());
    report("confirmed " + std::to_string(next - 1));
  }
}

void read(Bus& bus, const std::string& queue, bool acknowledge) {
  auto reader = bus.subscribe({.name = queue, .patterns = {"a.#"}, .delivery_limit = 1000}, 10s);
  if (!reader) give_up(reader.error().message);
  while (true) {
    auto got = (*reader)->receive(20, 1s);
    if (!got) give_up(got.error().message);
    if (got->empty() && acknowledge) report("idle");
    std::vector<std::uint64_t> tags;
    for (const auto& delivery : *got) {
      report("got " + delivery.message.id);
      tags.push_back(delivery.tag);
    }
    if (!acknowledge) continue;
    if (auto acked = (*reader)->ack(tags); !acked) give_up(acked.error().message);
    for (const auto& delivery : *got) report("acked " + delivery.message.id);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) return 2;
  const std::string role = arguments[1];
  auto bus = open_embedded_bus(arguments[2], "crash child");
  if (!bus) give_up(bus.error().message);
  if (role == "publish" && count == 5) publish(**bus, arguments[3], std::atoi(arguments[4]));
  if (role == "read" || role == "hold") read(**bus, arguments[3], role == "read");
  return 2;
}
