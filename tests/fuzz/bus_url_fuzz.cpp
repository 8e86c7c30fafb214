// The bus URL: hosts and ports that can be connected to, and no message that shows a password.
#include "lib/bus/rabbitmq/url.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {

std::vector<std::string> seeds() {
  return {"amqp://plant%40a:p%3Aw%2F@one:5673,two,127.0.0.1:1/mill%2F1", "amqp://host", "amqp://u:secret@h:1/%2F",
          "amqp://u@[::1]:5672/v", "amqp://:@,:/"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  const auto text = fuzz::Input(data, size).text();
  if (const auto url = bus::rabbitmq::parse_rabbit_url(text)) {
    fuzz::accept();
    MW_ASSERT(!url->hosts.empty());
    for (const auto& host : url->hosts) MW_ASSERT(!host.name.empty() && host.port >= 1 && host.port <= 65535);
  }
  // The same faults behind an account: its password is in no message.
  const std::string rest(text.substr(0, text.find('@')));
  const auto guarded = bus::rabbitmq::parse_rabbit_url("amqp://user:hunter2%2@" + rest);
  MW_ASSERT(!guarded && guarded.error().message.find("hunter2") == std::string::npos);
  const auto behind = bus::rabbitmq::parse_rabbit_url("amqp://user:hunter2@" + rest);
  MW_ASSERT(behind || behind.error().message.find("hunter2") == std::string::npos ||
            rest.find("hunter2") != std::string::npos);
  return 0;
}
