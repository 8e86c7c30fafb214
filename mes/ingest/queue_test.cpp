// Pallets by what was queued before the palletizer, on both databases. Four bottles a second; 25 s dwell in the
// pasteurizer, 30 s from it into the queue. From 200 s to 500 s the palletizer stands: the queue fills in 60 s.

#include <gtest/gtest.h>

#include "mes/genealogy/affected.h"
#include "mes/genealogy/units.h"
#include "mes/genealogy/whereabouts.h"
#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

using Ids = std::vector<std::string>;
constexpr const char* kBelts[] = {"filler_capper", "capper_labeller", "labeller_palletizer"};

class Queue : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_);
  }
  void read(const std::string& unit, const std::string& counter, std::int64_t reading, int at) {
    mes_->take("count" + std::to_string(++events_), count("line1/" + unit, counter, reading, start_ + at * 1s));
  }
  static std::int64_t packed(int at) { return 4 * (std::min(at, 200) + std::max(at - 500, 0)); }
  static std::int64_t on_a_belt(int at) { return (120 + 4 * std::clamp(at - 200, 0, 60)) / 3; }
  static contracts::SamplesEvent belts(Timestamp start, int at) {
    contracts::SamplesEvent event;
    for (const auto* belt : kBelts)
      event.tags.push_back({contracts::TagPath{std::string("line1/conveyors/") + belt},
                            {{static_cast<double>(on_a_belt(at)), contracts::quality::kGood, start + at * 1s}}});
    return event;
  }
  void queued(int at) { mes_->take("samples" + std::to_string(++events_), belts(start_, at)); }
  /// Everything between two seconds, `what` each second.
  void play(int from, int to, const std::function<void(int)>& what) {
    for (int at = from; at < to; ++at) what(at);
  }
  void entering(int at) {
    if (at == -300) read("pasteurizer", "batch", 6, at);
    if (at == 100) read("pasteurizer", "batch", 7, at);
    if (at == 250) read("pasteurizer", "batch", 8, at);
    if (at == 560) read("pasteurizer", "batch", 9, at);
  }
  void packing(int at) {
    if (at >= 0) read("palletizer", "good_count", 5000 + packed(at), at);
    if (at >= 0 && packed(at) % 240 == 0 && (at == 0 || packed(at) != packed(at - 1)))
      read("palletizer", "pallet_count", 41 + packed(at) / 240, at);
  }
  std::pair<double, double> left(int number) {
    const auto lot = mes_->lot("line1-P1-00" + std::to_string(number));
    const auto seconds = [&](const std::optional<Timestamp>& time) {
      return time ? std::chrono::duration<double>(*time - start_).count() : -1e9;
    };
    return {seconds(lot.left_from), seconds(lot.left_to)};
  }
  Ids sublots(int number) {
    Ids out;
    for (const auto& parent : mes_->parents("line1-P1-00" + std::to_string(number)))
      out.push_back(parent.substr(parent.size() - 1));
    return out;
  }
  genealogy::Bottle bottle(int printed) {
    auto second = to_rfc3339(start_ + printed * 1s).substr(0, 19);
    std::erase_if(second, [](char letter) { return letter == '-' || letter == ':'; });
    return mes_->read<genealogy::Bottle>(
        [&](auto& sql) { return genealogy::find_bottle(sql, bottling(), "LINE1-" + second + "Z-000001").value(); });
  }
  void all_in_order() {
    play(-300, 700, [&](int at) {
      entering(at);
      queued(at);
      packing(at);
    });
  }
  void expect_jammed() {
    const auto near = [&](int number, double from, double to) {
      EXPECT_NEAR(left(number).first, from, 3) << number;
      EXPECT_NEAR(left(number).second, to, 3) << number;
    };
    near(43, 0, 60);
    near(44, 60, 120);
    near(45, 120, 180);
    near(46, 180, 480);
    EXPECT_EQ(sublots(44), (Ids{"6"}));
    EXPECT_EQ(sublots(45), (Ids{"6", "7"}));
    EXPECT_EQ(sublots(46), (Ids{"7", "8"})) << "by the nominal time it would be of the eighth alone";
  }

  ManualClock clock_;
  const Timestamp start_ = from_unix_ns(unix_ns(clock_.utc()) / 5'000'000'000 * 5'000'000'000);
  std::unique_ptr<MesUnderTest> mes_;
  int events_ = 0;
};

