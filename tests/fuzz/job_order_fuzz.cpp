// Job orders and responses as a foreign client or server may send them: any bytes are an order or none, what is read
// can be written and read again, and what becomes an event can be told onwards.
#include "bridge/upward/job_fields.h"
#include "lib/opcua/job_control/job_control.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/same_json.h"

namespace millwright::fuzz {
namespace {

namespace job_control = opcua::job_control;

void check_order(std::string_view bytes) {
  const auto order = job_control::decode_order(bytes);
  if (!order) return;
  accept();
  MW_ASSERT(job_control::produced(order->materials).quantity >= 0);
  const auto again = job_control::decode_order(order->encoded);
  MW_ASSERT(again && again->id == order->id && again->encoded == order->encoded);
  MW_ASSERT(again->parameters.size() == order->parameters.size());
}

void check_event(std::string_view bytes) {
  job_control::Order order;
  order.id = "J1";
  const contracts::Value known{job_control::encode(order)}, any{std::string(bytes)}, line{std::string("line1")};
  for (const auto& fields : {std::vector<opcua::EventField>{known, any, line, Timestamp{1s}},
                             std::vector<opcua::EventField>{any, any, line, Timestamp{1s}}}) {
    const auto event = bridge::upward::job_from(fields);
    if (!event) continue;
    accept();
    // A server's texts need not be UTF-8; what is not is no JSON either, and is refused where it is read.
    const auto again = from_json_text<contracts::JobEvent>(to_json_text(*event));
    MW_ASSERT(again || again.error().code == JsonError::syntax);
    MW_ASSERT(!again || same_json(to_json(*again), to_json(*event)));
  }
}

}  // namespace

std::vector<std::string> seeds() {
  job_control::Order order;
  order.id = "J1";
  order.work_master = "apple";
  order.parameters = {{"temperature", 74.5}};
  order.materials = {{"apple_05", "Produced", "500", "bottles"}};
  job_control::Response response;
  response.id = response.job_order = "J1";
  response.start = Timestamp{1'700'000'000s};
  response.state = {4, "Interrupted", "Held", 1, "InterruptedSubstates"};
  response.data = {{job_control::data::kGood, std::int64_t{41}}, {"temperature", 74.5}};
  return {job_control::encode(order), job_control::encode(response), job_control::encode(job_control::Order{})};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  const auto text = fuzz::Input(data, size).text();
  fuzz::check_order(text);
  fuzz::check_event(text);
  return 0;
}
