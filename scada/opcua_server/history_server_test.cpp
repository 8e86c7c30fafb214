// HistoryRead and HistoryUpdate as a client meets them: statuses, continuation points, what the address space says.
#include <gmock/gmock.h>
#include <open62541/client_highlevel.h>

#include <array>

#include "scada/opcua_server/serving_plant.h"

namespace millwright::scada::opcua_server {
namespace {

using contracts::Value;
using ReadResponse = opcua::Owned<UA_HistoryReadResponse>;

const Timestamp kT0 = from_unix_ns(1'790'000'000'000'000'000);
const std::string kTemperature = "line1/pasteurizer/temperature";

struct HistoryServer : ::testing::Test {
  HistoryServer() {
    for (int i = 0; i < 60; ++i) plant.sample(kTemperature, Value{60.0 + i % 20}, contracts::quality::kGood, at(i));
  }
  static Timestamp at(int second) { return kT0 + second * 1s; }

  UA_HistoryReadValueId node(const std::string& path, const UA_ByteString& point = UA_BYTESTRING_NULL) const {
    UA_HistoryReadValueId id;
    UA_HistoryReadValueId_init(&id);
    id.nodeId = opcua::path_id(session.ns, path);
    id.continuationPoint = point;
    return id;
  }
  template <class Details>
  ReadResponse read(const Details& details, const UA_DataType& type, std::vector<UA_HistoryReadValueId> nodes,
                    bool release = false, UA_TimestampsToReturn timestamps = UA_TIMESTAMPSTORETURN_SOURCE) {
    UA_HistoryReadRequest request;
    UA_HistoryReadRequest_init(&request);
    UA_ExtensionObject_setValueNoDelete(&request.historyReadDetails, const_cast<Details*>(&details), &type);
    request.timestampsToReturn = timestamps;
    request.releaseContinuationPoints = release;
    request.nodesToRead = nodes.data();
    request.nodesToReadSize = nodes.size();
    return {UA_Client_Service_historyRead(session.raw.client, request), UA_TYPES[UA_TYPES_HISTORYREADRESPONSE]};
  }
  /// From at(0) to at(60), the aggregate of each node in intervals of so many seconds.
  UA_ReadProcessedDetails processed(std::vector<UA_NodeId>& aggregates, int interval_s) const {
    UA_ReadProcessedDetails details;
    UA_ReadProcessedDetails_init(&details);
    details.startTime = opcua::to_ua(at(0));
    details.endTime = opcua::to_ua(at(60));
    details.processingInterval = interval_s * 1000.0;
    details.aggregateType = aggregates.data();
    details.aggregateTypeSize = aggregates.size();
    details.aggregateConfiguration.useServerCapabilitiesDefaults = true;
    return details;
  }
  ReadResponse read_processed(const UA_ReadProcessedDetails& details, std::vector<UA_HistoryReadValueId> nodes,
                              bool release = false) {
    return read(details, UA_TYPES[UA_TYPES_READPROCESSEDDETAILS], std::move(nodes), release);
  }
  static std::vector<contracts::Sample> values_of(const UA_HistoryReadResult& result) {
    std::vector<contracts::Sample> values;
    if (const auto* data = opcua::decoded_as<UA_HistoryData>(result.historyData, UA_TYPES[UA_TYPES_HISTORYDATA]))
      for (std::size_t i = 0; i < data->dataValuesSize; ++i) values.push_back(opcua::sample_in(data->dataValues[i]));
    return values;
  }
  UA_Byte user_access_level(RawSession& of, const std::string& path) const {
    UA_Byte level = 0;
    EXPECT_EQ(UA_Client_readUserAccessLevelAttribute(of.raw.client, opcua::path_id(of.ns, path), &level),
              UA_STATUSCODE_GOOD);
    return level;
  }

