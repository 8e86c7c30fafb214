// OPC UA events as a foreign server may send them: variants decoded from any bytes, read as alarms and results. What
// becomes an event can be written, and read again by whoever gets it from the bus.
#include <open62541/types.h>

#include "bridge/upward/event_fields.h"
#include "lib/opcua/ua.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/same_json.h"

namespace millwright::fuzz {
namespace {

using namespace bridge::upward;
using opcua::EventField;

/// The next field of the input, as lib/opcua's client hands it on.
EventField next_field(std::span<const std::uint8_t> bytes, std::size_t& used) {
  UA_ByteString encoded;
  encoded.length = bytes.size() - used;
  encoded.data = const_cast<UA_Byte*>(bytes.data() + used);
  auto variant = opcua::owned_variant();
  if (UA_decodeBinary(&encoded, variant.get(), &UA_TYPES[UA_TYPES_VARIANT], nullptr) != UA_STATUSCODE_GOOD) {
    used = bytes.size();
    return std::monostate{};
  }
  used += std::max<std::size_t>(1, UA_calcSizeBinary(variant.get(), &UA_TYPES[UA_TYPES_VARIANT]));
  used = std::min(used, bytes.size());
  if (const auto time = opcua::time_in(*variant)) return *time;
  if (auto value = opcua::value_in(*variant)) return std::move(*value);
  return std::monostate{};
}

template <class Event>
void check(const std::optional<Event>& event) {
  if (!event) return;
  accept();
  const auto text = to_json_text(*event);
  // A server's texts need not be UTF-8; what is not is no JSON either, and is refused where it is read.
  const auto again = from_json_text<Event>(text);
  MW_ASSERT(again || again.error().code == JsonError::syntax);
  MW_ASSERT(!again || same_json(to_json(*again), to_json(*event)));
}

/// What a subscription brings: whatever it is, a sample that can be told onwards.
void check_sample(std::span<const std::uint8_t> bytes) {
  UA_ByteString encoded;
  encoded.length = bytes.size();
  encoded.data = const_cast<UA_Byte*>(bytes.data());
  opcua::Owned<UA_DataValue> value(UA_TYPES[UA_TYPES_DATAVALUE]);
  if (UA_decodeBinary(&encoded, value.get(), &UA_TYPES[UA_TYPES_DATAVALUE], nullptr) == UA_STATUSCODE_GOOD)
    check(std::optional(opcua::sample_in(*value)));
}

std::string text_variant(std::string_view text) {
  return std::string{12, static_cast<char>(text.size()), 0, 0, 0} + std::string(text);
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string yes("\x01\x01", 2);
  const std::string severity("\x05\xbc\x02", 3);
  const std::string message = std::string("\x15\x02\x07\x00\x00\x00", 6) + "too hot";
  const std::string time("\x0d\x00\x80\x3e\xd5\xde\xb1\x9d\x01", 9);
  const std::string earliest("\x0d\x01\x00\x00\x00\x00\x00\x00\x80", 9);
  const auto alarm = text_variant("line1/pasteurizer/temperature/high") + text_variant("line1/pasteurizer") + yes +
                     std::string("\x01\x00", 2) + severity + message;
  const auto result = text_variant("id") + text_variant("line1/filler") + text_variant("stop") +
                      text_variant("rejected") + text_variant("interlock") + text_variant("no");
  const std::string number("\x07\x0b\x00\x00\x00\x00\x00\x00\xf8\x7f\x00\x00\x90\x40\x00\x80\x3e\xd5\xde\xb1\x9d\x01",
                           22);
  return {number, alarm + time, alarm + earliest, result + time + std::string(3, '\0'),
          result + time + time + time + time};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  fuzz::check_sample({data, size});
  const std::span<const std::uint8_t> bytes(data, size);
  std::size_t used = 0;
  std::vector<opcua::EventField> fields;
  while (fields.size() < bridge::upward::result_fields().size()) {
    fields.push_back(used < size ? fuzz::next_field(bytes, used) : opcua::EventField{});
    if (fields.size() == bridge::upward::alarm_fields().size()) fuzz::check(bridge::upward::alarm_from(fields));
  }
  fuzz::check(bridge::upward::result_from(fields));
  return 0;
}
