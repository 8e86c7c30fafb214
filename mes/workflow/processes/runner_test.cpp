// Processes carried out durably, on both databases.

#include "mes/workflow/processes/runner.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "lib/store/outbox.h"
#include "tests/support/cpp/store_test.h"

namespace millwright::mes::workflow {
namespace {

bpmn::ActionTable actions() { return {.actions = {{"work", {}}, {"ask", {}}, {"break", {}}}, .user_task = {{"role"}}}; }

std::string file_of(const std::string& version, const std::string& nodes) {
  return "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:mw=\"urn:millwright:bpmn\">"
         "<message id=\"go\" name=\"go\"/><message id=\"more\" name=\"more\"/>"
         "<process id=\"P\" name=\"Test\" mw:version=\"" +
         version +
         "\" isExecutable=\"true\"><startEvent id=\"begin\" mw:result=\"given\"><messageEventDefinition "
         "messageRef=\"go\"/></startEvent><endEvent id=\"end\"/>" +
         nodes + "</process></definitions>";
}
std::string flow(const std::string& from, const std::string& to) {
  return "<sequenceFlow id=\"" + from + "_" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\"/>";
}
std::string task(const std::string& id, const std::string& action = "work") {
  return "<serviceTask id=\"" + id + "\" mw:action=\"" + action + "\"/>";
}
std::string in_line(const std::vector<std::string>& ids) {
  std::string out;
  for (std::size_t i = 1; i < ids.size(); ++i) out += flow(ids[i - 1], ids[i]);
  return out;
}
const std::string kPause =
    "<intermediateCatchEvent id=\"pause\"><timerEventDefinition><timeDuration>PT10S</timeDuration>"
    "</timerEventDefinition></intermediateCatchEvent>";

class Processes : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    run("create table done (what text not null)");
    ASSERT_TRUE(database_->migrate("mes_process", process_migrations()));
    other_database_ = open();
    outbox_ = std::move(*store::Outbox::open(*database_, "mes"));
    writer_ = std::make_unique<Writer>(*database_, *outbox_, clock_);
    other_ = std::make_unique<Writer>(*other_database_, *outbox_, clock_);
  }
  void draw(const std::string& version, const std::string& nodes) {
    std::ofstream(folder_.path() / "p.bpmn") << file_of(version, nodes);
  }
  /// As a process of the MES opens it; its actions write what they did into a table.
  void open_library() {
    auto library = Library::read(folder_.path(), actions());
    ASSERT_TRUE(library) << library.error().message;
    libraries_.push_back(std::move(*library));
    runner_ = std::make_unique<Runner>(
        *libraries_.back(), ActivityHandlers{.run = [](Transaction& transaction, const ProcessInstance&,
                                                       const bpmn::RunActivity& activity) -> ActionOutcome {
                                               execute(transaction.sql, "insert into done (what) values (:what)",
                                                       activity.id);
                                               if (activity.action == "work") return Done{};
                                               if (activity.action == "break") return Failed{"broken", "it broke"};
                                               return Awaited{};
                                             },
                                             .cancel = [](Transaction&, const ProcessActivity&) {},
                                             .ended = [](Transaction&, const ProcessInstance&) {}});
  }
  MesResult<void> deploy() {
    return writer_->write<void>([&](Transaction& transaction) { return libraries_.back()->deploy(transaction); });
  }
  template <class Work>
  void write(const Work& work) {
    const auto written = writer_->write<void>([&](Transaction& transaction) -> MesResult<void> {
      work(transaction);
      return {};
    });
    ASSERT_TRUE(written) << written.error().message;
  }
  void go(const std::string& about = "A", const std::string& name = "go") {
    write([&](Transaction& transaction) { runner_->message(transaction, name, about, nullptr); });
  }
  std::vector<ProcessInstance> instances() {
    return *database_->query<std::vector<ProcessInstance>>(
        [](store::Session& sql) -> store::StoreResult<std::vector<ProcessInstance>> { return list_instances(sql); });
  }
  std::multiset<std::string> done() {
    using Rows = std::vector<std::tuple<std::string>>;
    const Rows rows = *database_->query<Rows>([](store::Session& sql) -> store::StoreResult<Rows> {
      return query<std::string>(sql, "select what from done");
    });
    std::multiset<std::string> out;
    for (const auto& [what] : rows) out.insert(what.substr(what.find('/') + 1));
    return out;
  }

