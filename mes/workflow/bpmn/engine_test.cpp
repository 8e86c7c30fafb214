// One construct at a time.

#include <cmath>

#include "mes/workflow/bpmn/test_runs.h"

namespace millwright::mes::bpmn {
namespace {

using Words = std::vector<std::string>;

TEST(BpmnEngine, OneTaskFromBeginningToEnd) {
  TestRun run(begin_and_end("a", "a") + work("a", parameters(parameter("n", "=x * 2") + parameter("words", "so"))));
  EXPECT_EQ(run.start({{"x", 21}}), (Words{R"(run I/a/1 {"n":42,"words":"so"})"}));
  EXPECT_EQ(run.complete("a/1", {{"state", "done"}}), (Words{"ended completed"}));
  EXPECT_EQ(run.instance.variables.at("r_a"), (json::value{{"state", "done"}}));
  EXPECT_EQ(run.instance.state, InstanceState::completed);
}

TEST(BpmnEngine, TheHistoryOfNodesIsTold) {
  TestRun run(begin_and_end("a", "a") + work("a"));
  run.start();
  Words all;
  for (const auto& effect : run.step.effects) all.push_back(in_words(effect));
  EXPECT_EQ(all, (Words{"enter begin/1", "leave begin/1", "enter a/1", "run I/a/1 {}"}));
  run.complete("a/1");
  all.clear();
  for (const auto& effect : run.step.effects) all.push_back(in_words(effect));
  EXPECT_EQ(all, (Words{"leave a/1", "enter end/1", "leave end/1", "ended completed"}));
}

TEST(BpmnEngine, WhatNobodyWaitsForChangesNothingAndSaysSo) {
  TestRun run(begin_and_end("a", "b") + work("a") + work("b") + flow("f", "a", "b"));
  run.start();
  EXPECT_EQ(run.complete("a/1"), (Words{"run I/b/1 {}"}));
  EXPECT_EQ(run.complete("a/1"), Words{});
  EXPECT_EQ(run.step.taken, Taken::stale);
  EXPECT_EQ(run.step.reason, "the activity I/a/1 is not waited for");
  run.raise("a/1", "e");
  EXPECT_EQ(run.step.taken, Taken::stale);
  run.fire("t/1");
  EXPECT_EQ(run.step.reason, "the timer I/t/1 is not set");
  run.deliver("m", "c");
  EXPECT_EQ(run.step.reason, "the message m 'c' is not waited for");
  run.check({});
  EXPECT_EQ(run.step.taken, Taken::stale);
  run.complete("b/1");
  run.complete("b/1");
  EXPECT_EQ(run.step.reason, "the instance is completed");
}

TEST(BpmnEngine, AnInstanceOfAnotherProcessIsRefused) {
  TestRun run(begin_and_end("a", "a") + work("a"));
  run.start();
  auto other = process_of(begin_and_end("b", "b") + work("b"));
  EXPECT_EQ(complete(other, run.instance, "I/a/1", nullptr).reason,
            "a token of the instance stands at 'a', which is no node of this process");
  other.version = "2";
  EXPECT_EQ(complete(other, run.instance, "I/a/1", nullptr).reason,
            "the instance is of the process P version '1', not of P version '2'");
  const auto user = process_of(begin_and_end("a", "a") + element("intermediateCatchEvent", "a", timer_after("PT1S")));
  EXPECT_EQ(complete(user, run.instance, "I/a/1", nullptr).reason,
            "the instance waits for I/a/1, which this process does not know");
}

TEST(BpmnEngine, AChoiceTakesTheFirstWayThatHoldsElseTheDefault) {
  const auto body = element("exclusiveGateway", "g", "", "default='f3'") + flow("f1", "g", "a", "x > 10") +
                    flow("f2", "g", "b", "x > 5") + flow("f3", "g", "c") + work("a") + work("b") + work("c") +
                    element("exclusiveGateway", "j") + flow("g1", "a", "j") + flow("g2", "b", "j") +
                    flow("g3", "c", "j") + begin_and_end("g", "j");
  for (const auto& [x, task] : {std::pair{11, "a"}, {10, "b"}, {5, "c"}}) {
    TestRun run(body);
    EXPECT_EQ(run.start({{"x", x}}), (Words{std::string("run I/") + task + "/1 {}"}));
    EXPECT_EQ(run.complete(std::string(task) + "/1"), (Words{"ended completed"}));
  }
  TestRun run(body);
  EXPECT_EQ(run.start(), (Words{"ended failed at g: expression: the flow 'f1', 'x > 10': at character 1: there is no "
                                "variable 'x'"}));
  TestRun none(element("exclusiveGateway", "g") + flow("f1", "g", "a", "x > 10") + flow("f2", "g", "end", "x < 0") +
               work("a") + begin_and_end("g", "a"));
  EXPECT_EQ(none.start({{"x", 5}}),
            (Words{"ended failed at g: no_way: no condition is true, and there is no default"}));
}

std::string fork_and_join() {
  return element("parallelGateway", "s") + element("parallelGateway", "j") + flow("f1", "s", "a") +
         flow("f2", "s", "b") + work("a") + work("b") + flow("f3", "a", "j") + flow("f4", "b", "j");
}

TEST(BpmnEngine, AJoinTakesOneTokenOfEachFlow) {
  TestRun run(fork_and_join() + work("c") + flow("f", "j", "c") + begin_and_end("s", "c"));
  EXPECT_EQ(run.start(), (Words{"run I/a/1 {}", "run I/b/1 {}"}));
  EXPECT_EQ(run.complete("b/1"), Words{});
  ASSERT_EQ(run.instance.tokens.size(), 2u);
  EXPECT_EQ(run.instance.tokens.back().flow, "f4");
  EXPECT_EQ(run.complete("a/1"), (Words{"run I/c/1 {}"}));
  EXPECT_EQ(run.instance.tokens.size(), 1u);
  EXPECT_EQ(run.complete("c/1"), (Words{"ended completed"}));
}

TEST(BpmnEngine, AJoinCountsTokensByFlow) {
  // From the border of `a` two tokens come into the join's first flow before one comes by the second.
  TestRun run(fork_and_join() + element("exclusiveGateway", "m") + work("c") + flow("g1", "j", "c") +
              begin_and_end("s", "c") +
              boundary("x", "b", "<timerEventDefinition><timeCycle>R2/PT1S</timeCycle></timerEventDefinition>",
                       "cancelActivity='false'") +
              flow("g2", "x", "m") + element("endEvent", "e2") + element("exclusiveGateway", "m2", "", "default='g4'") +
              flow("g3", "m", "m2") + flow("g4", "m2", "e2") + flow("g5", "m2", "a", "true"));
  run.start();
  EXPECT_EQ(run.fire("x/1"), (Words{"timer I/x/2 1s after I/x/1", "run I/a/2 {}"}));
  EXPECT_EQ(run.complete("a/1"), Words{});
  EXPECT_EQ(run.complete("a/2"), Words{}) << "two by the same flow are no join";
  EXPECT_EQ(run.complete("b/1"), (Words{"cancel timer I/x/2", "run I/c/1 {}"}));
  EXPECT_EQ(run.complete("c/1"), (Words{"ended failed at j: stuck: waits for 'f4', and nothing is left that could "
                                        "come by it"}));
}

TEST(BpmnEngine, LoopsGiveEachVisitItsOwnActivity) {
  TestRun run(work("a") + element("exclusiveGateway", "g", "", "default='f2'") + flow("f1", "a", "g") +
              flow("f2", "g", "a") + flow("f3", "g", "end", "r_a.ok") + element("startEvent", "begin") +
              element("endEvent", "end") + flow("f_begin", "begin", "a"));
  EXPECT_EQ(run.start(), (Words{"run I/a/1 {}"}));
  EXPECT_EQ(run.complete("a/1", {{"ok", false}}), (Words{"run I/a/2 {}"}));
  EXPECT_EQ(run.complete("a/1", {{"ok", true}}), Words{}) << "of the earlier visit";
  EXPECT_EQ(run.complete("a/2", {{"ok", true}}), (Words{"ended completed"}));
  EXPECT_EQ(run.instance.visits.at("a"), 2);
}

TEST(BpmnEngine, ALoopThatNeverWaitsEndsAsAFailure) {
  TestRun run(element("exclusiveGateway", "g", "", "default='f1'") + flow("f1", "g", "h") + flow("f2", "h", "g") +
              flow("f3", "g", "end", "false") + element("exclusiveGateway", "h") + element("startEvent", "begin") +
              element("endEvent", "end") + flow("f_begin", "begin", "g"));
  EXPECT_EQ(run.start(),
            (Words{"ended failed at g: endless: more than 1000 nodes were entered without a wait between them"}));
}

TEST(BpmnEngine, ATerminatingEndCancelsEverything) {
  TestRun run(element("parallelGateway", "s") + flow("f1", "s", "a") + flow("f2", "s", "b") + flow("f3", "s", "t") +
                  work("a") + boundary("x", "a", timer_after("PT1M")) + flow("f4", "x", "end") + work("b") +
                  element("intermediateCatchEvent", "t", message_of("M")) + flow("f5", "t", "end") +
                  element("endEvent", "stop", "<terminateEventDefinition/>") + flow("f6", "b", "stop") +
                  begin_and_end("s", "a"),
              "<message id='M' name='m'/>");
  EXPECT_EQ(run.start(), (Words{"timer I/x/1 60s", "run I/a/1 {}", "run I/b/1 {}", "await I/t/1 m"}));
  EXPECT_EQ(run.complete("b/1"),
            (Words{"cancel timer I/x/1", "cancel I/a/1", "cancel await I/t/1", "ended terminated"}));
  EXPECT_TRUE(run.instance.waits.empty());
}

TEST(BpmnEngine, WhatAStepBothBeginsAndCancelsIsNotTold) {
  TestRun run(element("parallelGateway", "s") + flow("f1", "s", "a") + flow("f2", "s", "stop") + work("a") +
              boundary("x", "a", timer_after("PT1M")) + flow("f4", "x", "end") +
              element("endEvent", "stop", "<terminateEventDefinition/>") + begin_and_end("s", "a"));
  EXPECT_EQ(run.start(), (Words{"ended terminated"}));
}

TEST(BpmnEngine, AnErrorEndFailsTheInstanceWithItsCode) {
  TestRun run(begin_and_end("a", "a") + work("a", "") + boundary("x", "a", timer_after("PT1M")) +
                  element("endEvent", "bad", "<errorEventDefinition errorRef='E'/>", "name='too late'") +
                  flow("f", "x", "bad"),
              "<error id='E' errorCode='late'/>");
  run.start();
  EXPECT_EQ(run.fire("x/1"), (Words{"cancel I/a/1", "ended failed at bad: late: too late"}));
}

TEST(BpmnEngine, APersonMayCancel) {
  TestRun run(begin_and_end("a", "a") + work("a"));
  run.start();
  EXPECT_EQ(run.cancel(), (Words{"cancel I/a/1", "ended terminated"}));
  EXPECT_EQ(run.cancel(), Words{});
}

TEST(BpmnEngine, ADecisionSetsTheVariablesOfTheFirstRuleThatHolds) {
  const auto body = [](const std::string& otherwise, const std::string& attributes = "") {
    return begin_and_end("d", "a") + flow("f", "d", "a") +
           element("businessRuleTask", "d",
                   parameters("<mw:decision><mw:rule when='x &gt; 10' then='y = x, z = &quot;high&quot;'/>"
                              "<mw:rule when='x &gt; 5' then='x = y, y = x'/>" +
                              otherwise + "</mw:decision>"),
                   attributes) +
           work("a", parameters(parameter("n", attributes.empty() ? "=y" : "=d.y")));
  };
  TestRun high(body(""));
  EXPECT_EQ(high.start({{"x", 11}}), (Words{R"(decide d rule 1 {"y":11,"z":"high"})", R"(run I/a/1 {"n":11})"}));
  TestRun swaps(body(""));
  EXPECT_EQ(swaps.start({{"x", 6}, {"y", 1}}), (Words{R"(decide d rule 2 {"x":1,"y":6})", R"(run I/a/1 {"n":6})"}))
      << "all values are read before any is set";
  TestRun otherwise(body("<mw:otherwise then='y = 0'/>", "mw:result='d'"));
  EXPECT_EQ(otherwise.start({{"x", 1}}), (Words{R"(decide d rule 3 {"y":0})", R"(run I/a/1 {"n":0})"}));
  EXPECT_EQ(otherwise.instance.variables.at("d"), (json::value{{"y", 0}}));
  TestRun none(body(""));
  EXPECT_EQ(none.start({{"x", 1}}),
            (Words{"ended failed at d: decision: no rule holds, and there is no mw:otherwise"}));
  TestRun missing(body(""));
  EXPECT_EQ(missing.start(), (Words{"ended failed at d: decision: rule 1, 'x > 10': at character 1: there is no "
                                    "variable 'x'"}));
}

TEST(BpmnEngine, AParameterOfTheWrongKindIsAnErrorOfItsTask) {
  const auto body = begin_and_end("a", "a") + work("a", parameters(parameter("n", "=x")));
  TestRun run(body);
  EXPECT_EQ(run.start({{"x", "warm"}}),
            (Words{"ended failed at a: expression: the parameter n is of the type number, and '=x' gives \"warm\""}));
  TestRun caught(body + boundary("e", "a", "<errorEventDefinition/>", "mw:result='error'") + work("b") +
                 flow("f", "e", "b") + flow("g", "b", "end"));
  EXPECT_EQ(caught.start(), (Words{"run I/b/1 {}"}));
  EXPECT_EQ(caught.instance.variables.at("error").at("code"), json::value("expression"));
}

TEST(BpmnEngine, ValuesThatCannotBeKeptAreRefused) {
  TestRun run(begin_and_end("a", "a") + work("a"));
  json::value deep = 1;
  for (int i = 0; i < 30; ++i) deep = json::array{deep};
  EXPECT_EQ(start(run.process(), "I", {}, {{"x", deep}}).taken, Taken::refused);
  EXPECT_EQ(start(run.process(), "", {}, {}).reason, "an instance has an id");
  run.start();
  for (const auto& bad : {deep, json::value(std::string(300'000, 'x')), json::value(HUGE_VAL)}) {
    run.complete("a/1", bad);
    EXPECT_EQ(run.step.taken, Taken::refused);
    EXPECT_NE(run.step.reason.find("a variable is at most 20 levels deep"), std::string::npos);
  }
  EXPECT_EQ(run.complete("a/1", 1), (Words{"ended completed"}));
}

}  // namespace
}  // namespace millwright::mes::bpmn
