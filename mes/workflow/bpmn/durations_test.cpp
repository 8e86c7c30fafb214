#include "mes/workflow/bpmn/durations.h"

#include <gtest/gtest.h>

namespace millwright::mes::bpmn {
namespace {

TEST(BpmnDurations, ReadsWhatHasAFixedLength) {
  EXPECT_EQ(parse_iso_duration("PT5M"), Duration{5min});
  EXPECT_EQ(parse_iso_duration("P1DT12H30M"), Duration{36h + 30min});
  EXPECT_EQ(parse_iso_duration("PT0.25S"), Duration{250ms});
  EXPECT_EQ(parse_iso_duration("P2W"), Duration{14 * 24h});
  EXPECT_EQ(parse_iso_duration("PT90S"), Duration{90s});
}

TEST(BpmnDurations, RefusesEverythingElse) {
  for (const auto* text : {"",      "P",        "PT",
                           "5M",    "P1M",      "P1Y",
                           "PT5",   "PT5M3H",   "PT5M5M",
                           "P1DT",  "PT-5M",    "PT1.5M",
                           "PT1.S", "PT.5S",    "PT1.0000000001S",
                           "PT0S",  "P3661D",   "PT99999999999999999999S",
                           "PTT5M", "PT5Mx",    "P5H",
                           "PT5D",  "PT1.2.3S", "pt5m"})
    EXPECT_EQ(parse_iso_duration(text), std::nullopt) << text;
}

TEST(BpmnDurations, ReadsCycles) {
  EXPECT_EQ(parse_iso_cycle("R3/PT10M"), (std::pair{3, Duration{10min}}));
  EXPECT_EQ(parse_iso_cycle("R/PT1H"), (std::pair{0, Duration{1h}}));
  for (const auto* text : {"", "R", "R/", "PT1H", "R0/PT1H", "R-1/PT1H", "Rx/PT1H", "R3/P1M", "R99999999999/PT1H",
                           "R3/2026-01-01T00:00:00Z/PT1H"})
    EXPECT_EQ(parse_iso_cycle(text), std::nullopt) << text;
}

}  // namespace
}  // namespace millwright::mes::bpmn