  ManualClock clock_;
  std::unique_ptr<store::Database> other_database_;
  std::unique_ptr<store::Outbox> outbox_;
  std::unique_ptr<Writer> writer_, other_;
  std::vector<std::unique_ptr<Library>> libraries_;
  std::unique_ptr<Runner> runner_;
};

using Done = std::multiset<std::string>;

TEST_P(Processes, AMessageBeginsItOnceAndWhatFollowsAtOnceIsDone) {
  draw("1", task("one") + task("two") + in_line({"begin", "one", "two", "end"}));
  open_library();
  ASSERT_TRUE(deploy());
  go();
  go();
  EXPECT_EQ(done(), (Done{"one/1", "two/1"}));
  ASSERT_EQ(instances().size(), 1u);
  EXPECT_EQ(instances()[0].state, bpmn::InstanceState::completed);
  EXPECT_EQ(instances()[0].ended, clock_.utc());
  go("B");
  EXPECT_EQ(instances().size(), 2u);
}

TEST_P(Processes, AnInstanceFinishesOnTheVersionThatItBeganWith) {
  draw("1", kPause + task("old") + in_line({"begin", "pause", "old", "end"}));
  open_library();
  ASSERT_TRUE(deploy());
  go("A");
  draw("2", kPause + task("new") + in_line({"begin", "pause", "new", "end"}));
  open_library();  // a restart with the changed file
  ASSERT_TRUE(deploy());
  go("B");
  clock_.advance(10s);
  write([&](Transaction& transaction) { runner_->fire_timers(transaction); });
  EXPECT_EQ(done(), (Done{"old/1", "new/1"}));
}

TEST_P(Processes, ATextThatChangedUnderItsVersionIsRefused) {
  draw("1", task("one") + in_line({"begin", "one", "end"}));
  open_library();
  ASSERT_TRUE(deploy());
  ASSERT_TRUE(deploy()) << "the same again changes nothing";
  draw("1", task("two") + in_line({"begin", "two", "end"}));
  open_library();
  const auto refused = deploy();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("needs a new mw:version"), std::string::npos) << refused.error().message;
}

TEST_P(Processes, FaultsOfAllFilesAreTold) {
  draw("", task("one", "dance") + in_line({"begin", "one", "end"}));
  const auto read = Library::read(folder_.path(), actions());
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("dance"), std::string::npos) << read.error().message;
  EXPECT_NE(read.error().message.find("p.bpmn:1"), std::string::npos) << read.error().message;
}

TEST_P(Processes, AnAnswerCountsOnceAndAnErrorGoesToItsBorder) {
  draw("1", task("asked", "ask") +
                "<boundaryEvent id=\"wrong\" attachedToRef=\"asked\"><errorEventDefinition/></boundaryEvent>" +
                task("after") + task("instead") + in_line({"begin", "asked", "after", "end"}) +
                in_line({"wrong", "instead", "end"}));
  open_library();
  ASSERT_TRUE(deploy());
  go("A");
  go("B");
  const auto all = instances();
  const auto asked = [](const ProcessInstance& one) { return one.id + "/asked/1"; };
  for (int i = 0; i < 2; ++i) {
    write([&](Transaction& t) { EXPECT_EQ(runner_->complete(t, asked(all[0]), nullptr), i == 0); });
    write([&](Transaction& t) { EXPECT_EQ(runner_->fail(t, asked(all[1]), "no", "it said no"), i == 0); });
  }
  EXPECT_EQ(done(), (Done{"asked/1", "asked/1", "after/1", "instead/1"}));
}

