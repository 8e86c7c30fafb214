#include "lib/opcua/ua.h"

#include <gtest/gtest.h>

#include <limits>

namespace millwright::opcua {
namespace {

namespace quality = contracts::quality;

contracts::Sample sample_of(double number, UA_StatusCode status) {
  UA_DataValue value;
  UA_DataValue_init(&value);
  UA_Variant_setScalar(&value.value, &number, &UA_TYPES[UA_TYPES_DOUBLE]);
  value.hasValue = true;
  value.hasStatus = true;
  value.status = status;
  return sample_in(value);
}

TEST(UaSample, ANumberThatIsNoneIsBad) {
  for (const double none : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                            -std::numeric_limits<double>::infinity()}) {
    const auto sample = sample_of(none, UA_STATUSCODE_GOOD);
    EXPECT_EQ(sample.value, contracts::Value{0.0});
    EXPECT_EQ(sample.quality, quality::kBadOutOfRange);
    EXPECT_EQ(sample_of(none, quality::kBadSensorFailure.code()).quality, quality::kBadSensorFailure);
  }
  EXPECT_EQ(sample_of(1.5, UA_STATUSCODE_GOOD).value, contracts::Value{1.5});
  EXPECT_EQ(sample_of(1.5, UA_STATUSCODE_GOOD).quality, quality::kGood);
}

TEST(UaTime, ReadsWhatItWritesAndStaysWithinWhatCanBeTold) {
  for (const auto time : {kEarliest, Timestamp{-100ns}, Timestamp{}, Timestamp{1'700'000'000'125ms}, kLatest - 99ns})
    EXPECT_EQ(from_ua(to_ua(time)), time) << to_rfc3339(time);
  EXPECT_EQ(from_ua(1), kEarliest) << "the year 1601";
  EXPECT_EQ(from_ua(std::numeric_limits<UA_DateTime>::min()), kEarliest);
  EXPECT_EQ(from_ua(std::numeric_limits<UA_DateTime>::max()), kLatest);
}

}  // namespace
}  // namespace millwright::opcua
