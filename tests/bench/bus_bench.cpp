// Measures the message bus: how soon a waiting reader of another process has a message, and how many messages a second
// one publisher has confirmed. Prints one table.
//
//   millwright-bus-bench [amqp://…]    the embedded bus in a temporary folder, and RabbitMQ if a URL is given

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "lib/bus/bus.h"

namespace {

using namespace millwright;       // a program of its own: nobody includes this
using namespace millwright::bus;  // NOLINT(google-build-using-namespace)

constexpr int kWakes = 2000;
constexpr int kWarmUps = 50;
constexpr Duration kPatience = 20s;
constexpr int kPublishMs = 2000;

template <class T>
T or_exit(Result<T, BusError> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "{}\n", result.error().message);
  std::exit(1);
}

std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

QueueSpec queue(const std::string& run) { return {.name = "bench." + run, .patterns = {"bench." + run + ".#"}}; }

Message message(const std::string& run, std::size_t size) {
  std::string body = std::to_string(now_ns());
  body.resize(size, ' ');
  return {.id = "bench", .routing_key = "bench." + run + ".x", .type = "bench", .body = body};
}

/// In a process of its own: writes the moment of each message's coming to `out`.
void read_wakes(const std::string& url, const std::string& run, int out) {
  auto bus = or_exit(open_bus(url, "bench reader"));
  auto reader = or_exit(bus->subscribe(queue(run), kPatience));
  std::int64_t ready = 0;
  if (::write(out, &ready, sizeof ready) != sizeof ready) return;
  for (int seen = 0; seen < kWakes + kWarmUps;) {
    auto got = or_exit(reader->receive(16, kPatience));
    const auto now = now_ns();
    std::vector<std::uint64_t> tags;
    for (const auto& delivery : got) {
      if (::write(out, &now, sizeof now) != sizeof now) return;
      tags.push_back(delivery.tag);
    }
    seen += static_cast<int>(got.size());
    if (!reader->ack(tags)) return;
  }
}

struct Wakes {
  std::vector<std::int64_t> whole_ns;  // from before publish() to the return of receive() in another process
  std::vector<std::int64_t> wake_ns;   // from the return of publish(), when the message is durable
};

Wakes measure_wakes(const std::string& url, const std::string& run) {
  int pipe[2];
  if (::pipe(pipe) != 0) std::exit(1);
  const pid_t reader = ::fork();
  if (reader == 0) {
    ::close(pipe[0]);
    read_wakes(url, run, pipe[1]);
    ::_exit(0);
  }
  ::close(pipe[1]);
  Wakes wakes;
  std::int64_t value = 0;
  auto bus = or_exit(open_bus(url, "bench publisher"));
  auto publisher = bus->publisher();
  if (::read(pipe[0], &value, sizeof value) == sizeof value) {  // the reader waits
    for (int i = 0; i < kWakes + kWarmUps; ++i) {
      std::this_thread::sleep_for(1ms);
      const auto one = message(run, 400);
      const auto begin = now_ns();
      auto done = publisher->publish(Channel::events, {&one, 1}, kPatience);
      const auto durable = now_ns();
      if (!done || ::read(pipe[0], &value, sizeof value) != sizeof value) break;
      if (i < kWarmUps) continue;
      wakes.whole_ns.push_back(value - begin);
      wakes.wake_ns.push_back(std::max<std::int64_t>(value - durable, 0));  // it may overtake publish()'s return
    }
  }
  ::close(pipe[0]);
  ::waitpid(reader, nullptr, 0);
  std::ranges::sort(wakes.whole_ns);
  std::ranges::sort(wakes.wake_ns);
  return wakes;
}

double messages_per_second(const std::string& url, const std::string& run, std::size_t batch_size) {
  auto bus = or_exit(open_bus(url, "bench publisher"));
  if (!bus->declare(queue(run), kPatience)) std::exit(1);
  auto publisher = bus->publisher();
  const std::vector<Message> batch(batch_size, message(run, 400));
  const auto begin = now_ns();
  std::size_t published = 0;
  while (now_ns() - begin < kPublishMs * 1'000'000LL) {
    if (!publisher->publish(Channel::events, batch, kPatience)) std::exit(1);
    published += batch_size;
  }
  return static_cast<double>(published) * 1e9 / static_cast<double>(now_ns() - begin);
}

void measure(const std::string& name, const std::string& url) {
  const auto run = std::to_string(::getpid());
  const auto wakes = measure_wakes(url, run + "w");
  if (wakes.whole_ns.size() < kWakes) {
    fmt::print(stderr, "{}: only {} of {} messages arrived\n", name, wakes.whole_ns.size(), kWakes);
    std::exit(1);
  }
  const auto row = [&](const char* what, const std::vector<std::int64_t>& sorted_ns, double quantile) {
    const auto at = static_cast<std::size_t>(quantile * static_cast<double>(sorted_ns.size() - 1));
    fmt::print("{:<10} {:<32} p{:<13.4g} {:>10.2f} ms\n", name, what, quantile * 100,
               static_cast<double>(sorted_ns[at]) / 1e6);
  };
  for (const double quantile : {0.5, 0.99, 1.0}) row("durable to receive", wakes.wake_ns, quantile);
  for (const double quantile : {0.5, 0.99, 1.0}) row("before publish to receive", wakes.whole_ns, quantile);
  for (const std::size_t batch : {1, 20, 200}) {
    const auto rate = messages_per_second(url, run + "p" + std::to_string(batch), batch);
    fmt::print("{:<10} confirmed, 400 bytes, batches of {:<10} {:>10.0f} messages/s\n", name, batch, rate);
  }
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  std::string folder = (std::filesystem::temp_directory_path() / "millwright-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 1;
  measure("embedded", "embedded:" + folder);
  std::filesystem::remove_all(folder);
  if (count > 1) measure("rabbitmq", arguments[1]);
  return 0;
}