TEST_P(Processes, AnActionThatFailsWithoutABorderFailsTheInstance) {
  draw("1", task("one", "break") + in_line({"begin", "one", "end"}));
  open_library();
  ASSERT_TRUE(deploy());
  go();
  EXPECT_EQ(instances()[0].state, bpmn::InstanceState::failed);
  EXPECT_EQ(instances()[0].incident, "one: broken: it broke");
}

TEST_P(Processes, AMessageWakesWhatWaitsForIt) {
  draw("1",
       "<intermediateCatchEvent id=\"wait\"><messageEventDefinition messageRef=\"more\"/></intermediateCatchEvent>" +
           task("one") + in_line({"begin", "wait", "one", "end"}));
  open_library();
  ASSERT_TRUE(deploy());
  go("A");
  EXPECT_EQ(done(), Done{});
  go("A", "more");
  go("A", "more");
  EXPECT_EQ(done(), Done{"one/1"});
  EXPECT_EQ(number("select count(*) from mes_process_await"), 0);
}

TEST_P(Processes, AStepWhoseTransactionFailsDidNotHappen) {
  draw("1", kPause + task("one") + in_line({"begin", "pause", "one", "end"}));
  open_library();
  ASSERT_TRUE(deploy());
  go();
  clock_.advance(10s);
  (void)writer_->write<void>([&](Transaction& transaction) -> MesResult<void> {
    runner_->fire_timers(transaction);
    return millwright::fail(MesError::storage, "a crash");
  });
  EXPECT_EQ(done(), Done{});
  write([&](Transaction& transaction) { runner_->fire_timers(transaction); });
  EXPECT_EQ(done(), Done{"one/1"});
}

// Several processes of the MES fire timers and answer at once, and every fifth of their transactions is lost as by a
// kill: each effect is there once, and nothing stands still.
TEST_P(Processes, EachEffectIsThereOnceWhoeverTakesTheSignalAndWhateverIsLost) {
  constexpr int kInstances = 60;
  draw("1", kPause + task("one") + task("asked", "ask") + task("two") +
                in_line({"begin", "pause", "one", "asked", "two", "end"}));
  open_library();
  ASSERT_TRUE(deploy());
  for (int i = 0; i < kInstances; ++i) go("D" + std::to_string(i));
  clock_.advance(10s);
  const auto all = instances();
  const auto work = [&](Writer& writer, unsigned seed) {
    std::mt19937 random(seed);
    for (int round = 0; round < 200; ++round) {
      const auto& one = all[random() % all.size()];
      const bool lost = random() % 5 == 0;
      (void)writer.write<void>([&](Transaction& transaction) -> MesResult<void> {
        if (round % 4 == 0) runner_->fire_timers(transaction);
        runner_->complete(transaction, one.id + "/asked/1", nullptr);
        if (lost) return millwright::fail(MesError::storage, "a kill");
        return {};
      });
    }
  };
  {
    const std::jthread first(work, std::ref(*writer_), 1);
    const std::jthread second(work, std::ref(*other_), 2);
  }
  write([&](Transaction& transaction) {
    runner_->fire_timers(transaction);
    for (const auto& one : all) runner_->complete(transaction, one.id + "/asked/1", nullptr);
  });
  const auto all_done = done();
  EXPECT_EQ(all_done.size(), 3u * kInstances);
  for (const auto* what : {"one/1", "asked/1", "two/1"}) EXPECT_EQ(all_done.count(what), kInstances + 0u) << what;
  for (const auto& one : instances()) EXPECT_EQ(one.state, bpmn::InstanceState::completed) << one.about;
}

INSTANTIATE_TEST_SUITE_P(Backends, Processes, testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         store::dialect_name);

}  // namespace
}  // namespace millwright::mes::workflow
