// The ERP's door over orders and database: by message and by folder, on both databases.

#include <gtest/gtest.h>

#include <fstream>

#include "mes/erp/b2mml_schema.h"
#include "mes/erp/folder.h"
#include "mes/ingest/mes_under_test.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {
namespace {

namespace fs = std::filesystem;
using erp::Exchange;
using orders::OrderAction;
using store::Dialect;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
std::string three_orders() { return content("mes/erp/testdata/three_orders.xml"); }

class Erp : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    data_ = bottling();
    data_.orders.clear();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_, data_);
    audit_ = std::move(*accounts::AuditTrail::open(mes_->writer().database()));
    exchange_ = std::make_unique<Exchange>(mes_->writer(), mes_->definitions(), *audit_);
  }
  std::vector<orders::Order> all() {
    return mes_->read<std::vector<orders::Order>>([](auto& sql) { return orders::all(sql); });
  }
  orders::Order order(const std::string& id) {
    const auto found = mes_->read<std::optional<orders::Order>>([&](auto& sql) { return orders::find(sql, id); });
    if (!found) ADD_FAILURE() << "there is no order " << id;
    return found.value_or(orders::Order{});
  }
  void act(const std::string& id, OrderAction action, const std::string& reason = "") {
    const auto done = mes_->writer().write<orders::Order>([&](Transaction& transaction) {
      return orders::act(transaction, id, action, reason, genealogy::against_completing);
    });
    EXPECT_TRUE(done) << done.error().message;
  }
  Exchange::Answer take(const std::string& text) { return exchange_->take(text, "test", "erp"); }
  static std::string faults_of(const Exchange::Answer& answer) {
    std::string out;
    for (const auto& fault : answer.faults) out += to_text(fault) + "\n";
    return out;
  }

  ManualClock clock_;
  MasterData data_;
  std::unique_ptr<MesUnderTest> mes_;
  std::unique_ptr<accounts::AuditTrail> audit_;
  std::unique_ptr<Exchange> exchange_;
};
INSTANTIATE_TEST_SUITE_P(Backends, Erp, testing::Values(Dialect::sqlite, Dialect::postgresql), store::dialect_name);

TEST_P(Erp, ScheduleBecomesOrdersThatKnowTheirRequest) {
  const auto answer = take(three_orders());
  ASSERT_EQ(answer.outcome, Exchange::Outcome::accepted) << answer.summary;
  EXPECT_EQ(answer.created, (std::vector<std::string>{"ERP-5001", "ERP-5002", "ERP-5003"}));
  EXPECT_EQ(answer.summary, "3 orders created, 0 unchanged");
  const auto first = order("ERP-5001");
  EXPECT_EQ(first.quantity, 12000);
  EXPECT_EQ(first.priority, 2);
  EXPECT_EQ(first.request, "ERP-5001");
  EXPECT_EQ(first.due, parse_rfc3339("2026-12-01T14:00:00Z"));
  EXPECT_EQ(first.earliest, parse_rfc3339("2026-11-30T06:00:00Z"));
  EXPECT_EQ(first.state, orders::OrderState::Waiting);
  EXPECT_EQ(order("ERP-5002").quantity, 3000) << "3 thousand";
  EXPECT_EQ(order("ERP-5003").quantity, 6000) << "bottles, as people call the unit";
  ASSERT_EQ(answer.notes.size(), 2u);
  EXPECT_NE(answer.notes[0].message.find("no routing of CURRANT-1000"), std::string::npos) << answer.notes[0].message;
  EXPECT_NE(answer.notes[1].message.find("this is not used"), std::string::npos) << "what is consumed";
}

TEST_P(Erp, SameMessageAgainChangesNothing) {
  (void)take(three_orders());
  act("ERP-5001", OrderAction::release);
  act("ERP-5001", OrderAction::start);
  (void)mes_->said("events");
  const auto before = all();
  clock_.advance(1h);
  const auto again = take(three_orders());
  EXPECT_EQ(again.outcome, Exchange::Outcome::accepted) << again.summary;
  EXPECT_TRUE(again.created.empty());
  EXPECT_EQ(again.unchanged.size(), 3u);
  const auto after = all();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(to_json(after[i]), to_json(before[i]));
  EXPECT_TRUE(mes_->said("events").empty());
}

