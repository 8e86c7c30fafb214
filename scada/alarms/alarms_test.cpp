#include "scada/alarms/alarms.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <random>
#include <thread>

#include "scada/alarms/journal.h"
#include "scada/tags/test_plant.h"

namespace millwright::scada::alarms {
namespace {

namespace quality = contracts::quality;

const std::string kHot = "line1/pasteurizer/temperature/high";
const contracts::EquipmentPath kFiller{"line1/filler"};

struct AlarmsOnDisk : testing::Test {
  AlarmsOnDisk() {
    char folder[] = "/tmp/millwright-alarms-XXXXXX";
    path = ::mkdtemp(folder);
    database = std::move(*store::Database::open("sqlite:" + (path / "scada.db").string()));
    open();
  }
  ~AlarmsOnDisk() override {
    alarms.reset();
    database.reset();
    std::filesystem::remove_all(path);
  }
  void open() {
    alarms.reset();
    alarms = std::move(*Alarms::open(plant, *database, clock, metrics));
    alarms->add_listener([this](const Alarm& alarm) {
      const std::scoped_lock lock(mutex);
      heard.push_back(alarm.state);
    });
    alarms->start();
  }
  void temperature(double value, contracts::Quality q = quality::kGood) {
    clock.advance(1s);
    alarms->evaluate({{0, {value, q, clock.utc()}, clock.utc()}});
  }
  [[nodiscard]] Alarm hot() const { return *alarms->find(kHot); }
  std::vector<AlarmState> journalled() {
    alarms->stop();
    std::vector<AlarmState> states;
    const auto rows = read_journal(*database, 1000);
    for (const auto& row : *rows) states.insert(states.begin(), row.state);
    return states;
  }

  std::filesystem::path path;
  ManualClock clock;
  plant::Plant plant = tags::test_plant();
  Metrics metrics;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<Alarms> alarms;
  std::mutex mutex;
  std::vector<AlarmState> heard;
};

TEST_F(AlarmsOnDisk, SayWhatThePlantFileSays) {
  const auto alarm = hot();
  EXPECT_EQ(alarm.state, AlarmState::NORM);
  EXPECT_EQ(alarm.limit_value, 80);
  EXPECT_EQ(alarm.unit, "°C");
  EXPECT_EQ(alarm.message, "too hot");
  EXPECT_EQ(alarm.priority, 2);
}

TEST_F(AlarmsOnDisk, RiseAreAcknowledgedAndFall) {
  temperature(81);
  EXPECT_EQ(hot().state, AlarmState::UNACK);
  EXPECT_EQ(hot().active_since, clock.utc());
  const auto done = alarms->acknowledge(kHot, "anna", "seen");
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->state, AlarmState::ACKED);
  EXPECT_EQ(hot().acknowledged_by, "anna");
  temperature(75);
  EXPECT_EQ(hot().state, AlarmState::NORM);
  EXPECT_EQ(journalled(), (std::vector{AlarmState::UNACK, AlarmState::ACKED, AlarmState::NORM}));
  EXPECT_EQ(heard, (std::vector{AlarmState::UNACK, AlarmState::ACKED, AlarmState::NORM}));
}

TEST_F(AlarmsOnDisk, StayUntilSomebodyHasSeenThemAlsoOverARestart) {
  temperature(81);
  temperature(75);
  EXPECT_EQ(hot().state, AlarmState::RTNUN);
  alarms->stop();
  open();
  EXPECT_EQ(hot().state, AlarmState::RTNUN);
  EXPECT_EQ(hot().sample.value, contracts::Value{75.0});
  ASSERT_TRUE(alarms->acknowledge(kHot, "anna", "").has_value());
  alarms->stop();
  open();
  EXPECT_EQ(hot().state, AlarmState::NORM);
}

TEST_F(AlarmsOnDisk, GoOnWhereARestartLeftThem) {
  temperature(81);
  alarms->stop();
  open();
  temperature(81.5);
  EXPECT_EQ(hot().state, AlarmState::UNACK);
  temperature(75);
  EXPECT_EQ(hot().state, AlarmState::RTNUN);
  EXPECT_EQ(journalled(), (std::vector{AlarmState::UNACK, AlarmState::RTNUN})) << "the restart itself is no transition";
}

TEST_F(AlarmsOnDisk, KeepTheirStateWhileTheSourceIsNotGoodAndSaySo) {
  temperature(81);
  temperature(20, quality::kBadNoCommunication);
  EXPECT_EQ(hot().state, AlarmState::UNACK);
  EXPECT_TRUE(hot().source_bad);
  temperature(81);
  EXPECT_FALSE(hot().source_bad);
}

TEST_F(AlarmsOnDisk, RefuseAnAcknowledgementThatMeansNothing) {
  EXPECT_EQ(alarms->acknowledge("line1/none", "anna", "").error().code, AlarmError::unknown);
  EXPECT_EQ(alarms->acknowledge(kHot, "anna", "").error().code, AlarmError::nothing_to_acknowledge);
  EXPECT_TRUE(journalled().empty());
}

TEST_F(AlarmsOnDisk, TellWhoAcknowledgedInTheJournal) {
  temperature(81);
  ASSERT_TRUE(alarms->acknowledge(kHot, "anna", "valve is stuck").has_value());
  const auto rows = read_journal(*database, 1);
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->front().user, "anna");
  EXPECT_EQ(rows->front().comment, "valve is stuck");
  EXPECT_EQ(rows->front().value, contracts::Value{81.0});
}

