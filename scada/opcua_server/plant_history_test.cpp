#include "scada/opcua_server/plant_history.h"

#include <gmock/gmock.h>
#include <open62541/types.h>

#include "scada/opcua_server/aggregate_nodes.h"
#include "scada/opcua_server/serving_plant.h"

namespace millwright::scada::opcua_server {
namespace {

using contracts::Sample;
using contracts::Value;
using opcua::HistoryValue;
using opcua::PerformUpdate;
using ::testing::ElementsAre;

namespace q = contracts::quality;

const Timestamp kT0 = from_unix_ns(1'790'000'000'000'000'000);
const std::string kTemperature = "line1/pasteurizer/temperature";
const std::string kState = "line1/pasteurizer/state";
const opcua::SessionUser kEngineer{"edith", {"engineer"}};

HistoryValue value(int second, Value held, contracts::Quality quality = q::kGood) {
  return {kT0 + second * 1s, std::move(held), quality};
}

Sample sample(int second, Value held, contracts::Quality quality = q::kGood) {
  return {std::move(held), quality, kT0 + second * 1s};
}

struct PlantHistoryTest : ::testing::Test {
  [[nodiscard]] std::vector<Sample> stored(const std::string& tag = kTemperature) {
    return history.raw(tag, kT0 - 1h, kT0 + 1h, 1000, opcua::Order::oldest_first).value();
  }
  void keep(const std::vector<Sample>& samples, const std::string& tag = kTemperature) {
    for (const auto& one : samples) archive.post({{plant.tag_number(plant::TagPath{tag}).value(), one, {}}});
  }
  std::vector<opcua::StatusCode> update(PerformUpdate how, const std::vector<HistoryValue>& values) {
    return history.update(kEngineer, kTemperature, how, values).value();
  }
  /// "action outcome detail" of the newest row.
  [[nodiscard]] std::string audited() {
    const auto row = audit.latest(100)->back();
    return row.user + ": " + row.action + " " + row.target + " " + row.outcome + ": " + row.detail;
  }

