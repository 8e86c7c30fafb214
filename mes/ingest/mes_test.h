#pragma once
// For tests on both databases: a MES whose line is free, and what a person does most: orders, received lots, bookings,
// holds. Each act is a second after the one before.

#include <memory>
#include <string>

#include "mes/ingest/mes_under_test.h"
#include "mes/materials/booking.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::ingest {

class MesTest : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    mes_ = std::make_unique<MesUnderTest>(url_, clock_);
    // What the master data begins with runs already; it is out of the way here.
    for (const auto* id : {"ERP-4711", "ERP-4712", "ERP-4713"}) (void)act(id, orders::OrderAction::abort);
  }
  template <class T>
  MesResult<T> write(const std::function<MesResult<T>(Transaction&)>& work) {
    clock_.advance(1s);
    return mes_->writer().write<T>(work);
  }
  /// As an action on the order itself; not by the desk that sends jobs down.
  MesResult<orders::Order> act(const std::string& id, orders::OrderAction action) {
    return write<orders::Order>([&](Transaction& t) { return orders::act(t, id, action, "test"); });
  }
  MesResult<orders::Order> create(const std::string& id, const std::string& material, std::int64_t quantity) {
    return write<orders::Order>([&](Transaction& t) {
      return orders::create(
          t, bottling(),
          {.id = id, .material = material, .quantity = quantity, .equipment = contracts::EquipmentPath{"line1"}});
    });
  }
  MesResult<genealogy::Lot> receive(const materials::NewLot& lot) {
    return write<genealogy::Lot>([&](Transaction& t) { return materials::receive(t, bottling(), lot, "olga"); });
  }
  MesResult<materials::Booking> book(const std::string& lot, const std::string& order = "A1") {
    return write<materials::Booking>(
        [&](Transaction& t) { return materials::book_in(t, bottling(), order, {lot, {}}, "olga"); });
  }
  void hold(const std::string& lot) {
    ASSERT_TRUE(write<genealogy::Affected>(
        [&](Transaction& t) { return genealogy::hold(t, lot, {"person:q", "lumps", std::nullopt, "quinn"}); }));
  }
  void take(const contracts::CountEvent& event) { mes_->take("count" + std::to_string(++events_), event); }

  ManualClock clock_;
  std::unique_ptr<MesUnderTest> mes_;
  int events_ = 0;
};

}  // namespace millwright::mes::ingest