TEST_P(Erp, OrderThatCameBeforeIsNotChangedByOtherContent) {
  (void)take(three_orders());
  auto other = three_orders();
  other.replace(other.find(">12000<"), 7, ">13000<");
  other.replace(other.find("ERP-5003"), 8, "ERP-5004");
  const auto answer = take(other);
  EXPECT_EQ(answer.outcome, Exchange::Outcome::refused);
  EXPECT_NE(faults_of(answer).find("ERP-5001 came before with other content"), std::string::npos);
  EXPECT_EQ(order("ERP-5001").quantity, 12000);
  EXPECT_EQ(all().size(), 3u) << "ERP-5004 of the refused message is not in";
}

TEST_P(Erp, MalformedFilesAreRefusedWithAPlaceAndNothingHalfApplied) {
  const std::map<std::string, std::pair<int, std::string>> expected{
      {"xml_bomb.xml", {2, "document type declaration"}},
      {"external_entity.xml", {2, "document type declaration"}},
      {"unknown_material.xml", {50, "there is no material 'MANGO-500'"}},
      {"negative_quantity.xml", {53, "a quantity is not below zero: -1"}},
      {"truncated.xml", {51, ""}},
      {"wrong_namespace.xml", {2, "namespace"}},
      {"no_number.xml", {53, "expected a number, found '1e3'"}},
      {"unknown_unit.xml", {55, "'CRATES' is no UNECE Rec 20 code"}},
      {"twice_in_one.xml", {32, "there is a request 'ERP-6001' already"}},
      {"not_utf8.xml", {6, ""}},
      {"wrong_message.xml", {2, "is not understood"}},
      {"wrong_time.xml", {36, "expected a time with its offset"}},
      {"two_products.xml", {39, "more than one material is Produced"}},
      {"unknown_line.xml", {46, "there is no line 'line9'"}},
      {"half_a_bottle.xml", {53, "no whole number of H87"}},
      {"bad_order_id.xml", {33, "letters, digits"}},
  };
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator("mes/erp/testdata/malformed")) {
    const auto name = entry.path().filename().string();
    ASSERT_TRUE(expected.contains(name)) << name;
    const auto& [line, message] = expected.at(name);
    const auto answer = take(content(entry.path()));
    EXPECT_EQ(answer.outcome, Exchange::Outcome::refused) << name;
    ASSERT_FALSE(answer.faults.empty()) << name;
    EXPECT_EQ(answer.faults.front().line, line) << name << ": " << faults_of(answer);
    EXPECT_NE(faults_of(answer).find(message), std::string::npos) << name << ": " << faults_of(answer);
    const bool judged = !erp::b2mml_folder().empty();
    EXPECT_EQ(judged ? erp::B2mmlSchema::instance().faults(answer.confirmation) : "", "") << name;
    ++files;
  }
  EXPECT_EQ(files, expected.size());
  EXPECT_TRUE(all().empty()) << "the sound order beside each fault is not in either";
  EXPECT_EQ(number("select count(*) from mes_erp_order"), 0);
  EXPECT_EQ(number("select count(*) from mes_erp_message where outcome = 'refused'"), static_cast<long long>(files));
  EXPECT_TRUE(mes_->said("events").empty());
}

TEST_P(Erp, WhatIsTakenAndSentValidates) {
  MW_NEEDS_B2MML();
  const auto& schema = erp::B2mmlSchema::instance();
  EXPECT_EQ(schema.faults(three_orders()), "") << "the test's own message is lawful";
  const auto answer = take(three_orders());
  EXPECT_EQ(schema.faults(answer.confirmation), "");
  act("ERP-5001", OrderAction::cancel, "not wanted");
  ASSERT_EQ(exchange_->note_performances().value_or(0), 1u);
  EXPECT_EQ(schema.faults(exchange_->document_of("ERP-5001").value_or("")), "");
}

