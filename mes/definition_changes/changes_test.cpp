// Drafts, approvals and what is in force, on both databases.

#include "mes/definition_changes/changes.h"

#include <gtest/gtest.h>

#include "lib/store/outbox.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::definition_changes {
namespace {

using store::Dialect;

constexpr const char* kFile = "plants/bottling/master_data.yaml";

std::string bill(std::int64_t version, double quantity, const std::string& from) {
  return fmt::format(R"({{"bills": [{{"material": "ORANGE-500", "version": {}, "effective_from": "{}",
    "items": [{{"material": "JUICE-PASTEURIZED", "quantity": {}, "unit": "LTR"}}]}}]}})",
                     version, from, quantity);
}

class DefinitionChanges : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    clock_.advance(*parse_rfc3339("2026-06-01T00:00:00Z") - clock_.utc());
    ASSERT_TRUE(database_->migrate("mes_definition_changes", migrations()));
    auto outbox = store::Outbox::open(*database_, "mes");
    ASSERT_TRUE(outbox);
    outbox_ = std::move(*outbox);
    writer_ = std::make_unique<Writer>(*database_, *outbox_, clock_);
    definitions_ = reopened();
  }
  /// Another process, or this one after a restart.
  std::unique_ptr<Definitions> reopened() {
    auto opened = Definitions::open(kFile);
    if (!opened) throw std::runtime_error(opened.error().message);
    keep_up(**opened);
    return std::move(*opened);
  }
  void keep_up(Definitions& definitions) {
    const auto done = database_->read([&](store::Session& sql) -> store::StoreResult<void> {
      const auto kept = definition_changes::keep_up(sql, definitions);
      EXPECT_TRUE(kept) << kept.error().message;
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  MesResult<DefinitionChange> drafted(const NewChange& wanted, const std::string& by = "paula") {
    return writer_->write<DefinitionChange>([&](Transaction& t) { return draft(t, *definitions_, wanted, by); });
  }
  MesResult<DefinitionChange> amended(const Amendment& wanted, const std::string& by = "paula") {
    return writer_->write<DefinitionChange>(
        [&](Transaction& t) { return amend(t, *definitions_, "DC-0001", wanted, by); });
  }
  MesResult<DefinitionChange> approved(const std::string& id, const std::string& by = "mara",
                                       std::int64_t revision = 1) {
    auto change =
        writer_->write<DefinitionChange>([&](Transaction& t) { return approve(t, *definitions_, id, revision, by); });
    keep_up(*definitions_);
    return change;
  }
  static double juice(const Definitions& definitions, const char* at) {
    return definitions.now().bill_of("ORANGE-500", *parse_rfc3339(at))->items[0].quantity;
  }

  ManualClock clock_;
  std::unique_ptr<store::Outbox> outbox_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Definitions> definitions_;
};

TEST_P(DefinitionChanges, ADraftChangesNothingAndAnApprovedOneHoldsInEveryProcess) {
  const auto other = reopened();
  const auto change = drafted({{}, "less juice", bill(7, 0.49, "2026-07-01")});
  ASSERT_TRUE(change) << change.error().message;
  EXPECT_EQ(change->id, "DC-0001");
  EXPECT_EQ(juice(*definitions_, "2026-07-02T00:00:00Z"), 0.5);
  const auto* before = &definitions_->now();
  ASSERT_TRUE(approved("DC-0001"));
  EXPECT_EQ(juice(*definitions_, "2026-07-02T00:00:00Z"), 0.49);
  EXPECT_EQ(juice(*definitions_, "2026-06-30T00:00:00Z"), 0.5) << "not yet";
  EXPECT_EQ(before->bills.size() + 1, definitions_->now().bills.size()) << "who still reads the old ones may";
  EXPECT_EQ(juice(*other, "2026-07-02T00:00:00Z"), 0.5);
  keep_up(*other);
  EXPECT_EQ(juice(*other, "2026-07-02T00:00:00Z"), 0.49);
  EXPECT_EQ(juice(*reopened(), "2026-07-02T00:00:00Z"), 0.49);
}

TEST_P(DefinitionChanges, NobodyApprovesTheirOwnAndNobodyDecidesTwice) {
  ASSERT_TRUE(drafted({{}, "", bill(7, 0.49, "2026-07-01")}));
  const auto own = approved("DC-0001", "paula");
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, MesError::illegal);
  ASSERT_TRUE(approved("DC-0001"));
  EXPECT_EQ(approved("DC-0001").error().code, MesError::illegal);
  EXPECT_EQ(approved("DC-0009").error().code, MesError::not_found);
}

TEST_P(DefinitionChanges, WhatHasFaultsIsNotEvenADraft) {
  const auto refused = drafted({{}, "gold", "{\"bills\":\n [{\"material\": \"GOLD\", \"items\": []}]}"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, MesError::invalid);
  EXPECT_NE(refused.error().message.find("DC-0001 (gold):2: there is no material 'GOLD'"), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(number("select count(*) from mes_definition_change"), 0);
}

TEST_P(DefinitionChanges, ADraftThatFitsNoLongerIsRefusedWhenItIsApproved) {
  ASSERT_TRUE(drafted({{}, "one", bill(7, 0.49, "2026-07-01")}));
  ASSERT_TRUE(drafted({{}, "two", bill(7, 0.48, "2026-08-01")}));
  ASSERT_TRUE(approved("DC-0001"));
  const auto late = approved("DC-0002");
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().message.find("there is a version 7"), std::string::npos) << late.error().message;
  EXPECT_EQ(juice(*definitions_, "2026-09-01T00:00:00Z"), 0.49);
}

TEST_P(DefinitionChanges, ADateThatPassedWhileItWasADraftIsRefused) {
  ASSERT_TRUE(drafted({{}, "", bill(7, 0.49, "2026-06-02")}));
  clock_.advance(48h);
  const auto late = approved("DC-0001");
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().message.find("before it was approved"), std::string::npos) << late.error().message;
}

TEST_P(DefinitionChanges, TheSameAgainChangesNothingAndAnotherOfThatNameIsRefused) {
  const NewChange wanted{"spring", "less juice", bill(7, 0.49, "2026-07-01")};
  ASSERT_TRUE(drafted(wanted));
  EXPECT_TRUE(drafted(wanted));
  EXPECT_FALSE(drafted({"spring", "less juice", bill(8, 0.49, "2026-07-01")}));
  const auto gone = writer_->write<DefinitionChange>([&](Transaction& t) { return withdraw(t, "spring", "paula"); });
  ASSERT_TRUE(gone);
  EXPECT_FALSE(approved("spring"));
}

TEST_P(DefinitionChanges, AnAmendedDraftIsApprovedAsTheApproverSawItOrNotAtAll) {
  ASSERT_TRUE(drafted({{}, "less juice", bill(7, 0.49, "2026-07-01")}));
  clock_.advance(1h);
  const Amendment less{1, "still less juice", bill(7, 0.48, "2026-07-01")};
  const auto second = amended(less);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->revision, 2);
  EXPECT_EQ(second->amended, clock_.utc());
  const auto unseen = approved("DC-0001");
  ASSERT_FALSE(unseen);
  EXPECT_EQ(unseen.error().code, MesError::illegal);
  EXPECT_NE(unseen.error().message.find("was amended since"), std::string::npos) << unseen.error().message;
  EXPECT_EQ(juice(*definitions_, "2026-07-02T00:00:00Z"), 0.5);
  ASSERT_TRUE(approved("DC-0001", "mara", 2));
  EXPECT_EQ(juice(*definitions_, "2026-07-02T00:00:00Z"), 0.48);
  EXPECT_EQ(juice(*reopened(), "2026-07-02T00:00:00Z"), 0.48);
}

