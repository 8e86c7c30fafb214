#include "mes/workflow/bpmn/reader.h"

#include <fmt/format.h>

#include <fstream>

#include "mes/workflow/bpmn/test_processes.h"

namespace millwright::mes::bpmn {
namespace {

std::string file(const std::string& name) {
  std::ifstream in("mes/workflow/bpmn/testdata/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Reading read(const std::string& body, const std::string& root = "") {
  return read_process(in_process(body, root), test_actions());
}

// A process that is right, with one element more, in line 3.
std::string with(const std::string& more) { return more + "\n" + begin_and_end("a", "a") + work("a"); }

TEST(BpmnReader, ReadsAWholeProcess) {
  auto actions = test_actions();
  actions.actions.push_back({"hold_lots", {{"deviation"}}});
  actions.actions.push_back({"notify", {{"text"}}});
  const auto reading = read_process(file("high_temperature.bpmn"), actions);
  ASSERT_EQ(faults_of(reading), "");
  EXPECT_TRUE(reading.unused.empty());
  const auto& process = reading.process;
  EXPECT_EQ(process.id, "high_temperature");
  EXPECT_EQ(process.version, "2");
  EXPECT_EQ(process.nodes.size(), 18u);
  EXPECT_EQ(process.flows.size(), 16u);
  const auto* raised = process.find("raised");
  EXPECT_EQ(raised->message, "deviation.raised");
  EXPECT_EQ(raised->result, "deviation");
  const auto* lower = process.find("lower");
  EXPECT_EQ(lower->action, "send_command");
  EXPECT_EQ(lower->parameters.at(0).value.expression->text(), "reaction.setpoint");
  EXPECT_EQ(lower->boundary.size(), 2u);
  EXPECT_EQ(process.find("overdue")->timer.duration, Duration{40s});
  EXPECT_EQ(process.find("refused")->error_code, "rejected");
  EXPECT_EQ(process.find("not_restored")->error_code, "");
  EXPECT_FALSE(process.find("remind")->interrupting);
  EXPECT_EQ(process.find("remind")->timer.repetitions, 3);
  EXPECT_EQ(process.find("how_far")->decision.size(), 2u);
  EXPECT_EQ(process.find("take_over")->parameters.at(0).value.literal, json::value("operator"));
  EXPECT_EQ(process.nodes[process.find("remind")->attached_to].id, "take_over");
}

TEST(BpmnReader, WhatIsNotCarriedOutIsRefusedByNameAndLine) {
  for (const auto* name : {"subProcess",
                           "adHocSubProcess",
                           "transaction",
                           "callActivity",
                           "inclusiveGateway",
                           "complexGateway",
                           "scriptTask",
                           "sendTask",
                           "receiveTask",
                           "manualTask",
                           "task",
                           "intermediateThrowEvent",
                           "implicitThrowEvent",
                           "dataObject",
                           "dataObjectReference",
                           "dataStoreReference",
                           "callChoreography",
                           "event",
                           "property",
                           "ioSpecification",
                           "correlationSubscription",
                           "resourceRole",
                           "auditing"})
    EXPECT_EQ(faults_of(read(with(fmt::format("<{} id='X'/>", name)))),
              fmt::format("line 3: {} 'X': is not carried out\n", name));
}

TEST(BpmnReader, WhatIsRefusedMakesNoFurtherFaults) {
  const auto reading = read(begin_and_end("a", "b") + "<subProcess id='a'/>" + work("b") + flow("f", "a", "b"));
  EXPECT_EQ(faults_of(reading), "line 7: subProcess 'a': is not carried out\n");
}

TEST(BpmnReader, EventsAreRefusedWhereTheyAreNotCarriedOut) {
  for (const auto* kind : {"signal", "escalation", "compensate", "link", "cancel", "message"})
    EXPECT_EQ(faults_of(read(element("endEvent", "x", fmt::format("<{}EventDefinition/>", kind)) +
                             begin_and_end("a", "a") + work("a"))),
              fmt::format("line 3: {}EventDefinition 'x': is not carried out at endEvent\n", kind));
  for (const auto* kind : {"signal", "conditional", "error"})
    EXPECT_EQ(faults_of(read(element("startEvent", "x", fmt::format("<{}EventDefinition/>", kind)) +
                             flow("f", "x", "a") + begin_and_end("a", "a") + work("a"))),
              fmt::format("line 3: {}EventDefinition 'x': is not carried out at startEvent\n", kind));
  EXPECT_EQ(faults_of(read(boundary("x", "a", "<signalEventDefinition id='d'/>") + flow("f", "x", "end") +
                           begin_and_end("a", "a") + work("a"))),
            "line 3: signalEventDefinition 'd': is not carried out at boundaryEvent\n");
}

TEST(BpmnReader, TasksAreRefusedWhereTheyWouldBeCarriedOutOtherwise) {
  const std::pair<std::string, const char*> cases[] = {
      {"<multiInstanceLoopCharacteristics id='m'/>", "multiInstanceLoopCharacteristics 'm': is not carried out"},
      {"<standardLoopCharacteristics/>", "standardLoopCharacteristics 'a': is not carried out"},
      {"<ioSpecification/>", "ioSpecification 'a': is not carried out"},
      {"<potentialOwner/>", "potentialOwner 'a': is not carried out"},
      {"<dataInputAssociation/>", "dataInputAssociation 'a': is not carried out"},
      {"<mw:parameter/>", "mw:parameter 'a': belongs into extensionElements"},
      {parameters("<mw:script/>"), "mw:script 'a': has no meaning here"},
      {parameters("<mw:decision/>"), "mw:decision 'a': has no meaning here"},
      {parameters("<task/>"), "task 'a': does not belong into extensionElements"},
  };
  for (const auto& [content, wanted] : cases)
    EXPECT_EQ(faults_of(read(work("a", content) + begin_and_end("a", "a"))), fmt::format("line 3: {}\n", wanted));
}

TEST(BpmnReader, AttributesThatWouldChangeTheMeaningAreRefused) {
  const auto task = [](const char* attributes) {
    return faults_of(read(element("serviceTask", "a", "", fmt::format("mw:action='work' {}", attributes)) +
                          begin_and_end("a", "a")));
  };
  EXPECT_EQ(task("isForCompensation='false' startQuantity='1' implementation='##WebService' name='A'"), "");
  EXPECT_EQ(task("isForCompensation='true'"),
            "line 3: serviceTask 'a': isForCompensation='true' is not carried out; 'false' is\n");
  EXPECT_EQ(task("startQuantity='2'"), "line 3: serviceTask 'a': startQuantity='2' is not carried out; '1' is\n");
  EXPECT_EQ(task("async='true'"), "line 3: serviceTask 'a': the attribute async is not understood\n");
  EXPECT_EQ(task("mw:retries='3'"), "line 3: serviceTask 'a': mw:retries has no meaning here\n");
  EXPECT_EQ(task("mw:result='a.b'"),
            "line 3: serviceTask 'a': mw:result names a variable: letters, digits and '_', found 'a.b'\n");
}

TEST(BpmnReader, WhatOtherToolsWroteIsNamedAndHasNoEffect) {
  const auto reading =
      read(work("a", parameters("<x:form xmlns:x='urn:x'/>")) + begin_and_end("a", "a"), "<x:y xmlns:x='urn:x'/>");
  EXPECT_EQ(faults_of(reading), "");
  ASSERT_EQ(reading.unused.size(), 2u);
  EXPECT_EQ(to_text(reading.unused[0]), "line 1: {urn:x}y: has no effect");
  EXPECT_EQ(to_text(reading.unused[1]), "line 3: {urn:x}form 'a': has no effect");
}

TEST(BpmnReader, PoolsLanesAndDrawingsHaveNoEffect) {
  const auto reading = read(with("<laneSet><lane><flowNodeRef>a</flowNodeRef></lane></laneSet><group id='g'/>"),
                            "<collaboration id='c'><participant id='p' processRef='P'/></collaboration>");
  EXPECT_EQ(faults_of(reading), "");
  EXPECT_EQ(faults_of(read(with(""), "<collaboration id='c'><messageFlow id='m'/></collaboration>")),
            "line 1: messageFlow 'm': is not carried out\n");
}

TEST(BpmnReader, ParametersAreHeldAgainstTheTable) {
  const auto task = [](const std::string& all, const char* action = "send_command") {
    return faults_of(read(element("serviceTask", "a", parameters(all), fmt::format("mw:action='{}'", action)) +
                          begin_and_end("a", "a")));
  };
  EXPECT_EQ(task(parameter("setpoint", "=1 + x.y") + parameter("unit", "a") + parameter("urgent", "true")), "");
  const std::pair<std::string, const char*> cases[] = {
      {"", "serviceTask 'a': the parameter setpoint is missing"},
      {parameter("setpoint", "warm"),
       "parameter 'a': setpoint is a number or an expression that begins with '=', found 'warm'"},
      {parameter("setpoint", "=1 +"), "parameter 'a': setpoint '1 +': at character 4: expected a value, found the end"},
      {parameter("setpoint", "1") + parameter("urgent", "yes"),
       "parameter 'a': urgent is true, false or an expression that begins with '=', found 'yes'"},
      {parameter("setpoint", "1") + parameter("colour", "red"),
       "parameter 'a': unknown parameter 'colour'; known: setpoint, unit, urgent, lots"},
      {parameter("setpoint", "1") + parameter("setpoint", "2"), "parameter 'a': the parameter setpoint is given twice"},
      {parameter("setpoint", "1") + "<mw:parameter name='unit'/>", "parameter 'a': the parameter unit has no value"},
      {parameter("setpoint", "1") + "<mw:parameter value='1'/>", "parameter 'a': has no name"},
  };
  for (const auto& [all, wanted] : cases) EXPECT_EQ(task(all), fmt::format("line 3: {}\n", wanted));
  EXPECT_EQ(task("", "fly"), "line 3: serviceTask 'a': unknown action 'fly'; known: work, send_command\n");
  EXPECT_EQ(task("", ""), "line 3: serviceTask 'a': has no mw:action\n");
  EXPECT_EQ(faults_of(read(element("userTask", "a") + begin_and_end("a", "a"))),
            "line 3: userTask 'a': the parameter role is missing\n");
}

TEST(BpmnReader, DecisionsAreReadOrRefused) {
  const auto task = [](const std::string& content) {
    return faults_of(read(element("businessRuleTask", "a", parameters(content)) + begin_and_end("a", "a")));
  };
  EXPECT_EQ(task("<mw:decision><mw:rule when='x > 1' then='a = 1'/><mw:otherwise then='a = 2'/></mw:decision>"), "");
  const std::pair<const char*, const char*> cases[] = {
      {"", "businessRuleTask 'a': has neither mw:decision nor mw:action"},
      {"<mw:decision/>", "decision 'a': has no mw:rule"},
      {"<mw:decision><mw:rule when='x >' then='a = 1'/></mw:decision>",
       "rule 'a': when 'x >': at character 4: expected a value, found the end"},
      {"<mw:decision><mw:rule then='a = 1'/></mw:decision>", "rule 'a': has no when"},
      {"<mw:decision><mw:rule when='x' then='a'/></mw:decision>",
       "rule 'a': then 'a': at character 2: expected '=', found the end"},
      {"<mw:decision><mw:otherwise then='a = 1'/><mw:rule when='x' then='a = 1'/></mw:decision>",
       "rule 'a': nothing comes after mw:otherwise, which always holds"},
      {"<mw:decision><mw:row/></mw:decision>", "row 'a': mw:decision has mw:rule and mw:otherwise"},
  };
  for (const auto& [content, wanted] : cases)
    EXPECT_NE(task(content).find(fmt::format("line 3: {}\n", wanted)), std::string::npos) << task(content);
}

TEST(BpmnReader, TimersAreReadOrRefused) {
  const auto wait = [](const std::string& definition) {
    return faults_of(read(element("intermediateCatchEvent", "a", definition) + begin_and_end("a", "a")));
  };
  const auto timer = [&](const std::string& part) {
    return wait("<timerEventDefinition>" + part + "</timerEventDefinition>");
  };
  EXPECT_EQ(timer("<timeDuration>PT5M</timeDuration>"), "");
  EXPECT_EQ(timer("<timeDate>2026-12-24T06:00:00+01:00</timeDate>"), "");
  EXPECT_EQ(timer("<timeDuration>=patience * 60</timeDuration>"), "");
  EXPECT_EQ(timer("<timeDuration>5 minutes</timeDuration>"),
            "line 3: timeDuration 'a': expected a duration such as PT5M or P1DT12H, ten years at most, found "
            "'5 minutes'\n");
  EXPECT_EQ(timer("<timeDate>tomorrow</timeDate>"),
            "line 3: timeDate 'a': expected a time with its offset from UTC, such as 2026-12-24T06:00:00Z, found "
            "'tomorrow'\n");
  EXPECT_EQ(timer("<timeCycle>R/PT1H</timeCycle>"),
            "line 3: timeCycle 'a': a cycle is for a start event or a boundary event that interrupts nothing\n");
  EXPECT_EQ(timer(""), "line 3: timerEventDefinition 'a': has exactly one of timeDuration, timeDate and timeCycle\n");
  EXPECT_EQ(wait(""), "line 3: intermediateCatchEvent 'a': does not say what it waits for\n");
  EXPECT_EQ(wait(message_of("M")), "line 3: messageEventDefinition 'a': messageRef 'M' is not in this file\n");
  EXPECT_EQ(wait("<conditionalEventDefinition/>"),
            "line 3: conditionalEventDefinition 'a': has exactly one condition\n");
  EXPECT_EQ(wait(timer_after("PT1S") + timer_after("PT2S")),
            "line 3: timerEventDefinition 'a': an event has one definition, and this is the second\n");
}

TEST(BpmnReader, FindsEveryFaultInOnePass) {
  const auto reading = read("<scriptTask id='s'/>\n" + element("serviceTask", "a", "", "mw:action='fly'") +
                            begin_and_end("a", "nowhere") + flow("g", "a", "end", "x >"));
  EXPECT_EQ(faults_of(reading),
            "line 3: scriptTask 's': is not carried out\n"
            "line 4: serviceTask 'a': unknown action 'fly'; known: work, send_command\n"
            "line 8: sequenceFlow 'f_end': sourceRef 'nowhere' is no node of this process\n"
            "line 9: conditionExpression 'g': condition 'x >': at character 4: expected a value, found the end\n"
            "line 9: sequenceFlow 'g': has a condition, and does not leave an exclusiveGateway\n");
}

TEST(BpmnReader, ManyFaultsAreBounded) {
  std::string many;
  for (int i = 0; i < 300; ++i) many += fmt::format("<scriptTask id='s{}'/>", i);
  EXPECT_EQ(read(with(many)).faults.size(), kFaultsMax);
}

TEST(BpmnReader, TextThatIsNoProcessIsLocated) {
  const std::string bpmn = "xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'";
  const std::pair<std::string, const char*> cases[] = {
      {"", "line 1: "},
      {"no XML", "line 1: "},
      {"<definitions>\n<process>\n</definitions>", "line 3: Opening and ending tag mismatch"},
      {"<definitions " + bpmn + "><x:y/></definitions>", "line 1: Namespace prefix x"},
      {"<definitions " + bpmn + "><process a='1' a='2'/></definitions>", "line 1: Attribute a redefined"},
      {"<definitions/>", "line 1: definitions: expected definitions in the namespace http"},
      {"<process " + bpmn + "/>", "line 1: process: expected definitions in the namespace http"},
      {"<definitions " + bpmn + ">\n</definitions>",
       "line 1: definitions: has no process with isExecutable=\"true\"\n"},
      {"<definitions " + bpmn + ">\n<process id='p'/></definitions>",
       "line 1: definitions: has no process with isExecutable=\"true\"\n"},
      {"<definitions " + bpmn + ">\n<import/></definitions>", "line 2: import: is not carried out\n"},
      {"\n<!DOCTYPE d [<!ENTITY a 'b'><!ENTITY c '&a;&a;&a;'>]>\n<d>&c;</d>",
       "line 2: a document type declaration is not taken"},
      {"<!DOCTYPE d SYSTEM 'file:///etc/passwd'><d/>", "line 1: a document type declaration is not taken"},
      {"<definitions " + bpmn + ">\xFF</definitions>", "line 1: "},
      {in_process(with(""), "<process id='Q' isExecutable='true'/>").insert(0, "\n"),
       "line 3: process 'P': a file has one executable process, and this is another"},
  };
  for (const auto& [text, wanted] : cases) {
    const auto faults = faults_of(read_process(text, test_actions()));
    EXPECT_NE(faults.find(wanted), std::string::npos) << text << "\n" << faults;
  }
}

}  // namespace
}  // namespace millwright::mes::bpmn