TEST_F(AlarmsOnDisk, OfTheSystemRiseAgainAndSurviveARestart) {
  alarms->raise_system(kFiller, "outcome_unknown", 2, "first");
  alarms->clear_system(kFiller, "outcome_unknown");
  EXPECT_EQ(alarms->find("line1/filler/outcome_unknown")->state, AlarmState::RTNUN);
  alarms->raise_system(kFiller, "outcome_unknown", 2, "second");
  ASSERT_TRUE(alarms->acknowledge("line1/filler/outcome_unknown", "anna", "").has_value());
  EXPECT_EQ(alarms->find("line1/filler/outcome_unknown")->state, AlarmState::ACKED);
  alarms->raise_system(kFiller, "outcome_unknown", 2, "third");
  EXPECT_EQ(alarms->find("line1/filler/outcome_unknown")->state, AlarmState::UNACK) << "it happened again";
  alarms->stop();
  open();
  const auto alarm = alarms->find("line1/filler/outcome_unknown");
  ASSERT_TRUE(alarm.has_value());
  EXPECT_EQ(alarm->message, "third");
  EXPECT_EQ(alarm->state, AlarmState::UNACK);
}

TEST_F(AlarmsOnDisk, OfTheSystemCannotClearATagsAlarm) {
  temperature(81);
  alarms->clear_system(contracts::EquipmentPath{"line1/pasteurizer/temperature"}, "high");
  EXPECT_EQ(hot().state, AlarmState::UNACK);
}

// Property: for any mix of samples and acknowledgements, from two threads, the journal is a walk along the table that
// ends in the state shown.
TEST_F(AlarmsOnDisk, TheJournalIsAWalkAlongTheTable) {
  std::atomic<bool> done{false};
  std::thread operator_thread([&] {
    while (!done) static_cast<void>(alarms->acknowledge(kHot, "anna", ""));
  });
  std::mt19937 random(5);
  for (int i = 0; i < 300; ++i) temperature(random() % 2 == 0 ? 75 : 82);
  done = true;
  operator_thread.join();
  const auto shown = hot().state;
  auto at = AlarmState::NORM;
  const auto walk = journalled();
  EXPECT_GT(walk.size(), 50u);
  for (const auto next : walk) {
    bool legal = false;
    for (const auto& row : {std::pair{AlarmState::NORM, AlarmState::UNACK},
                            {AlarmState::UNACK, AlarmState::ACKED},
                            {AlarmState::UNACK, AlarmState::RTNUN},
                            {AlarmState::ACKED, AlarmState::NORM},
                            {AlarmState::RTNUN, AlarmState::NORM},
                            {AlarmState::RTNUN, AlarmState::UNACK}})
      legal = legal || (row.first == at && row.second == next);
    EXPECT_TRUE(legal) << enum_name(at) << " to " << enum_name(next);
    at = next;
  }
  EXPECT_EQ(at, shown);
  EXPECT_EQ(heard, walk);
}

}  // namespace
}  // namespace millwright::scada::alarms