TEST_P(Queue, AJamIsInTheWayOfEachBottle) {
  all_in_order();
  expect_jammed();
}

TEST_P(Queue, WhatIsReadLateTellsTheSame) {
  play(-300, 700, [&](int at) {
    entering(at);
    if (at < 0) queued(at);
    packing(at);
  });
  EXPECT_EQ(sublots(46), (Ids{"8"})) << "the nominal time, as nothing was known of the queue";
  std::vector<Incoming> late;
  play(0, 700, [&](int at) { late.push_back(incoming("late" + std::to_string(at), belts(start_, at))); });
  mes_->apply(late);
  expect_jammed();
}

TEST_P(Queue, ABottleIsOnThePalletThatTheQueueTells) {
  all_in_order();
  EXPECT_EQ(bottle(258).pallets, (Ids{"line1-P1-0045"}));
  EXPECT_EQ(bottle(515).pallets, (Ids{"line1-P1-0046"})) << "20 s after it, by the nominal time, it may be either";
  EXPECT_EQ(enum_name(bottle(515).tracing), "presumed");
  EXPECT_NE(bottle(515).note.find("queued"), std::string::npos);
  EXPECT_EQ(bottle(510).pallets, (Ids{"line1-P1-0045", "line1-P1-0046"})) << "too near to the change to tell";
}

TEST_P(Queue, WhatWasFoundStaysWhenTheReadingsAreForgotten) {
  all_in_order();
  clock_.advance(72h);
  ASSERT_TRUE(mes_->applier().prune());
  read("pasteurizer", "batch", 5, -600);
  expect_jammed();
}

TEST_P(Queue, APalletWhoseTimeIsFoundAnewIsToldAnew) {
  play(-300, 700, [&](int at) {
    entering(at);
    queued(at);
    if (at != 540) packing(at);
  });
  EXPECT_NEAR(left(45).second, 480, 3) << "it was counted together with the next one";
  read("palletizer", "good_count", 5000 + packed(540), 540);
  read("palletizer", "pallet_count", 45, 540);
  expect_jammed();
}

TEST_P(Queue, NoSublotGivesMoreThanItIs) {
  all_in_order();
  for (const auto* sublot : {"line1-S1-0007", "line1-S1-0008"}) {
    double given = 0;
    for (const auto& link :
         mes_->read<std::vector<genealogy::Link>>([&](auto& sql) { return genealogy::outputs_of(sql, sublot); }))
      given += link.quantity;
    EXPECT_LE(given, mes_->lot(sublot).quantity) << sublot;
    EXPECT_GT(given, 0) << sublot;
  }
}

TEST_P(Queue, AStayOnTheWayIsAsLongAsItWas) {
  all_in_order();
  const auto stays = genealogy::stays_of(bottling(), mes_->lot("line1-P1-0046"));
  for (const auto& stay : stays)
    if (stay.equipment == "line1/filler") {
      EXPECT_NEAR(std::chrono::duration<double>(stay.from - start_).count(), 180, 3);
      return;
    }
  FAIL() << "it was in the filler";
}

// A jam is a deviation of the conveyors: what stood on them through it is found, although it came in long before.
TEST_P(Queue, WhatStoodInTheJamIsFoundByTheConveyors) {
  all_in_order();
  const auto affected = [&](int from, int to) {
    Ids out;
    mes_->read<int>([&](auto& sql) {
      const auto found = genealogy::made_of_what_was_in(sql, bottling(), contracts::EquipmentPath{"line1/conveyors"},
                                                        {{{start_ + from * 1s, start_ + to * 1s}, 25s}});
      for (const auto& lot : found.value()) out.push_back(lot.id);
      return 0;
    });
    return out;
  };
  EXPECT_EQ(affected(300, 470),
            (Ids{"line1-S1-0006", "line1-S1-0007", "line1-S1-0008", "line1-P1-0045", "line1-P1-0046"}));
  EXPECT_EQ(affected(70, 80), (Ids{"line1-S1-0006", "line1-P1-0043", "line1-P1-0044"}));
}

INSTANTIATE_TEST_SUITE_P(Backends, Queue, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         store::dialect_name);

}  // namespace
}  // namespace millwright::mes::ingest
