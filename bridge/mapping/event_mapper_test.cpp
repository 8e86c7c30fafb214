#include "bridge/mapping/event_mapper.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "lib/contracts/cloud_event.h"

namespace millwright::bridge::mapping {
namespace {

namespace quality = contracts::quality;
using contracts::TagPath;

plant::Plant small_plant() {
  plant::Plant plant;
  plant::Equipment line;
  line.path = contracts::EquipmentPath{"line1"};
  plant.equipment.push_back(line);
  const auto add = [&](const char* path) -> plant::Tag& {
    plant::Tag tag;
    tag.path = TagPath{path};
    tag.equipment = contracts::equipment_of(tag.path);
    plant.tag_index.emplace(tag.path, static_cast<std::uint32_t>(plant.tags.size()));
    plant.tags.push_back(tag);
    return plant.tags.back();
  };
  plant::AlarmLimit high;
  high.value = 80;
  add("line1/pasteurizer/temperature").limits.push_back(high);
  add("line1/pasteurizer/dwell");
  add("line1/filler/state").states = {{6, "Execute"}};
  add("line1/filler/stop_code");
  add("line1/filler/good_count");
  plant.rules.push_back(
      {"HIGH_TEMP", TagPath{"line1/pasteurizer/temperature"}, "high", 2s, {TagPath{"line1/pasteurizer/dwell"}}});
  plant.forward.states = {TagPath{"line1/filler/state"}};
  plant.forward.counters = {TagPath{"line1/filler/good_count"}};
  plant.forward.samples = {TagPath{"line1/pasteurizer/temperature"}};
  return plant;
}

class EventMapperTest : public testing::Test {
 protected:
  void feed(const char* tag, contracts::Value value, contracts::Quality q = quality::kGood, bool recovered = false) {
    const auto& tags = mapper_.tags();
    const auto item = std::ranges::find(tags, TagPath{tag}) - tags.begin();
    mapper_.on_reading(static_cast<std::size_t>(item),
                       {{std::move(value), q, clock_.utc()}, clock_.utc() + 1ms, clock_.utc() + 2ms, recovered});
  }
  /// The data of the events of one kind that are waiting.
  template <class T>
  std::vector<T> events() {
    std::vector<T> found;
    for (const auto& message : mapper_.take().messages)
      if (message.type == contracts::kind_of<T>().type)
        found.push_back(*from_json<T>(contracts::parse_cloud_event(message.body)->data));
    return found;
  }

  ManualClock clock_;
  IdSource ids_{clock_, 1};
  plant::Plant plant_ = small_plant();
  EventMapper mapper_{plant_, clock_, ids_};
};

TEST_F(EventMapperTest, AThresholdCarriesLimitContextAndHops) {
  feed("line1/pasteurizer/dwell", 12.5);
  feed("line1/pasteurizer/temperature", 81.0);
  clock_.advance(2s);
  feed("line1/pasteurizer/temperature", 81.5);
  const auto raised = events<contracts::ThresholdEvent>();
  ASSERT_EQ(raised.size(), 1u);
  EXPECT_EQ(raised[0].limit_value, 80);
  EXPECT_EQ(raised[0].context.at("dwell").value, contracts::Value{12.5});
  std::vector<std::string> places;
  for (const auto& hop : raised[0].hops) places.push_back(hop.place);
  EXPECT_EQ(places, (std::vector<std::string>{"plc", "scada", "bridge.received", "bridge.raised"}));
}

TEST_F(EventMapperTest, EpisodesAreHandedOutTogetherWithTheirEvents) {
  feed("line1/pasteurizer/temperature", 81.0);
  clock_.advance(2s);
  feed("line1/pasteurizer/temperature", 81.5);
  auto taken = mapper_.take();
  ASSERT_EQ(taken.episodes.size(), 1u);
  EXPECT_TRUE(taken.episodes[0].open);
  clock_.advance(1s);
  feed("line1/pasteurizer/temperature", 70.0);
  taken = mapper_.take();
  ASSERT_EQ(taken.episodes.size(), 1u);
  EXPECT_FALSE(taken.episodes[0].open);
}

TEST_F(EventMapperTest, AStateIsNamedOnlyWhileItsSourceIsGood) {
  feed("line1/filler/stop_code", std::int64_t{3});
  feed("line1/filler/state", std::int64_t{6});
  clock_.advance(1s);
  feed("line1/filler/state", std::int64_t{6}, quality::kBadNoCommunication);
  const auto states = events<contracts::StateEvent>();
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0].state, "Execute");
  EXPECT_EQ(states[0].stop_code, 3);
  EXPECT_EQ(states[1].state, "Unknown");
}

TEST_F(EventMapperTest, ALostConnectionIsToldOnceForEveryUnit) {
  feed("line1/filler/state", std::int64_t{6});
  mapper_.on_connection_lost();
  mapper_.on_connection_lost();
  const auto states = events<contracts::StateEvent>();
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[1].quality, quality::kBadNoCommunication);
}

TEST_F(EventMapperTest, AStateUnchangedOverAnOutageIsToldAgainAfterIt) {
  feed("line1/filler/state", std::int64_t{6});
  mapper_.on_connection_lost();
  feed("line1/filler/state", std::int64_t{6});
  const auto states = events<contracts::StateEvent>();
  ASSERT_EQ(states.size(), 3u);
  EXPECT_EQ(states[2].state, "Execute");
}

TEST_F(EventMapperTest, TheSameSampleTwiceIsOneEvent) {
  feed("line1/filler/good_count", std::int64_t{7});
  feed("line1/filler/good_count", std::int64_t{7});
  EXPECT_EQ(events<contracts::CountEvent>().size(), 1u);
}

TEST_F(EventMapperTest, ASampleThatComesLateCountsAsRecovered) {
  const auto source_time = clock_.utc();
  clock_.advance(EventMapper::kLateAfter + 1ms);
  const auto& tags = mapper_.tags();
  const auto item = std::ranges::find(tags, TagPath{"line1/filler/good_count"}) - tags.begin();
  mapper_.on_reading(static_cast<std::size_t>(item),
                     {{std::int64_t{7}, quality::kGood, source_time}, clock_.utc(), clock_.utc(), false});
  EXPECT_TRUE(events<contracts::CountEvent>().at(0).recovered);
}

TEST_F(EventMapperTest, SamplesGoOutOnScheduleEvenWhenThereAreNone) {
  mapper_.on_time();
  EXPECT_TRUE(events<contracts::SamplesEvent>().empty());
  feed("line1/pasteurizer/temperature", 75.0);
  feed("line1/pasteurizer/temperature", 76.0);
  clock_.advance(1s);
  mapper_.on_time();
  auto batches = events<contracts::SamplesEvent>();
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].tags.at(0).samples.size(), 2u);
  clock_.advance(1s);
  mapper_.on_time();
  batches = events<contracts::SamplesEvent>();
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_TRUE(batches[0].tags.empty());
}

}  // namespace
}  // namespace millwright::bridge::mapping