  ServingPlant plant;
  RawSession session{plant, "quentin"};
};

const UA_NodeId kAverage = UA_NODEID_NUMERIC(0, UA_NS0ID_AGGREGATEFUNCTION_AVERAGE);
const UA_NodeId kCount = UA_NODEID_NUMERIC(0, UA_NS0ID_AGGREGATEFUNCTION_COUNT);

TEST_F(HistoryServer, EveryNodeOfACallHasAResultOfItsOwn) {
  std::vector aggregates{kAverage, kCount, UA_NODEID_NUMERIC(0, UA_NS0ID_AGGREGATEFUNCTION_ANNOTATIONCOUNT), kAverage,
                         kAverage};
  const auto response = read_processed(
      processed(aggregates, 20),
      {node(kTemperature), node(kTemperature), node(kTemperature), node("line1/none"), node("line1/pasteurizer")});
  ASSERT_EQ(response->responseHeader.serviceResult, UA_STATUSCODE_GOOD);
  ASSERT_EQ(response->resultsSize, 5u);
  const auto averages = values_of(response->results[0]);
  ASSERT_EQ(averages.size(), 3u);
  EXPECT_EQ(averages[0].value, Value{69.5});
  EXPECT_EQ(averages[0].source_time, at(0));
  EXPECT_EQ(averages[0].quality.code(), 0x00000401u);  // Good, Calculated
  EXPECT_EQ(values_of(response->results[1])[2].value, Value{std::int64_t{20}});
  EXPECT_EQ(response->results[2].statusCode, UA_STATUSCODE_BADAGGREGATENOTSUPPORTED);
  EXPECT_EQ(response->results[3].statusCode, UA_STATUSCODE_BADNODEIDUNKNOWN);
  EXPECT_EQ(response->results[4].statusCode, UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED);
}

TEST_F(HistoryServer, AggregatesThatDoNotMatchTheNodesOrNoIntervalAreRefusedAsAWhole) {
  std::vector aggregates{kAverage};
  const auto mismatch = read_processed(processed(aggregates, 20), {node(kTemperature), node(kTemperature)});
  EXPECT_EQ(mismatch->responseHeader.serviceResult, UA_STATUSCODE_BADAGGREGATELISTMISMATCH);
  auto details = processed(aggregates, 20);
  details.endTime = details.startTime;
  EXPECT_EQ(read_processed(details, {node(kTemperature)})->responseHeader.serviceResult,
            UA_STATUSCODE_BADINVALIDARGUMENT);
  for (const double interval_ms : {-1.0, 1e-9, std::numeric_limits<double>::quiet_NaN()}) {
    details = processed(aggregates, 20);
    details.processingInterval = interval_ms;
    EXPECT_EQ(read_processed(details, {node(kTemperature)})->responseHeader.serviceResult,
              UA_STATUSCODE_BADINVALIDARGUMENT);
  }
}

TEST_F(HistoryServer, AConfigurationOfTheCallReplacesTheDefaults) {
  plant.sample(kTemperature, Value{0.0}, contracts::quality::kUncertain, at(60));
  std::vector aggregates{UA_NODEID_NUMERIC(0, UA_NS0ID_AGGREGATEFUNCTION_INTERPOLATIVE)};
  auto details = processed(aggregates, 0);
  details.startTime = opcua::to_ua(at(61));
  details.endTime = opcua::to_ua(at(62));
  const auto held = [&] { return values_of(read_processed(details, {node(kTemperature)})->results[0]).at(0).value; };
  EXPECT_EQ(held(), Value{79.0});  // the last one that is Good
  details.aggregateConfiguration = {false, false, 100, 100, false};
  EXPECT_EQ(held(), Value{0.0});
  details.aggregateConfiguration = {false, false, 10, 10, false};
  EXPECT_EQ(read_processed(details, {node(kTemperature)})->results[0].statusCode,
            UA_STATUSCODE_BADAGGREGATECONFIGURATIONREJECTED);
}

TEST_F(HistoryServer, IntervalsBeyondAPageComeByContinuationPointsThatAreGoodOnce) {
  std::vector aggregates{kCount};
  auto details = processed(aggregates, 0);
  details.processingInterval = 5;  // 12,000 intervals
  const auto first = read_processed(details, {node(kTemperature)});
  EXPECT_EQ(values_of(first->results[0]).size(), 10'000u);
  const auto& point = first->results[0].continuationPoint;
  ASSERT_GT(point.length, 0u);
  EXPECT_EQ(read_processed(details, {node("line1/pasteurizer/flow", point)})->results[0].statusCode,
            UA_STATUSCODE_BADCONTINUATIONPOINTINVALID);
  const auto second = read_processed(details, {node(kTemperature, point)});
  EXPECT_EQ(second->results[0].statusCode, UA_STATUSCODE_GOOD);
  EXPECT_EQ(values_of(second->results[0]).size(), 2'000u);
  EXPECT_EQ(values_of(second->results[0])[0].source_time, at(50));
  EXPECT_EQ(second->results[0].continuationPoint.length, 0u);
  EXPECT_EQ(read_processed(details, {node(kTemperature, point)})->results[0].statusCode,
            UA_STATUSCODE_BADCONTINUATIONPOINTINVALID);

  const auto again = read_processed(details, {node(kTemperature)});
  const auto& released = again->results[0].continuationPoint;
  const auto release = read_processed(details, {node(kTemperature, released)}, true);
  EXPECT_EQ(release->results[0].statusCode, UA_STATUSCODE_GOOD);
  EXPECT_TRUE(values_of(release->results[0]).empty());
  for (const bool release_again : {true, false})
    EXPECT_EQ(read_processed(details, {node(kTemperature, released)}, release_again)->results[0].statusCode,
              UA_STATUSCODE_BADCONTINUATIONPOINTINVALID);
}

TEST_F(HistoryServer, AtTimeAnswersEachTimeInTheOrderAsked) {
  std::vector times{opcua::to_ua(at(3)), opcua::to_ua(at(1) + 500ms), opcua::to_ua(at(-5))};
  UA_ReadAtTimeDetails details;
  UA_ReadAtTimeDetails_init(&details);
  details.reqTimes = times.data();
  details.reqTimesSize = times.size();
  const auto response = read(details, UA_TYPES[UA_TYPES_READATTIMEDETAILS], {node(kTemperature), node("line1/none")});
  const auto values = values_of(response->results[0]);
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[0], (contracts::Sample{Value{63.0}, contracts::quality::kGood, at(3)}));
  EXPECT_EQ(values[1].value, Value{61.5});
  EXPECT_EQ(values[1].quality.code(), 0x00000402u);  // Good, Interpolated
  EXPECT_EQ(values[1].source_time, at(1) + 500ms);
  EXPECT_EQ(values[2].quality.code(), UA_STATUSCODE_BADNODATA);
  EXPECT_EQ(response->results[1].statusCode, UA_STATUSCODE_BADNODEIDUNKNOWN);
}

TEST_F(HistoryServer, TimesBeyondAPageComeByContinuationPointsToo) {
  std::vector<UA_DateTime> times;
  for (int i = 0; i < 10'500; ++i) times.push_back(opcua::to_ua(at(0) + i * 1ms));
  UA_ReadAtTimeDetails details;
  UA_ReadAtTimeDetails_init(&details);
  details.reqTimes = times.data();
  details.reqTimesSize = times.size();
  const auto& type = UA_TYPES[UA_TYPES_READATTIMEDETAILS];
  const auto first = read(details, type, {node(kTemperature)});
  EXPECT_EQ(values_of(first->results[0]).size(), 10'000u);
  const auto second = read(details, type, {node(kTemperature, first->results[0].continuationPoint)});
  const auto rest = values_of(second->results[0]);
  ASSERT_EQ(rest.size(), 500u);
  EXPECT_EQ(rest[0].value, Value{70.0});
  EXPECT_EQ(second->results[0].continuationPoint.length, 0u);
}

TEST_F(HistoryServer, WhatItDoesNotKeepIsRefused) {
  UA_ReadRawModifiedDetails raw;
  UA_ReadRawModifiedDetails_init(&raw);
  raw.startTime = opcua::to_ua(at(0));
  raw.endTime = opcua::to_ua(at(60));
  raw.isReadModified = true;
  const auto& raw_type = UA_TYPES[UA_TYPES_READRAWMODIFIEDDETAILS];
  EXPECT_EQ(read(raw, raw_type, {node(kTemperature)})->responseHeader.serviceResult,
            UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED);
  UA_ReadEventDetails events;
  UA_ReadEventDetails_init(&events);
  EXPECT_EQ(read(events, UA_TYPES[UA_TYPES_READEVENTDETAILS], {node(kTemperature)})->responseHeader.serviceResult,
            UA_STATUSCODE_BADHISTORYOPERATIONUNSUPPORTED);
  raw.isReadModified = false;
  EXPECT_EQ(read(raw, raw_type, {node(kTemperature)}, false, UA_TIMESTAMPSTORETURN_SERVER)->results[0].statusCode,
            UA_STATUSCODE_BADTIMESTAMPNOTSUPPORTED);
  EXPECT_EQ(
      read(raw, raw_type, {node(kTemperature)}, false, UA_TIMESTAMPSTORETURN_NEITHER)->responseHeader.serviceResult,
      UA_STATUSCODE_BADTIMESTAMPSTORETURNINVALID);
  const std::vector<UA_HistoryReadValueId> many(101, node(kTemperature));
  EXPECT_EQ(read(raw, raw_type, many)->responseHeader.serviceResult, UA_STATUSCODE_BADTOOMANYOPERATIONS);
}

TEST_F(HistoryServer, HistoryCanBeWrittenByAnEngineerAndOnlyThere) {
  RawSession engineer(plant, "edith");
  constexpr UA_Byte kReads = UA_ACCESSLEVELMASK_READ | UA_ACCESSLEVELMASK_HISTORYREAD;
  EXPECT_EQ(user_access_level(session, kTemperature), kReads);
  EXPECT_EQ(user_access_level(engineer, kTemperature), kReads | UA_ACCESSLEVELMASK_HISTORYWRITE);
  EXPECT_EQ(user_access_level(engineer, kTemperature + "/EURange"), UA_ACCESSLEVELMASK_READ);
  EXPECT_EQ(user_access_level(engineer, "types/pasteurizer/temperature"), UA_ACCESSLEVELMASK_READ);

  std::array<UA_DataValue, 2> values{};
  const auto held = opcua::to_variant(Value{75.0});
  for (auto& value : values) {
    value.hasValue = true;
    value.value = *held;
  }
  values[0].hasSourceTimestamp = true;
  values[0].sourceTimestamp = opcua::to_ua(at(5) + 500ms);
  UA_UpdateDataDetails details;
  UA_UpdateDataDetails_init(&details);
  details.nodeId = opcua::path_id(session.ns, kTemperature);
  details.performInsertReplace = UA_PERFORMUPDATETYPE_INSERT;
  details.updateValues = values.data();
  details.updateValuesSize = values.size();
  UA_ExtensionObject object;
  UA_ExtensionObject_setValueNoDelete(&object, &details, &UA_TYPES[UA_TYPES_UPDATEDATADETAILS]);
  UA_HistoryUpdateRequest request;
  UA_HistoryUpdateRequest_init(&request);
  request.historyUpdateDetails = &object;
  request.historyUpdateDetailsSize = 1;
  const auto update = [&](RawSession& by) {
    return opcua::Owned<UA_HistoryUpdateResponse>(UA_Client_Service_historyUpdate(by.raw.client, request),
                                                  UA_TYPES[UA_TYPES_HISTORYUPDATERESPONSE]);
  };
  EXPECT_EQ(update(session)->results[0].statusCode, UA_STATUSCODE_BADUSERACCESSDENIED);
  const auto done = update(engineer);
  EXPECT_EQ(done->results[0].statusCode, UA_STATUSCODE_GOOD);
  ASSERT_EQ(done->results[0].operationResultsSize, 2u);
  EXPECT_EQ(done->results[0].operationResults[0], UA_STATUSCODE_GOODENTRYINSERTED);
  EXPECT_EQ(done->results[0].operationResults[1], UA_STATUSCODE_BADINVALIDTIMESTAMP);
  const auto rows = *plant.audit.latest(10);
  EXPECT_EQ(rows.back().action + " " + rows.back().user + " " + rows.back().outcome, "history.insert edith accepted");
}

TEST(HistoryOfAPlant, ATagThatThePlantFileDoesNotKeepHasNoPast) {
  auto forgetful = bottling();
  forgetful.tags[forgetful.tag_number(plant::TagPath{kTemperature}).value()].history.kept = false;
  ServingPlant plant(std::move(forgetful));
  plant.sample(kTemperature, Value{70.0}, contracts::quality::kGood, kT0);
  RawSession engineer(plant, "edith");
  const auto id = opcua::path_id(engineer.ns, kTemperature);
  UA_Boolean historizing = true;
  EXPECT_EQ(UA_Client_readHistorizingAttribute(engineer.raw.client, id, &historizing), UA_STATUSCODE_GOOD);
  EXPECT_FALSE(historizing);
  UA_Byte level = 0;
  EXPECT_EQ(UA_Client_readAccessLevelAttribute(engineer.raw.client, id, &level), UA_STATUSCODE_GOOD);
  EXPECT_EQ(level, UA_ACCESSLEVELMASK_READ);
  const auto refused = plant.client("edith")->history(kTemperature, kT0 - 1s, kT0 + 1s);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("BadHistoryOperationUnsupported"));
}

TEST_F(HistoryServer, TheAddressSpaceSaysWhatHistoryCanDo) {
  const auto capability = [&](std::uint32_t id) {
    auto value = opcua::owned_variant();
    EXPECT_EQ(UA_Client_readValueAttribute(session.raw.client, opcua::standard_id(id), value.get()),
              UA_STATUSCODE_GOOD);
    return opcua::value_in(*value);
  };
  for (const auto id :
       {UA_NS0ID_HISTORYSERVERCAPABILITIES_ACCESSHISTORYDATACAPABILITY,
        UA_NS0ID_HISTORYSERVERCAPABILITIES_INSERTDATACAPABILITY,
        UA_NS0ID_HISTORYSERVERCAPABILITIES_REPLACEDATACAPABILITY,
        UA_NS0ID_HISTORYSERVERCAPABILITIES_UPDATEDATACAPABILITY, UA_NS0ID_HISTORYSERVERCAPABILITIES_DELETERAWCAPABILITY,
        UA_NS0ID_HACONFIGURATION_AGGREGATECONFIGURATION_TREATUNCERTAINASBAD})
    EXPECT_EQ(capability(id), Value{true}) << id;
  EXPECT_EQ(capability(UA_NS0ID_HISTORYSERVERCAPABILITIES_DELETEATTIMECAPABILITY), Value{false});
  EXPECT_EQ(capability(UA_NS0ID_SERVER_SERVERCAPABILITIES_OPERATIONLIMITS_MAXNODESPERHISTORYREADDATA),
            Value{std::int64_t{100}});
  EXPECT_EQ(capability(UA_NS0ID_HACONFIGURATION_AGGREGATECONFIGURATION_PERCENTDATAGOOD), Value{std::int64_t{100}});

  for (const auto& [tag, stepped] : {std::pair{kTemperature, false}, {std::string("line1/pasteurizer/state"), true}}) {
    UA_Boolean historizing = false;
    const auto id = opcua::path_id(session.ns, tag);
    EXPECT_EQ(UA_Client_readHistorizingAttribute(session.raw.client, id, &historizing), UA_STATUSCODE_GOOD);
    EXPECT_TRUE(historizing);
    auto value = opcua::owned_variant();
    const auto path = tag + "/HA Configuration/Stepped";
    EXPECT_EQ(UA_Client_readValueAttribute(session.raw.client, opcua::path_id(session.ns, path), value.get()),
              UA_STATUSCODE_GOOD);
    EXPECT_EQ(opcua::value_in(*value), Value{stepped});
  }
}

}  // namespace
}  // namespace millwright::scada::opcua_server
