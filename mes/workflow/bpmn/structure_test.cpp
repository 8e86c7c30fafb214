// The shape of a process: each fault where it is.

#include <fmt/format.h>

#include "mes/workflow/bpmn/test_processes.h"

namespace millwright::mes::bpmn {
namespace {

std::string faults(const std::string& body, const std::string& root = "") {
  return faults_of(read_process(in_process(body, root), test_actions()));
}

TEST(BpmnStructure, EveryNodeIsReachedAndLeadsToAnEnd) {
  EXPECT_EQ(faults(work("a") + element("endEvent", "end") + flow("f", "a", "end")),
            "line 2: process 'P': has no startEvent\nline 3: serviceTask 'a': no start event leads to it\n"
            "line 4: endEvent 'end': no start event leads to it\n");
  EXPECT_EQ(faults(work("b") + begin_and_end("a", "a") + work("a") + flow("f", "b", "a")),
            "line 3: serviceTask 'b': no start event leads to it\n");
  EXPECT_EQ(faults(work("b") + element("startEvent", "begin") + flow("f", "begin", "b")),
            "line 3: serviceTask 'b': leads nowhere, and is no end event\n"
            "line 4: startEvent 'begin': no end event can be reached from it\n");
  EXPECT_EQ(faults(boundary("x", "a", timer_after("PT1S")) + flow("f", "x", "b") + work("b") + flow("g", "b", "b") +
                   begin_and_end("a", "a") + work("a")),
            "line 3: boundaryEvent 'x': no end event can be reached from it\n"
            "line 5: serviceTask 'b': no end event can be reached from it\n");
}

TEST(BpmnStructure, IdsAreThereAndUnlikeEachOther) {
  EXPECT_EQ(faults(work("a") + begin_and_end("a", "a") + "<textAnnotation id='a'/>"),
            "line 8: textAnnotation 'a': there is this id already, in line 3\n");
  EXPECT_NE(faults("<serviceTask mw:action='work'/>" + begin_and_end("a", "a") + work("a")).find("has no id"),
            std::string::npos);
  EXPECT_NE(faults(work("a b") + begin_and_end("a b", "a b")).find("line 3: serviceTask 'a b': an id has no spaces"),
            std::string::npos);
}

TEST(BpmnStructure, FlowsJoinNodesOfTheProcess) {
  EXPECT_EQ(faults(flow("f", "a", "gone") + begin_and_end("a", "a") + work("a")),
            "line 3: sequenceFlow 'f': targetRef 'gone' is no node of this process\n");
  EXPECT_EQ(faults("<sequenceFlow id='f' targetRef='a'/>\n" + begin_and_end("a", "a") + work("a")),
            "line 3: sequenceFlow 'f': has no sourceRef\n");
  EXPECT_EQ(faults(flow("f", "a", "end") + begin_and_end("a", "a") + work("a")),
            "line 8: serviceTask 'a': 2 flows leave it: say by a gateway whether one of them or all are taken\n");
  EXPECT_EQ(faults(flow("f", "end", "begin") + begin_and_end("a", "a") + work("a")),
            "line 4: startEvent 'begin': a flow leads into it, and none may\n"
            "line 5: endEvent 'end': a flow leaves it, and none may\n");
}

TEST(BpmnStructure, EachBeginningIsTold) {
  const auto second = [](const std::string& content) {
    return element("startEvent", "again", content) + flow("f", "again", "a") + begin_and_end("a", "a") + work("a");
  };
  EXPECT_EQ(faults(second("")), "line 5: startEvent 'begin': there is a start event without a definition already\n");
  EXPECT_EQ(faults(second("<timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>")), "");
  EXPECT_EQ(faults(second(message_of("M")), "<message id='M' name='m'/>"), "");
  EXPECT_EQ(faults(second(message_of("M")) + element("startEvent", "third", message_of("M")) + flow("g", "third", "a"),
                   "<message id='M' name='m'/>"),
            "line 10: startEvent 'third': there is a start event for the message 'm' already\n");
}

TEST(BpmnStructure, AChoiceHasAConditionOnEachWayOrIsTheDefault) {
  const auto choice = [](const std::string& attributes, const std::string& one, const std::string& other) {
    return faults(element("exclusiveGateway", "g", "", attributes) + flow("f1", "g", "a", one) +
                  flow("f2", "g", "end", other) + begin_and_end("g", "a") + work("a"));
  };
  EXPECT_EQ(choice("default='f1'", "", "x"), "");
  EXPECT_EQ(choice("", "x", "not x"), "");
  EXPECT_EQ(choice("", "x", ""), "line 5: sequenceFlow 'f2': has no condition, and is not the default of 'g'\n");
  EXPECT_EQ(choice("default='f1'", "x", "y"),
            "line 4: sequenceFlow 'f1': is the default of its gateway and has a condition\n");
  EXPECT_EQ(choice("default='f_end'", "x", "y"),
            "line 3: exclusiveGateway 'g': the default 'f_end' is no flow that leaves it\n");
}

TEST(BpmnStructure, AnEventGatewayIsFollowedByEventsAlone) {
  const auto race = [](const std::string& attributes, const std::string& more) {
    return faults(element("eventBasedGateway", "g", "", attributes) +
                  element("intermediateCatchEvent", "t", timer_after("PT1M")) + flow("f1", "g", "t") +
                  flow("f2", "t", "a") + begin_and_end("g", "a") + work("a") + more);
  };
  const auto other = element("intermediateCatchEvent", "u", timer_after("PT2M")) + flow("f4", "u", "a");
  EXPECT_EQ(race("", other + flow("f3", "g", "u")), "");
  EXPECT_EQ(race("", ""), "line 3: eventBasedGateway 'g': one flow leaves it: there is nothing to choose\n");
  EXPECT_EQ(race("", flow("f3", "g", "a")),
            "line 3: eventBasedGateway 'g': is followed by 'a', which is no intermediateCatchEvent\n");
  EXPECT_EQ(race("instantiate='true'", other + flow("f3", "g", "u")),
            "line 3: eventBasedGateway 'g': instantiate='true' is not carried out; 'false' is\n");
  EXPECT_EQ(race("", other + flow("f3", "g", "u") + element("exclusiveGateway", "x", "", "default='f7'") +
                         flow("f5", "x", "u", "true") + flow("f7", "x", "a") + boundary("b", "a", timer_after("PT1S")) +
                         flow("f6", "b", "x")),
            "line 12: intermediateCatchEvent 'u': follows 'g': nothing else leads into it\n");
}

TEST(BpmnStructure, AJoinThatNeverComesTogetherIsRefused) {
  const auto join = [](const std::string& split) {
    return faults(element("parallelGateway", "j") + split + flow("f1", "s", "a", split.find("exc") == 1 ? "x" : "") +
                  flow("f2", "s", "b", split.find("exc") == 1 ? "y" : "") + work("a") + work("b") +
                  flow("f3", "a", "j") + flow("f4", "b", "j") + begin_and_end("s", "j"));
  };
  EXPECT_EQ(join(element("parallelGateway", "s")), "");
  EXPECT_EQ(join(element("exclusiveGateway", "s")),
            "line 3: parallelGateway 'j': waits for 2 flows, and nothing before it takes more than one at a time\n");
  EXPECT_EQ(faults(element("parallelGateway", "j") + element("exclusiveGateway", "s") + flow("f1", "s", "j", "x") +
                   flow("f2", "s", "j", "y") + begin_and_end("s", "j")),
            "line 3: parallelGateway 'j': joins two flows of 's', of which only one is ever taken\n");
}

TEST(BpmnStructure, BoundaryEventsStandAtTasks) {
  const auto at = [](const std::string& event, const std::string& root = "") {
    return faults(event + flow("f", "x", "end") + begin_and_end("a", "a") + work("a"), root);
  };
  const std::string error = "<error id='E' errorCode='e'/>";
  EXPECT_EQ(at(boundary("x", "a", "<errorEventDefinition errorRef='E'/>"), error), "");
  EXPECT_EQ(at(boundary("x", "end", timer_after("PT1S"))),
            "line 3: boundaryEvent 'x': attachedToRef 'end' is no task of this process\n");
  EXPECT_EQ(at(boundary("x", "a", "<errorEventDefinition errorRef='E'/>", "cancelActivity='false'"), error),
            "line 3: boundaryEvent 'x': an error always interrupts: cancelActivity is true\n");
  EXPECT_EQ(at(boundary("x", "a", "<errorEventDefinition/>") + boundary("y", "a", "<errorEventDefinition/>") +
               flow("g", "y", "end")),
            "line 4: boundaryEvent 'y': 'a' has a boundary event for any error already\n");
  EXPECT_EQ(at(boundary("x", "a", "<errorEventDefinition errorRef='F'/>"), error),
            "line 3: errorEventDefinition 'x': errorRef 'F' is not in this file\n");
  EXPECT_EQ(at(boundary("x", "a", "<errorEventDefinition errorRef='E'/>"), "<error id='E'/>"),
            "line 1: error 'E': has no errorCode\n");
}

}  // namespace
}  // namespace millwright::mes::bpmn
