#include "mes/ingest/incoming.h"

namespace millwright::mes::ingest {
namespace {

template <std::size_t I = 1>
Result<Content, JsonError> read_content(const contracts::CloudEvent& event) {
  if constexpr (I == std::variant_size_v<Content>) {
    return Content{Foreign{}};
  } else {
    using Event = std::variant_alternative_t<I, Content>;
    if (event.type != contracts::kind_of<Event>().type) return read_content<I + 1>(event);
    auto read = from_json<Event>(event.data, "data");
    if (!read) return std::unexpected(std::move(read.error()));
    return Content{std::move(*read)};
  }
}

}  // namespace

Result<Incoming, JsonError> read_incoming(const bus::Message& message) {
  const auto event = contracts::parse_cloud_event(message.body);
  if (!event) return std::unexpected(event.error());
  auto content = read_content(*event);
  if (!content) return std::unexpected(std::move(content.error()));
  auto* threshold = std::get_if<contracts::ThresholdEvent>(&*content);
  if (threshold != nullptr && event->published_at) threshold->hops.push_back({"bus.published", *event->published_at});
  return Incoming{event->source + "|" + event->id, event->source, std::move(*content)};
}

}  // namespace millwright::mes::ingest
