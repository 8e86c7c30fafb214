// Events: what begins an instance, what it waits for, and what happens at a task's border.

#include <fstream>

#include "mes/workflow/bpmn/test_runs.h"

namespace millwright::mes::bpmn {
namespace {

using Words = std::vector<std::string>;
const std::string kMessages = "<message id='M' name='m'/><message id='N' name='n'/><error id='E' errorCode='e'/>";

TEST(BpmnEvents, TheTriggerChoosesTheStart) {
  const auto body =
      element("startEvent", "by_message", message_of("M"), "mw:result='told'") + flow("f", "by_message", "a") +
      element("startEvent", "by_time", "<timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>") +
      flow("g", "by_time", "b") + work("a", parameters(parameter("n", "=told.value"))) + work("b") +
      element("endEvent", "end") + flow("h", "a", "end") + flow("i", "b", "end");
  TestRun by_message(body, kMessages);
  EXPECT_EQ(by_message.start({}, {EventKind::message, "m", {{"value", 7}}}), (Words{R"(run I/a/1 {"n":7})"}));
  TestRun by_time(body, kMessages);
  EXPECT_EQ(by_time.start({}, {EventKind::timer, "by_time", nullptr}), (Words{"run I/b/1 {}"}));
  EXPECT_EQ(start(by_time.process(), "I", {}, {}).reason, "P has no start event for none ''");
  EXPECT_EQ(start(by_time.process(), "I", {EventKind::message, "n", nullptr}, {}).taken, Taken::refused);
}

TEST(BpmnEvents, AWaitOfItsOwnGoesOnWhenItHappens) {
  TestRun run(element("intermediateCatchEvent", "t", timer_after("=wait * 60")) +
                  element("intermediateCatchEvent", "d",
                          "<timerEventDefinition><timeDate>=at</timeDate></timerEventDefinition>") +
                  element("intermediateCatchEvent", "m", message_of("M"), "mw:result='told' mw:correlation='=lot'") +
                  flow("f1", "t", "d") + flow("f2", "d", "m") + begin_and_end("t", "m"),
              kMessages);
  EXPECT_EQ(run.start({{"wait", 1.5}, {"at", "2026-12-24T06:00:00Z"}, {"lot", "L1"}}), (Words{"timer I/t/1 90s"}));
  EXPECT_EQ(run.fire("t/1"), (Words{"timer I/d/1 2026-12-24T06:00:00Z"}));
  EXPECT_EQ(run.fire("t/1"), Words{});
  EXPECT_EQ(run.fire("d/1"), (Words{"await I/m/1 m of L1"}));
  EXPECT_EQ(run.deliver("m", "L2", 1), Words{});
  EXPECT_EQ(run.deliver("n", "L1", 1), Words{});
  EXPECT_EQ(run.deliver("m", "L1", 5), (Words{"ended completed"}));
  EXPECT_EQ(run.instance.variables.at("told"), json::value(5));
}

TEST(BpmnEvents, ATimerThatCannotBeComputedFailsTheInstance) {
  for (const auto& wait : {json::value("soon"), json::value(-1), json::value(1e12), json::value(nullptr)}) {
    TestRun run(element("intermediateCatchEvent", "t", timer_after("=wait")) + begin_and_end("t", "t"));
    run.start({{"wait", wait}});
    ASSERT_TRUE(run.instance.incident) << wait;
    EXPECT_NE(run.instance.incident->message.find("the timer 't' wants seconds from 0 to ten years"),
              std::string::npos);
  }
}

TEST(BpmnEvents, ConditionsReadTheOutsideFirstThenVariables) {
  TestRun run(element("intermediateCatchEvent", "c",
                      "<conditionalEventDefinition><condition>tag.level &gt; limit</condition>"
                      "</conditionalEventDefinition>") +
              begin_and_end("c", "c"));
  EXPECT_EQ(run.start({{"limit", 5}}), (Words{"await I/c/1"}));
  EXPECT_EQ(std::get<AwaitCondition>(run.step.effects.back()).variables, (Words{"tag.level", "limit"}));
  EXPECT_EQ(run.check({{"tag", {{"level", 4}}}}), Words{});
  EXPECT_EQ(run.step.reason, "no condition that is waited for is true");
  run.check({});
  EXPECT_EQ(run.step.notes, (Words{"I/c/1: at character 1: there is no variable 'tag.level'"}))
      << "it waits on, and is told";
  EXPECT_EQ(run.check({{"tag", {{"level", 6}}}, {"limit", 7}}), Words{});
  EXPECT_EQ(run.check({{"tag", {{"level", 6}}}}), (Words{"ended completed"}));
}

std::string race() {
  const std::string condition = "<conditionalEventDefinition><condition>go</condition></conditionalEventDefinition>";
  return element("eventBasedGateway", "g") + element("intermediateCatchEvent", "m", message_of("M")) +
         element("intermediateCatchEvent", "t", timer_after("PT5M")) +
         element("intermediateCatchEvent", "c", condition) + flow("g1", "g", "m") + flow("g2", "g", "t") +
         flow("g3", "g", "c") + flow("h1", "m", "a") + flow("h2", "t", "b") + flow("h3", "c", "a") + work("a") +
         work("b") + flow("e1", "b", "end") + begin_and_end("g", "a");
}

TEST(BpmnEvents, BehindAnEventGatewayTheFirstWinsAndTheOthersAreCancelled) {
  const Words begun{"await I/m/1 m", "timer I/t/1 300s", "await I/c/1"};
  TestRun message(race(), kMessages);
  EXPECT_EQ(message.start(), begun);
  EXPECT_EQ(message.deliver("m"), (Words{"cancel timer I/t/1", "cancel await I/c/1", "run I/a/1 {}"}));
  EXPECT_EQ(message.fire("t/1"), Words{});
  TestRun timer(race(), kMessages);
  timer.start();
  EXPECT_EQ(timer.fire("t/1"), (Words{"cancel await I/m/1", "cancel await I/c/1", "run I/b/1 {}"}));
  TestRun condition(race(), kMessages);
  condition.start();
  EXPECT_EQ(condition.check({{"go", true}}), (Words{"cancel await I/m/1", "cancel timer I/t/1", "run I/a/1 {}"}));
}

TEST(BpmnEvents, OfTwoThatWaitForAMessageTheOneThatWaitedLongerTakesIt) {
  TestRun run(element("parallelGateway", "s") + element("intermediateCatchEvent", "m1", message_of("M")) +
                  element("intermediateCatchEvent", "m2", message_of("M")) + flow("f1", "s", "m1") +
                  flow("f2", "s", "m2") + work("a") + work("b") + flow("f3", "m1", "a") + flow("f4", "m2", "b") +
                  flow("f5", "b", "end") + begin_and_end("s", "a"),
              kMessages);
  run.start();
  EXPECT_EQ(run.deliver("m"), (Words{"run I/a/1 {}"}));
  EXPECT_EQ(run.deliver("m"), (Words{"run I/b/1 {}"}));
}

std::string bordered(const std::string& border) {
  return border + work("a") + work("b") + flow("e1", "b", "end") + begin_and_end("a", "a");
}

TEST(BpmnEvents, AnInterruptingTimerCancelsTheActivity) {
  const auto body = bordered(boundary("x", "a", timer_after("PT40S")) + flow("f", "x", "b"));
  TestRun late(body);
  EXPECT_EQ(late.start(), (Words{"timer I/x/1 40s", "run I/a/1 {}"}));
  EXPECT_EQ(late.fire("x/1"), (Words{"cancel I/a/1", "run I/b/1 {}"}));
  EXPECT_EQ(late.complete("a/1"), Words{});
  EXPECT_EQ(late.complete("b/1"), (Words{"ended completed"}));
  TestRun early(body);
  early.start();
  EXPECT_EQ(early.complete("a/1"), (Words{"cancel timer I/x/1", "ended completed"}));
}

TEST(BpmnEvents, ATimerThatInterruptsNothingBeginsAWayOfItsOwn) {
  TestRun run(bordered(boundary("x", "a", timer_after("PT40S"), "cancelActivity='false'") + flow("f", "x", "b")));
  run.start();
  EXPECT_EQ(run.fire("x/1"), (Words{"run I/b/1 {}"}));
  EXPECT_EQ(run.fire("x/1"), Words{});
  EXPECT_EQ(run.complete("a/1"), Words{});
  EXPECT_EQ(run.complete("b/1"), (Words{"ended completed"}));
}

TEST(BpmnEvents, ACycleComesAsOftenAsItSays) {
  const auto body = [](const char* cycle) {
    return bordered(
        boundary("x", "a", fmt::format("<timerEventDefinition><timeCycle>{}</timeCycle></timerEventDefinition>", cycle),
                 "cancelActivity='false'") +
        flow("f", "x", "b"));
  };
  TestRun twice(body("R2/PT1M"));
  twice.start();
  EXPECT_EQ(twice.fire("x/1"), (Words{"timer I/x/2 60s after I/x/1", "run I/b/1 {}"}));
  EXPECT_EQ(twice.fire("x/1"), Words{});
  EXPECT_EQ(twice.fire("x/2"), (Words{"run I/b/2 {}"}));
  TestRun on(body("R/PT1M"));
  on.start();
  for (int i = 1; i < 20; ++i) EXPECT_EQ(on.fire(fmt::format("x/{}", i)).size(), 2u);
  EXPECT_EQ(on.complete("a/1"), (Words{"cancel timer I/x/20"}));
}

TEST(BpmnEvents, AnErrorGoesToItsCodeElseToAnyElseFails) {
  const auto any = boundary("any", "a", "<errorEventDefinition/>") + flow("f", "any", "b");
  const auto one = boundary("one", "a", "<errorEventDefinition errorRef='E'/>", "mw:result='why'") +
                   flow("g", "one", "c") + work("c") + flow("h", "c", "end");
  const auto late = boundary("x", "a", timer_after("PT1M")) + flow("k", "x", "end");
  for (const auto& both : {any + one, one + any}) {
    TestRun run(bordered(both + late), kMessages);
    run.start();
    EXPECT_EQ(run.raise("a/1", "e"), (Words{"cancel timer I/x/1", "run I/c/1 {}"}));
    EXPECT_EQ(run.instance.variables.at("why"), (json::value{{"code", "e"}, {"message", "it said e"}}));
    EXPECT_EQ(run.raise("a/1", "e"), Words{});
    TestRun other(bordered(both), kMessages);
    other.start();
    EXPECT_EQ(other.raise("a/1", "f"), (Words{"run I/b/1 {}"}));
  }
  TestRun none(bordered(one + boundary("y", "a", timer_after("PT1M")) + flow("l", "y", "b")), kMessages);
  none.start();
  EXPECT_EQ(none.raise("a/1", "f"), (Words{"cancel timer I/y/1", "ended failed at a: f: it said f"}));
}

TEST(BpmnEvents, TheExampleRunsThrough) {
  auto actions = test_actions();
  actions.actions.push_back({"hold_lots", {{"deviation"}}});
  actions.actions.push_back({"notify", {{"text"}}});
  std::ifstream in("mes/workflow/bpmn/testdata/high_temperature.bpmn", std::ios::binary);
  const auto reading = read_process(std::string(std::istreambuf_iterator<char>(in), {}), actions);
  ASSERT_EQ(faults_of(reading), "");
  const Trigger raised{EventKind::message, "deviation.raised", {{"id", "D1"}, {"value", 79.5}, {"limit", 78}}};
  TestRun good(reading.process);
  EXPECT_EQ(good.start({{"recipe", {{"setpoint", 75}}}}, raised), (Words{R"(run I/hold/1 {"deviation":"D1"})"}));
  EXPECT_EQ(good.complete("hold/1"), (Words{R"(decide how_far rule 2 {"setpoint":74,"patience":"PT5M"})",
                                            "timer I/overdue/1 40s", R"(run I/lower/1 {"setpoint":74})"}));
  EXPECT_EQ(good.complete("lower/1", {{"state", "completed"}}),
            (Words{"cancel timer I/overdue/1", "await I/cleared/1 deviation.cleared of D1", "timer I/elapsed/1 300s"}));
  EXPECT_EQ(good.deliver("deviation.cleared", "D1"), (Words{"cancel timer I/elapsed/1", "await I/agree/1"}));
  EXPECT_EQ(good.check({{"tag", {{"outlet", 75}, {"control", 75.2}}}}), (Words{R"(run I/restore/1 {"setpoint":75})"}));
  EXPECT_EQ(good.complete("restore/1"), (Words{"ended completed"}));
  TestRun bad(reading.process);
  bad.start({}, raised);
  bad.complete("hold/1");
  EXPECT_EQ(bad.raise("lower/1", "rejected"),
            (Words{"cancel timer I/overdue/1", "timer I/remind/1 600s",
                   R"(run I/take_over/1 {"role":"operator","title":"Take over: D1"})"}));
  EXPECT_EQ(bad.fire("remind/1"),
            (Words{"timer I/remind/2 600s after I/remind/1", R"(run I/notify/1 {"text":"nobody has taken over D1"})"}));
  EXPECT_EQ(bad.complete("take_over/1", {{"outcome", "done"}}), (Words{"cancel timer I/remind/2"}));
  EXPECT_EQ(bad.complete("notify/1"), (Words{"ended completed"}));
}

}  // namespace
}  // namespace millwright::mes::bpmn
