// A process that is killed at any point, and the next one on what it left.

#include "scada/jobs/jobs_fixture.h"

namespace millwright::scada::jobs {
namespace {

TEST_F(JobsFixture, ARunningJobIsFoundWithItsCountsAndWhatWasMadeMeanwhile) {
  run_job("J1");
  count(1020, 8);
  turns();
  count(1035, 9);  // made while SCADA is down
  restart();
  EXPECT_EQ(job("J1").state, State::Running);
  EXPECT_EQ(job("J1").counts.good, 20);
  turns();
  EXPECT_EQ(job("J1").counts.good, 35);
  EXPECT_EQ(job("J1").counts.scrap, 2);
}

TEST_F(JobsFixture, AJobReachesItsQuantityWhileScadaIsDown) {
  run_job("J1", 30);
  count(1031, 7);
  restart();
  turns();
  EXPECT_EQ(job("J1").state, State::Ended);
  EXPECT_EQ(job("J1").counts.good, 31);
}

TEST_F(JobsFixture, ACommandIsGivenOnceWhereverTheProcessDies) {
  for (const auto death : {FakeController::Death::before, FakeController::Death::after}) {
    const auto id = death == FakeController::Death::before ? "before" : "after";
    controller.commands.clear();
    controller.running = false;
    set(1, 70.0);
    ASSERT_TRUE(put(Cause::StoreAndStart, order(id)).ok());
    int deaths = 0;
    controller.death = death;
    for (int i = 0; i < 40 && job(id).state != State::Running; ++i) {
      clock.advance(600ms);
      try {
        line->turn();
      } catch (const Killed&) {
        ++deaths;
        restart();
      }
    }
    controller.death = FakeController::Death::none;
    EXPECT_EQ(job(id).state, State::Running) << job(id).reason;
    EXPECT_EQ(deaths, 2);
    EXPECT_EQ(controller.given(), (std::vector<std::string>{"set_temperature", "start"})) << id;
    ASSERT_TRUE(ask(Cause::Abort, id).ok());
    turns();
  }
}

TEST_F(JobsFixture, KilledAfterEveryTurnItCountsEveryPieceOnce) {
  run_job("J1", 1'000);
  std::int64_t good = 1000, scrap = 7;
  for (int i = 0; i < 60; ++i) {
    good += i % 7;
    scrap += i % 3;
    count(good, scrap);
    clock.advance(i % 2 == 0 ? 600ms : 100ms);  // some counts are still due when it dies
    line->turn();
    if (i % 3 != 0) restart();
  }
  turns();
  EXPECT_EQ(job("J1").counts.good, good - 1000);
  EXPECT_EQ(job("J1").counts.scrap, scrap - 7);
}

TEST_F(JobsFixture, AStopThatWasStillToBeGivenIsGivenByTheNextProcess) {
  run_job("J1");
  ASSERT_TRUE(ask(Cause::Pause, "J1").ok());
  restart();
  EXPECT_EQ(job("J1").state, State::Interrupted);
  turns();
  EXPECT_FALSE(controller.running);
}

TEST_F(JobsFixture, ADiskThatTakesNothingChangesNothing) {
  ASSERT_TRUE(put(Cause::Store, order("J1")).ok());
  ASSERT_TRUE(
      database
          ->transaction([](store::Session& sql) -> store::StoreResult<void> {
            sql << "create trigger full before update on job_orders begin select raise(abort, 'disk full'); end";
            return {};
          })
          .has_value());
  EXPECT_EQ(ask(Cause::Start, "J1").status, return_status::kStorage);
  EXPECT_EQ(job("J1").state, State::NotAllowedToStart);
  EXPECT_EQ(audit->latest(10).value().size(), 1u) << "nor is there a row of what did not happen";
}

TEST_F(JobsFixture, LinesKeepTheirJobsApart) {
  const auto of = [](const char* name) {
    Job job;
    job.number = 1;
    job.equipment = EquipmentPath{name};
    job.order = order("J1");
    return job;
  };
  for (const auto* name : {"line2", "line3"}) {
    Commit commit;
    commit.put.push_back(of(name));
    ASSERT_TRUE(store->commit(EquipmentPath{name}, commit));
  }
  auto counted = of("line2");
  counted.counts.good = 5;
  Commit counts;
  counts.counted.push_back(counted);
  ASSERT_TRUE(store->commit(EquipmentPath{"line2"}, counts));
  EXPECT_EQ(store->jobs(EquipmentPath{"line2"})->at(0).counts.good, 5);
  EXPECT_EQ(store->jobs(EquipmentPath{"line3"})->at(0).counts.good, 0);
  Commit gone;
  gone.removed.push_back(1);
  ASSERT_TRUE(store->commit(EquipmentPath{"line3"}, gone));
  EXPECT_EQ(store->jobs(EquipmentPath{"line2"})->size(), 1u);
  EXPECT_TRUE(store->jobs(EquipmentPath{"line3"})->empty());
}

}  // namespace
}  // namespace millwright::scada::jobs