TEST_P(Erp, PerformanceIsToldOnceAndAgainWhenItIsNoLongerTrue) {
  (void)take(three_orders());
  EXPECT_EQ(exchange_->note_performances().value_or(9), 0u) << "nothing is over yet";
  act("ERP-5001", OrderAction::release);
  act("ERP-5001", OrderAction::start);
  mes_->take("c1", count("line1/palletizer", "good_count", 0, clock_.utc()));
  clock_.advance(1s);
  mes_->take("c2", count("line1/palletizer", "good_count", 11990, clock_.utc()));
  act("ERP-5001", OrderAction::complete);
  EXPECT_EQ(exchange_->note_performances().value_or(9), 1u);
  EXPECT_EQ(exchange_->note_performances().value_or(9), 0u);
  EXPECT_NE(exchange_->document_of("ERP-5001")->find(">11990<"), std::string::npos);
  ASSERT_TRUE(mes_->writer().write<orders::Order>([](Transaction& transaction) {
    return orders::correct(transaction, "ERP-5001", {.good = -3, .scrap = 3, .reason = "broken"}, "olga");
  }));
  EXPECT_EQ(exchange_->note_performances().value_or(9), 1u);
  const auto unsent = exchange_->unsent();
  ASSERT_EQ(unsent->size(), 2u);
  EXPECT_EQ(unsent->at(1).version, 2);
  EXPECT_EQ(unsent->at(1).good, 11987);
  EXPECT_NE(exchange_->document_of("ERP-5001")->find("actionCode=\"Change\""), std::string::npos);
}

TEST_P(Erp, FolderTakesWhatStandsStillAndSaysWhatBecameOfIt) {
  const auto root = folder_.path() / "erp";
  auto opened = erp::Folder::open(*exchange_, root, clock_);
  ASSERT_TRUE(opened) << opened.error().message;
  auto& folder = **opened;
  std::ofstream(root / "in/good.xml") << three_orders();
  std::ofstream(root / "in/bad.xml") << "<OperationsSchedule>";
  std::ofstream(root / "in/half.xml.part") << "<Operations";
  fs::create_symlink("/etc/hostname", root / "in/link.xml");
  folder.look();
  EXPECT_TRUE(fs::exists(root / "in/good.xml")) << "it may still be growing";
  folder.look();
  EXPECT_FALSE(fs::exists(root / "in/good.xml"));
  EXPECT_TRUE(fs::exists(root / "done/good.xml"));
  EXPECT_TRUE(fs::exists(root / "refused/bad.xml"));
  EXPECT_NE(content(root / "refused/bad.xml.reason.txt").find("line 1: "), std::string::npos);
  EXPECT_NE(content(root / "out/good.xml.confirm.xml").find("Accepted"), std::string::npos);
  EXPECT_NE(content(root / "out/bad.xml.confirm.xml").find("Rejected"), std::string::npos);
  EXPECT_TRUE(fs::exists(root / "in/half.xml.part"));
  EXPECT_TRUE(fs::exists(root / "in/link.xml"));
  EXPECT_EQ(all().size(), 3u);
  std::ofstream(root / "in/good.xml") << three_orders();
  folder.look();
  folder.look();
  EXPECT_TRUE(fs::exists(root / "done/good.xml.2"));
  EXPECT_TRUE(fs::exists(root / "out/good.xml.2.confirm.xml"));
  EXPECT_EQ(all().size(), 3u);
  act("ERP-5002", OrderAction::cancel, "not wanted");
  folder.look();
  EXPECT_NE(content(root / "out/performance-ERP-5002-1.xml").find("OtherValue=\"Cancelled\""), std::string::npos);
  EXPECT_TRUE(exchange_->unsent()->empty());
}

TEST_P(Erp, EveryMessageIsInTheAuditTrail) {
  (void)take(three_orders());
  (void)take("<x/>");
  const auto rows = audit_->latest(10);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ(rows->at(0).outcome, "refused");
  EXPECT_EQ(rows->at(1).outcome, "accepted");
  EXPECT_EQ(rows->at(1).detail, "3 orders created, 0 unchanged");
  EXPECT_EQ(*audit_->first_broken(), 0);
}

}  // namespace
}  // namespace millwright::mes::ingest
