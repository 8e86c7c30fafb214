#include "lib/contracts/cloud_event.h"

#include <gtest/gtest.h>

#include "lib/contracts/events.h"

namespace millwright::contracts {
namespace {

CountEvent count() {
  CountEvent event;
  event.equipment = EquipmentPath{"line1/palletizer"};
  event.counter = "good_count";
  event.count = 42;
  event.quality = quality::kGood;
  event.time = Timestamp{std::chrono::seconds{1'700'000'000}};
  event.hops = {{"plc", event.time}};
  return event;
}

TEST(CloudEvent, ReadsWhatItWrites) {
  const auto event = make_event("1", "/millwright/bridge", EquipmentPath{"line1/palletizer"}, count().time, count());
  const auto read = parse_cloud_event(to_text(event));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->type, "millwright.count.v1");
  EXPECT_EQ(read->subject, "line1/palletizer");
  const auto data = from_json<CountEvent>(read->data);
  ASSERT_TRUE(data) << data.error().message;
  EXPECT_EQ(data->count, 42);
  EXPECT_EQ(data->quality, quality::kGood);
  EXPECT_EQ(data->hops, count().hops);
}

TEST(CloudEvent, CarriesTheNewestPublishingTime) {
  auto text = to_text(make_event("1", "/millwright/bridge", EquipmentPath{"line1"}, count().time, count()));
  stamp_published(text, count().time + 1s);
  stamp_published(text, count().time + 2s);
  const auto read = parse_cloud_event(text);
  ASSERT_TRUE(read) << read.error().message << text;
  EXPECT_EQ(read->published_at, count().time + 2s);
  EXPECT_EQ(read->id, "1");
}

TEST(CloudEvent, NamesWhatIsMissingOrWrong) {
  const auto message = [](std::string_view text) { return parse_cloud_event(text).error().message; };
  EXPECT_EQ(message(R"({"id":"1"})"), "specversion: is missing");
  EXPECT_EQ(message(R"({"specversion":"0.3"})"), "specversion: expected 1.0, found 0.3");
  EXPECT_EQ(message(R"({"specversion":"1.0","id":""})"), "id: expected a text that is not empty");
  EXPECT_EQ(message(R"({"specversion":"1.0","id":"1","source":"s","type":"t","time":"2026-11-23T06:00:00Z"})"),
            "data: is missing");
}

TEST(CloudEvent, AcceptsForeignExtensionAttributes) {
  EXPECT_TRUE(
      parse_cloud_event(R"({"specversion":"1.0","id":"1","source":"s","type":"t","time":"2026-11-23T06:00:00Z",)"
                        R"("traceparent":"x","data":{}})"));
}

TEST(RoutingKey, IsLineUnitKind) {
  EXPECT_EQ(routing_key(EquipmentPath{"line1/filler"}, "state"), "line1.filler.state");
  EXPECT_EQ(routing_key(EquipmentPath{"line1"}, "state"), "line1.line1.state");
  EXPECT_EQ(routing_key(EquipmentPath{"line1/filler/nozzle7"}, "count"), "line1.filler-nozzle7.count");
}

TEST(Quality, NameAndNumberRoundTrip) {
  for (const auto q : {quality::kGood, quality::kBadNoCommunication, Quality{0x80AB0000u}})
    EXPECT_EQ(Quality::from_name(q.name()), q);
  EXPECT_EQ(Quality::from_name("Splendid"), std::nullopt);
  EXPECT_FALSE(Quality{}.is_good()) << "a sample that was never read must not be Good";
}

}  // namespace
}  // namespace millwright::contracts
