// The data of every event and command: what a struct was read from and what it writes mean the same.
#include "lib/contracts/cloud_event.h"
#include "lib/contracts/events.h"
#include "lib/contracts/mes_events.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/same_json.h"

namespace millwright::fuzz {
namespace {

using namespace contracts;

template <class T>
void check(const json::value& value) {
  const auto read = from_json<T>(value);
  if (!read) {
    MW_ASSERT(!read.error().message.empty());
    return;
  }
  accept();
  const auto again = from_json_text<T>(to_json_text(*read));
  MW_ASSERT(again && same_json(to_json(*again), to_json(*read)));
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string sample = R"({"value":81.25,"quality":"Good","source_time":"2026-11-23T06:00:00.125Z"})";
  const std::string hops = R"("hops":[{"place":"plc","time":"2026-11-23T06:00:00Z"}]})";
  return {
      R"({"rule":"HIGH_TEMP","episode":"e","equipment":"line1/pasteurizer","tag":"line1/pasteurizer/temperature",)"
      R"("limit":"high","limit_value":80,"unit":"°C","active":true,"crossed_at":"2026-11-23T06:00:00Z",)"
      R"("raised_at":"2026-11-23T06:00:02Z","recovered":false,"context":{"dwell":)" +
          sample + R"(},"sample":)" + sample + "," + hops,
      R"({"equipment":"line1/filler","counter":"good_count","count":42,"quality":"0x80AB0000",)"
      R"("time":"2026-11-23T06:00:00Z","recovered":false,)" +
          hops,
      R"({"tags":[{"tag":"line1/filler/speed","samples":[)" + sample + "," +
          R"({"value":true,"quality":"Bad","source_time":"1970-01-01T00:00:00Z"},)" +
          R"({"value":"x","quality":"Uncertain","source_time":"2261-12-31T00:00:00Z"}]}],"recovered":true})",
      R"({"id":"0192f0c1-0000-7000-8000-000000000000","equipment":"line1/pasteurizer","command":"set_temperature",)"
      R"("parameters":{"value":72},"issued_at":"2026-11-23T06:00:00Z","not_after":"2026-11-23T06:00:05Z","reason":"",)"
      R"("requester":"workflow","replaces":76.5,"condition":{"tag":"t","limit":"high","violated":true},)"
      R"("correlation":"d","recovered":false})",
      R"({"id":"i","equipment":"e","command":"c","state":"outcome_unknown","reason":"","detail":"","correlation":"",)" +
          hops,
      R"({"lot":"L1","material":"M","parent":null,"status":"available","disposition":"held","reason":"r",)"
      R"("time":"2026-11-23T06:00:00Z"})",
      R"({"alarm":"a","equipment":"e","tag":"t","state":"UNACK","priority":2,"message":"m","sample":)" + sample +
          R"(,"time":"2026-11-23T06:00:00Z","recovered":false,"hops":[]})"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  using namespace millwright::fuzz;
  const auto value = from_json_text<json::value>(Input(data, size).text());
  if (!value) return 0;
  check<ThresholdEvent>(*value);
  check<AlarmEvent>(*value);
  check<StateEvent>(*value);
  check<CountEvent>(*value);
  check<SamplesEvent>(*value);
  check<Command>(*value);
  check<CommandResult>(*value);
  check<OrderEvent>(*value);
  check<LotEvent>(*value);
  check<QualityEvent>(*value);
  return 0;
}