TEST_P(DefinitionChanges, WhatADraftSaidBeforeItWasAmendedIsKept) {
  ASSERT_TRUE(drafted({{}, "less juice", bill(7, 0.49, "2026-07-01")}));
  const auto written = clock_.utc();
  clock_.advance(1h);
  ASSERT_TRUE(amended({1, "less", bill(7, 0.48, "2026-07-01")}));
  clock_.advance(1h);
  ASSERT_TRUE(amended({2, "least", bill(7, 0.47, "2026-07-01")}));
  const auto done = database_->read([&](store::Session& sql) -> store::StoreResult<void> {
    const auto earlier = earlier_revisions(sql, "DC-0001");
    EXPECT_EQ(earlier.size(), 2u);
    if (earlier.size() != 2) return {};
    EXPECT_EQ(earlier[0].content, bill(7, 0.49, "2026-07-01"));
    EXPECT_EQ(earlier[0].written, written);
    EXPECT_EQ(earlier[0].until, written + 1h);
    EXPECT_EQ(earlier[1].title, "less");
    EXPECT_EQ(earlier[1].written, written + 1h);
    EXPECT_EQ(find(sql, "DC-0001")->title, "least");
    return {};
  });
  ASSERT_TRUE(done) << done.error().message;
}

TEST_P(DefinitionChanges, AnAmendmentIsCheckedAndAFaultyOneChangesNothing) {
  ASSERT_TRUE(drafted({{}, "less juice", bill(7, 0.49, "2026-07-01")}));
  const auto faulty = amended({1, "gold", "{\"bills\":\n [{\"material\": \"GOLD\", \"items\": []}]}"});
  ASSERT_FALSE(faulty);
  EXPECT_EQ(faulty.error().code, MesError::invalid);
  EXPECT_NE(faulty.error().message.find(":2: there is no material 'GOLD'"), std::string::npos)
      << faulty.error().message;
  EXPECT_EQ(number("select count(*) from mes_definition_change_revision"), 0);
  EXPECT_EQ(number("select revision from mes_definition_change"), 1);
  EXPECT_TRUE(approved("DC-0001"));
}

TEST_P(DefinitionChanges, AnAmendmentIsItsAuthorsOfTheNewestRevisionAndOfAnOpenDraft) {
  ASSERT_TRUE(drafted({{}, "less juice", bill(7, 0.49, "2026-07-01")}));
  const Amendment less{1, "less", bill(7, 0.48, "2026-07-01")};
  EXPECT_EQ(amended(less, "mara").error().code, MesError::illegal);
  ASSERT_TRUE(amended(less));
  const auto again = amended(less);
  ASSERT_TRUE(again) << "sent twice: " << again.error().message;
  EXPECT_EQ(again->revision, 2);
  const auto stale = amended({1, "least", bill(7, 0.47, "2026-07-01")});
  ASSERT_FALSE(stale);
  EXPECT_NE(stale.error().message.find("was amended since"), std::string::npos) << stale.error().message;
  EXPECT_FALSE(amended({3, "least", bill(7, 0.47, "2026-07-01")})) << "there is no third to amend";
  ASSERT_TRUE(approved("DC-0001", "mara", 2));
  EXPECT_NE(amended({2, "least", bill(7, 0.47, "2026-07-01")}).error().message.find("approved already"),
            std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Databases, DefinitionChanges, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         store::dialect_name);

}  // namespace
}  // namespace millwright::mes::definition_changes
