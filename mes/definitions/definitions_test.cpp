// What the definitions of plants/bottling say about quantities, times and changeovers; units; calendars.

#include <gtest/gtest.h>

#include "mes/definitions/calendar.h"
#include "mes/definitions/needs.h"
#include "mes/definitions/test_bottling.h"

namespace millwright::mes {
namespace {

const Timestamp kAt = *parse_rfc3339("2026-06-01T00:00:00Z");
Timestamp at(const std::string& text) { return *parse_rfc3339(text); }

TEST(Units, ConvertWithinTheirKindAndNotBeyond) {
  EXPECT_DOUBLE_EQ(*convert(3, "HLT", "LTR"), 300);
  EXPECT_DOUBLE_EQ(*convert(250, "MLT", "LTR"), 0.25);
  EXPECT_DOUBLE_EQ(*convert(2, "TNE", "KGM"), 2000);
  EXPECT_DOUBLE_EQ(*convert(2, "DZN", "H87"), 24);
  EXPECT_FALSE(convert(1, "LTR", "KGM"));
  EXPECT_FALSE(convert(1, "LTR", "L")) << "a symbol is no code";
}

TEST(Units, EveryCodeStandsOnceAndComesBack) {
  for (const auto& unit : units()) {
    EXPECT_EQ(find_unit(unit.code), &unit) << unit.code;
    for (const auto& other : units())
      if (other.kind == unit.kind) {
        EXPECT_NEAR(*convert(*convert(7, unit.code, other.code), other.code, unit.code), 7, 1e-9) << unit.code;
      }
  }
}

TEST(Units, BetweenKindsOnlyAsTheMaterialSays) {
  const auto* concentrate = bottling().find_material("CONCENTRATE");
  EXPECT_NEAR(*in_unit(*concentrate, 1, "HLT", "KGM"), 132, 1e-9);
  EXPECT_NEAR(*in_unit(*concentrate, 132, "KGM", "HLT"), 1, 1e-9);
  const auto refused = in_unit(*bottling().find_material("SUGAR"), 1, "LTR", "KGM");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, DefinitionError::no_conversion);
}

TEST(Bottling, HasThreeJuicesInTwoSizesEachWithBillAndRouting) {
  for (const char* juice : {"ORANGE", "APPLE", "CURRANT"})
    for (const char* size : {"500", "1000"}) {
      const auto id = fmt::format("{}-{}", juice, size);
      ASSERT_NE(bottling().find_material(id), nullptr) << id;
      EXPECT_NE(bottling().bill_of(id, kAt), nullptr) << id;
      EXPECT_NE(bottling().routing_of(id, kAt), nullptr) << id;
      const auto bought = bought_inputs_of(bottling(), id, 1000, kAt);
      ASSERT_TRUE(bought) << bought.error().message;
      EXPECT_EQ(bought->size(), 6u) << "concentrate, sugar, water, bottles, caps, labels for " << id;
    }
}

TEST(Needs, WhatIsLostAndWhatIsNotGoodMustBeIssuedToo) {
  const auto inputs = inputs_of(bottling(), "ORANGE-500", 1000, kAt);
  ASSERT_TRUE(inputs);
  EXPECT_EQ((*inputs)[0].material, "JUICE-PASTEURIZED");
  EXPECT_NEAR((*inputs)[0].quantity, 1000 * 0.5 / 0.995 / 0.995, 1e-9);
  EXPECT_EQ((*inputs)[0].unit, "LTR");
  EXPECT_NEAR((*inputs)[1].quantity, 1000 / 0.995 / 0.998, 1e-9);
}

TEST(Needs, GoThroughIntermediatesDownToWhatIsBought) {
  const auto bought = bought_inputs_of(bottling(), "CURRANT-1000", 100, kAt);
  ASSERT_TRUE(bought);
  std::map<std::string, double> sums;
  for (const auto& amount : *bought) sums[amount.material] = amount.quantity;
  const double litres = 100 / 0.995 / 0.995 / 0.997 / 0.998;
  EXPECT_NEAR(sums["SUGAR"], litres * 0.085, 1e-9);
  EXPECT_NEAR(sums["CONCENTRATE-CURRANT"], litres * 0.09, 1e-9);
  EXPECT_FALSE(sums.contains("CURRANT-MIXED"));
}

TEST(Needs, WhatIsInAPieceIsLessThanWhatIsIssuedForIt) {
  const auto contained = contents_of(bottling(), "ORANGE-500", 100, kAt);
  const auto given = issued_for(bottling(), "ORANGE-500", 100, kAt);
  ASSERT_TRUE(contained && given);
  std::map<std::string, double> in, issued;
  for (const auto& amount : *contained) in[amount.material] = amount.quantity;
  for (const auto& amount : *given) issued[amount.material] = amount.quantity;
  EXPECT_NEAR(in["BOTTLE-500"], 100, 1e-9);
  EXPECT_NEAR(issued["BOTTLE-500"], 100 / 0.998, 1e-9) << "those that are not good are pieces too";
  EXPECT_NEAR(in["SUGAR"], 100 * 0.5 * 0.01, 1e-9);
  EXPECT_GT(issued["SUGAR"], in["SUGAR"]);
  EXPECT_EQ(contents_of(bottling(), "SUGAR", 1, kAt).error().code, DefinitionError::not_effective);
}

TEST(Needs, WithoutABillInEffectThereIsNone) {
  const auto refused = inputs_of(bottling(), "ORANGE-500", 1, at("2022-01-01T00:00:00Z"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, DefinitionError::not_effective);
}

TEST(Times, FollowFromTheRateAndWhatComesOnTop) {
  const auto* routing = bottling().routing_of("ORANGE-500", kAt);
  const auto& orange = *bottling().find_material("ORANGE-500");
  const auto& filling = routing->steps[2];
  EXPECT_EQ(*time_for(orange, filling, *filling.capability_of("line1/filler"), 7200), 1h);
  const auto& mixing = routing->steps[0];
  EXPECT_EQ(*time_for(orange, mixing, *mixing.capability_of("line1/mixer"), 7200), 1h + 6min);
  EXPECT_EQ(filling.capability_of("line1/capper"), nullptr);
}

TEST(Changeover, CostsWhatTheMatrixSays) {
  const auto cost = [](const char* from, const char* to) {
    return changeover(bottling(), "line1/filler", *bottling().find_material(from), *bottling().find_material(to)).time;
  };
  EXPECT_EQ(cost("ORANGE-500", "CURRANT-500"), 5min);
  EXPECT_EQ(cost("CURRANT-500", "ORANGE-500"), 45min);
  EXPECT_EQ(cost("ORANGE-500", "ORANGE-1000"), 20min);
  EXPECT_EQ(cost("CURRANT-1000", "APPLE-500"), 65min);
  EXPECT_EQ(cost("ORANGE-500", "APPLE-500"), 0min);
  EXPECT_EQ(cost("CURRANT-500", "CURRANT-500"), 0min);
}

TEST(Calendar, IsItsShiftsWithoutHolidaysAndMaintenance) {
  const auto& calendar = *bottling().calendar_of("line1/filler");
  const auto time = [&](const char* equipment, const char* from, const char* to) {
    return working_time(calendar, equipment, at(from), at(to));
  };
  using Stretches = std::vector<Stretch>;
  // Monday to Friday without a break, from Monday 06:00 on; the night shift of Friday ends on Saturday.
  EXPECT_EQ(time("line1", "2026-11-29T00:00:00Z", "2026-12-01T00:00:00Z"),
            (Stretches{{at("2026-11-30T06:00:00Z"), at("2026-12-01T00:00:00Z")}}));
  // Saturday: night until 06:00 goes on into the early shift, and then it is Sunday.
  EXPECT_EQ(time("line1", "2026-12-05T00:00:00Z", "2026-12-07T12:00:00Z"),
            (Stretches{{at("2026-12-05T00:00:00Z"), at("2026-12-05T14:00:00Z")},
                       {at("2026-12-07T06:00:00Z"), at("2026-12-07T12:00:00Z")}}));
  EXPECT_EQ(time("line1/filler", "2026-12-05T00:00:00Z", "2026-12-05T14:00:00Z"),
            (Stretches{{at("2026-12-05T00:00:00Z"), at("2026-12-05T06:00:00Z")},
                       {at("2026-12-05T10:00:00Z"), at("2026-12-05T14:00:00Z")}}));
  EXPECT_EQ(time("line1/mixer", "2026-12-05T08:00:00Z", "2026-12-05T09:00:00Z").size(), 1u)
      << "the filler's maintenance is not the mixer's";
  // Christmas Day takes the shifts that begin on it, not the night that began the day before.
  EXPECT_EQ(time("line1", "2026-12-25T00:00:00Z", "2026-12-26T12:00:00Z"),
            (Stretches{{at("2026-12-25T00:00:00Z"), at("2026-12-25T06:00:00Z")},
                       {at("2026-12-26T06:00:00Z"), at("2026-12-26T12:00:00Z")}}));
  EXPECT_TRUE(time("line1", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z").empty());
}

TEST(Calendar, LocalTimeIsUtcAndItsOffset) {
  Calendar calendar;
  calendar.local_time = LocalTime{std::chrono::minutes{-330}};
  calendar.shifts = {{"day", {1}, 20h, 4h}};
  EXPECT_EQ(working_time(calendar, "x", at("2026-12-01T00:00:00Z"), at("2026-12-03T00:00:00Z")),
            (std::vector<Stretch>{{at("2026-12-01T01:30:00Z"), at("2026-12-01T09:30:00Z")}}))
      << "Monday 20:00 at -05:30 is Tuesday 01:30 in UTC";
}

}  // namespace
}  // namespace millwright::mes
