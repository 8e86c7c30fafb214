// Delivery is at least once and in no promised order over several publishers; the effect is once. Random histories,
// delivered with repeats, displaced, in random batches and with restarts, must leave the record that one orderly
// delivery leaves.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "mes/genealogy/genealogy.h"
#include "mes/ingest/mes_under_test.h"
#include "mes/orders/orders.h"
#include "tests/support/cpp/private_server.h"

namespace millwright::mes::ingest {
namespace {

struct Timed {
  Timestamp at{};
  Incoming event;
};

class History {
 public:
  // No batch enters the pasteurizer before it is filled and mixed.
  static constexpr Duration kMixing = 10s;

  History(std::uint64_t seed, Timestamp start) : random_(seed), now_(start) { make(); }
  [[nodiscard]] const std::vector<Timed>& events() const { return events_; }

 private:
  void make() {
    std::int64_t batch = 3, entering = 2, pallet = 10, good = 5000, rejected = 40;
    int episode = 0;
    bool violated = false;
    Timestamp mixed_at = now_;
    for (int step = 0; step < 150; ++step) {
      now_ += std::chrono::milliseconds(200 + pick(1800));
      if (pick(100) < 2) {  // the PLC was restarted: every counter begins anew
        batch = entering = 1;
        pallet = good = rejected = 0;
        now_ += 20s;
      }
      if (pick(10) == 0 && entering == batch) {
        add(count("line1/mixer", "batch", ++batch, now_));
        mixed_at = now_ + kMixing;
      }
      if (pick(10) == 0 && entering < batch && now_ >= mixed_at)
        add(count("line1/pasteurizer", "batch", ++entering, now_));
      if (pick(5) == 0) add(count("line1/palletizer", "pallet_count", ++pallet, now_));
      add(count("line1/palletizer", "good_count", good += pick(20), now_));
      if (pick(3) == 0) add(count("line1/filler", "reject_count", rejected += pick(3), now_));
      if (pick(30) == 0)
        add(count("line1/palletizer", "good_count", 1 << 20, now_ + 1ms, contracts::quality::kBadNoCommunication));
      if (pick(25) == 0) {
        if (!violated) ++episode;
        add(threshold("ep" + std::to_string(episode), now_, !violated));
        violated = !violated;
      }
    }
  }
  template <class Event>
  void add(const Event& event) {
    events_.push_back({now_, incoming("event-" + std::to_string(events_.size()), event)});
  }
  int pick(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }

  std::mt19937_64 random_;
  Timestamp now_;
  std::vector<Timed> events_;
};

/// What must come out the same.
std::string record_of(MesUnderTest& mes) {
  std::string out;
  for (const auto& order : mes.read<std::vector<orders::Order>>([](auto& sql) { return orders::all(sql); }))
    out += fmt::format("order {} good {} scrap {}\n", order.id, order.counted_good, order.counted_scrap);
  auto lots = mes.read<std::vector<genealogy::Lot>>([](auto& sql) { return genealogy::list(sql, {}); });
  std::ranges::sort(lots, {}, &genealogy::Lot::id);
  for (const auto& lot : lots) {
    std::vector<std::string> parents;
    for (const auto& link :
         mes.read<std::vector<genealogy::Link>>([&](auto& sql) { return genealogy::inputs_of(sql, lot.id); }))
      parents.push_back(fmt::format("{} {:.5f}", link.parent, link.quantity));
    out +=
        fmt::format("lot {} {} {}..{} of {} {} {}\n", lot.id, lot.disposition, lot.from ? unix_ns(*lot.from) : 0,
                    lot.to ? unix_ns(*lot.to) : 0, fmt::join(parents, ","), enum_name(lot.tracing), lot.tracing_note);
  }
  auto deviations = mes.deviations();
  std::ranges::sort(deviations, {}, &quality::Deviation::id);
  for (const auto& deviation : deviations)
    out += fmt::format(
        "deviation {} {} lots {}\n", deviation.id, enum_name(deviation.state),
        fmt::join(mes.read<std::vector<std::string>>([&](auto& sql) { return quality::lots_of(sql, deviation.id); }),
                  ","));
  return out;
}

std::vector<std::string> command_ids(MesUnderTest& mes) {
  std::vector<std::string> ids;
  for (const auto& command : mes.commands()) ids.push_back(command.id.str());
  std::ranges::sort(ids);
  return ids;
}

bool is_threshold(const Timed& timed) { return std::holds_alternative<contracts::ThresholdEvent>(timed.event.content); }

/// Neighbours change places within two seconds, but for threshold events among each other and counters at a restart of
/// the PLC; some come again, up to the end.
std::vector<Timed> disturbed(std::vector<Timed> events, std::mt19937_64& random) {
  for (std::size_t pass = 0; pass < 3; ++pass)
    for (std::size_t i = 0; i + 1 < events.size(); ++i) {
      const bool near = events[i + 1].at - events[i].at < 2s;
      const bool ordered = is_threshold(events[i]) || is_threshold(events[i + 1]);
      if (near && !ordered && random() % 2 == 0) std::swap(events[i], events[i + 1]);
    }
  std::vector<Timed> out;
  for (const auto& event : events) {
    out.push_back(event);
    while (random() % 4 == 0) out.push_back(out[random() % out.size()]);
  }
  return out;
}

class Redelivery : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Redelivery, testing::Range(1, 9));

TEST_P(Redelivery, LeavesTheRecordOfOneOrderlyDelivery) {
  std::mt19937_64 random(static_cast<std::uint64_t>(GetParam()));
  const ManualClock start;
  const History history(random(), start.utc());

  test::TemporaryFolder folder;
  ManualClock orderly_clock;
  MesUnderTest orderly("sqlite:" + (folder.path() / "orderly.db").string(), orderly_clock);
  for (const auto& [at, event] : history.events()) {
    if (at > orderly_clock.utc()) orderly_clock.advance(at - orderly_clock.utc());
    orderly.apply({event});
  }

  const auto url = "sqlite:" + (folder.path() / "disturbed.db").string();
  ManualClock clock;
  auto mes = std::make_unique<MesUnderTest>(url, clock);
  std::vector<Incoming> batch;
  Timestamp batch_began;
  for (const auto& [at, event] : disturbed(history.events(), random)) {
    // What waits longer than kEventAgeMax is late, and rightly leaves another record.
    if (!batch.empty() && at > batch_began + 2s) mes->apply(std::exchange(batch, {}));
    if (at > clock.utc()) clock.advance(at - clock.utc());
    if (batch.empty()) batch_began = clock.utc();
    batch.push_back(event);
    if (random() % 3 == 0) mes->apply(std::exchange(batch, {}));
    if (random() % 40 == 0) mes = std::make_unique<MesUnderTest>(url, clock);
  }
  mes->apply(batch);
  EXPECT_EQ(record_of(*mes), record_of(orderly));
  EXPECT_EQ(command_ids(*mes), command_ids(orderly));
}

}  // namespace
}  // namespace millwright::mes::ingest
