// The envelope of everything on the bus: what is read and written again reads the same, also with the relay's stamp.
#include "lib/contracts/cloud_event.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/same_json.h"

namespace millwright::fuzz {

std::vector<std::string> seeds() {
  return {R"({"specversion":"1.0","id":"1","source":"/millwright/bridge","type":"millwright.count.v1",)"
          R"("subject":"line1/filler","time":"2026-11-23T06:00:00.125Z","data":{"count":7,"x":[1.5,null,true]}})",
          R"({"publishedtime":"2026-11-23T06:00:01Z","specversion":"1.0","id":"é","source":"s","type":"t",)"
          R"("time":"1678-01-01T00:00:00+23:59","traceparent":"x","dataschema":"t.json","data":null})",
          R"({"specversion":"1.0","id":"","source":"s","type":"t","time":"2261-12-31T23:59:59-23:59","data":{}})"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  using namespace millwright::contracts;
  const auto event = parse_cloud_event(fuzz::Input(data, size).text());
  if (!event) {
    MW_ASSERT(!event.error().message.empty());
    return 0;
  }
  fuzz::accept();
  MW_ASSERT(!event->id.empty() && !event->source.empty() && !event->type.empty());
  auto text = to_text(*event);
  const auto same = [&](const Result<CloudEvent, JsonError>& again) {
    return again && again->id == event->id && again->source == event->source && again->type == event->type &&
           again->subject == event->subject && again->time == event->time && again->dataschema == event->dataschema &&
           fuzz::same_json(again->data, event->data);
  };
  MW_ASSERT(same(parse_cloud_event(text)));
  for (const auto stamp : {event->time, event->published_at.value_or(Timestamp{})}) {
    stamp_published(text, stamp);
    const auto stamped = parse_cloud_event(text);
    MW_ASSERT(same(stamped) && stamped->published_at == stamp);
  }
  return 0;
}
