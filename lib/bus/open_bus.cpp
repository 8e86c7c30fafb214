#include <string_view>

#include "lib/bus/bus.h"
#include "lib/bus/embedded/embedded_bus.h"
#include "lib/bus/rabbitmq/rabbit_bus.h"

namespace millwright::bus {

Result<std::unique_ptr<Bus>, BusError> open_bus(const std::string& url, const std::string& process) {
  constexpr std::string_view kEmbedded = "embedded:";
  if (url == kEmbedded) return fail(BusError::refused, "the bus URL names no folder: embedded:/path/to/folder");
  if (url.starts_with(kEmbedded)) return open_embedded_bus(url.substr(kEmbedded.size()), process);
  if (url.starts_with("amqp://") || url.starts_with("amqps://")) return open_rabbit_bus(url, process);
  // The scheme alone is named: the rest may hold a password.
  return fail(BusError::refused, "a bus URL begins with embedded:, amqp:// or amqps://, not with \"{}\"",
              url.substr(0, url.find(':')));
}

}  // namespace millwright::bus