  plant::Plant plant = bottling();
  TestArchive archive{plant};
  FakeAudit audit;
  ManualClock clock{kT0 + 1h};
  PlantHistory history{plant, *archive, audit, clock};
};

TEST(AggregateNodes, EveryAggregateHasTheNodeOfItsName) {
  // By the browse names that the library's copy of the standard has.
  auto* server = UA_Server_new();
  for (std::size_t i = 0; i < historian::kAggregates; ++i) {
    const auto aggregate = static_cast<historian::Aggregate>(i);
    opcua::Owned<UA_QualifiedName> name(UA_TYPES[UA_TYPES_QUALIFIEDNAME]);
    ASSERT_EQ(UA_Server_readBrowseName(server, opcua::standard_id(node_of(aggregate)), name.get()), UA_STATUSCODE_GOOD);
    EXPECT_EQ(opcua::text_of(name->name), historian::name_of(aggregate));
    EXPECT_EQ(aggregate_of(node_of(aggregate)), aggregate);
  }
  EXPECT_EQ(aggregate_of(UA_NS0ID_AGGREGATEFUNCTION_ANNOTATIONCOUNT), std::nullopt);
  UA_Server_delete(server);
}

TEST_F(PlantHistoryTest, ReadsRawEitherWay) {
  keep({sample(0, 70.0), sample(1, 71.0), sample(2, 72.0)});
  using opcua::Order;
  EXPECT_EQ(*history.raw(kTemperature, kT0, kT0 + 2s, 10, Order::oldest_first),
            (std::vector{sample(0, 70.0), sample(1, 71.0)}));
  EXPECT_EQ(*history.raw(kTemperature, kT0, kT0 + 1h, 2, Order::newest_first),
            (std::vector{sample(2, 72.0), sample(1, 71.0)}));
}

TEST_F(PlantHistoryTest, ATagThatIsNoRealIsHeldAndNotDrawnAsALine) {
  keep({sample(0, 70.0), sample(10, 80.0)});
  keep({sample(0, std::int64_t{2}), sample(10, std::int64_t{6})}, kState);
  EXPECT_EQ(history.at_time(kTemperature, {kT0 + 5s}, false)->front().value, Value{75.0});
  EXPECT_EQ(history.at_time(kState, {kT0 + 5s}, false)->front().value, Value{std::int64_t{2}});
}

TEST_F(PlantHistoryTest, ProcessedPagesGoOnWhereTheyEnded) {
  for (int i = 0; i < 100; ++i) keep({sample(i, i * 1.0)});
  opcua::ProcessedQuery query{.aggregate = UA_NS0ID_AGGREGATEFUNCTION_TIMEAVERAGE2,
                              .start = kT0,
                              .end = kT0 + 95s,
                              .interval = 10s,
                              .limit = 4,
                              .until = MonotonicTime::max()};
  const auto first = *history.processed(kTemperature, query);
  ASSERT_EQ(first.values.size(), 4u);
  EXPECT_TRUE(first.more);
  EXPECT_EQ(first.values[0].value, Value{5.0});
  query.first = 8;
  const auto last = *history.processed(kTemperature, query);
  ASSERT_EQ(last.values.size(), 2u);
  EXPECT_FALSE(last.more);
  EXPECT_EQ(last.values[1].value, Value{92.5});
  EXPECT_EQ(last.values[1].status.code() & historian::info::kPartial, historian::info::kPartial);
  query.first = 10;
  EXPECT_EQ(history.processed(kTemperature, query).error().code, UA_STATUSCODE_BADCONTINUATIONPOINTINVALID);
}

TEST_F(PlantHistoryTest, WhenTheTimeIsUpAPageEndsWithWhatItMustHave) {
  keep({sample(0, 70.0), sample(50, 71.0)});
  opcua::ProcessedQuery query{.aggregate = UA_NS0ID_AGGREGATEFUNCTION_COUNT,
                              .start = kT0,
                              .end = kT0 + 50s,
                              .interval = 10s,
                              .limit = 100,
                              .until = clock.monotonic(),
                              .at_least = 1};
  const auto one = *history.processed(kTemperature, query);
  EXPECT_EQ(one.values.size(), 1u);
  EXPECT_TRUE(one.more);
  query.at_least = 0;
  const auto none = *history.processed(kTemperature, query);
  EXPECT_TRUE(none.values.empty());
  EXPECT_TRUE(none.more);
}

TEST_F(PlantHistoryTest, InsertReplaceAndUpdateSayWhatBecameOfEachValue) {
  keep({sample(1, 71.0)});
  EXPECT_THAT(update(PerformUpdate::insert, {value(0, 70.0), value(1, 99.0)}),
              ElementsAre(UA_STATUSCODE_GOODENTRYINSERTED, UA_STATUSCODE_BADENTRYEXISTS));
  EXPECT_THAT(update(PerformUpdate::replace, {value(1, 71.5), value(2, 99.0)}),
              ElementsAre(UA_STATUSCODE_GOODENTRYREPLACED, UA_STATUSCODE_BADNOENTRYEXISTS));
  EXPECT_THAT(
      update(PerformUpdate::update, {value(1, 71.75, q::kUncertain), value(3, 73.0), value(3, 73.5)}),
      ElementsAre(UA_STATUSCODE_GOODENTRYREPLACED, UA_STATUSCODE_GOODENTRYINSERTED, UA_STATUSCODE_GOODENTRYREPLACED));
  EXPECT_EQ(stored(), (std::vector{sample(0, 70.0), sample(1, 71.75, q::kUncertain), sample(3, 73.5)}));
}

TEST_F(PlantHistoryTest, EveryChangeHasARowThatNamesWhatWasAndWhatIs) {
  keep({sample(1, 71.0)});
  (void)update(PerformUpdate::replace, {value(1, 72.0, q::kUncertain), value(2, 99.0)});
  EXPECT_EQ(audited(), "edith: history.replace " + kTemperature + " accepted: 1 of 2 values: " + to_rfc3339(kT0 + 1s) +
                           " 72 Uncertain (was 71)");
  (void)update(PerformUpdate::insert, {value(1, 99.0)});
  EXPECT_EQ(audited(), "edith: history.insert " + kTemperature + " rejected(BadEntryExists): none of 1 values");
  EXPECT_EQ(history.remove(kEngineer, kTemperature, kT0, kT0 + 5s), UA_STATUSCODE_GOOD);
  EXPECT_EQ(audited(), "edith: history.delete " + kTemperature + " accepted: 1 samples from " + to_rfc3339(kT0) +
                           " to " + to_rfc3339(kT0 + 5s) + ": " + to_rfc3339(kT0 + 1s) + " 72 Uncertain");
  EXPECT_EQ(history.remove(kEngineer, kTemperature, kT0, kT0 + 5s), UA_STATUSCODE_BADNODATA);
  EXPECT_EQ(audit.latest(100)->size(), 4u);
}

TEST_F(PlantHistoryTest, OnlyEngineersAndAdministratorsChangeThePast) {
  keep({sample(1, 71.0)});
  const std::vector<opcua::SessionUser> others{
      {"olga", {"operator"}}, {"quentin", {"quality"}}, {"bridge", {"bridge", "admin"}}};
  for (const auto& user : others) {
    EXPECT_FALSE(history.may_edit(user)) << user.name;
    const auto refused = history.update(user, kTemperature, PerformUpdate::update, {value(1, 99.0)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, UA_STATUSCODE_BADUSERACCESSDENIED);
    EXPECT_THAT(audited(), ::testing::HasSubstr("history.update " + kTemperature + " rejected(BadUserAccessDenied)"));
    EXPECT_EQ(history.remove(user, kTemperature, kT0, kT0 + 1h), UA_STATUSCODE_BADUSERACCESSDENIED);
    EXPECT_THAT(audited(), ::testing::HasSubstr(user.name + ": history.delete"));
  }
  EXPECT_EQ(stored(), (std::vector{sample(1, 71.0)}));
  EXPECT_TRUE(history.may_edit({"ann", {"admin"}}));
}

TEST_F(PlantHistoryTest, NothingIsChangedThatCannotBeAudited) {
  keep({sample(1, 71.0)});
  audit.full = true;
  const auto refused = history.update(kEngineer, kTemperature, PerformUpdate::update, {value(1, 99.0)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, UA_STATUSCODE_BADRESOURCEUNAVAILABLE);
  EXPECT_EQ(history.remove(kEngineer, kTemperature, kT0, kT0 + 1h), UA_STATUSCODE_BADRESOURCEUNAVAILABLE);
  EXPECT_EQ(stored(), (std::vector{sample(1, 71.0)}));
}

TEST_F(PlantHistoryTest, AValueOfAnotherTypeOrOfTheFutureIsRefused) {
  EXPECT_THAT(update(PerformUpdate::update,
                     {value(0, std::string("hot")), value(0, true), value(3601, 70.0), value(1, std::int64_t{70})}),
              ElementsAre(UA_STATUSCODE_BADTYPEMISMATCH, UA_STATUSCODE_BADTYPEMISMATCH,
                          UA_STATUSCODE_BADINVALIDTIMESTAMP, UA_STATUSCODE_GOODENTRYINSERTED));
  EXPECT_EQ(stored(), (std::vector{sample(1, 70.0)}));
  const auto state =
      history.update(kEngineer, kState, PerformUpdate::insert, {value(0, 2.5), value(0, std::int64_t{2})});
  EXPECT_THAT(*state, ElementsAre(UA_STATUSCODE_BADTYPEMISMATCH, UA_STATUSCODE_GOODENTRYINSERTED));
}

TEST_F(PlantHistoryTest, ASampleInsideTheTickOfADateTimeIsTheOneThatIsMeant) {
  const Sample between{Value{71.0}, q::kGood, kT0 + 1s + 42ns};
  keep({between});
  EXPECT_THAT(update(PerformUpdate::replace, {value(1, 72.0)}), ElementsAre(UA_STATUSCODE_GOODENTRYREPLACED));
  EXPECT_EQ(stored(), (std::vector{Sample{Value{72.0}, q::kGood, between.source_time}}));
}

}  // namespace
}  // namespace millwright::scada::opcua_server
