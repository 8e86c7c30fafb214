#pragma once
// Processes for the tests of this folder, written as BPMN: short words for elements, a line for each.

#include <gtest/gtest.h>

#include "mes/workflow/bpmn/reader.h"

namespace millwright::mes::bpmn {

inline ActionTable test_actions() {
  return {.actions = {{"work", {{"n", ParameterType::number, false}, {"words", ParameterType::text, false}}},
                      {"send_command",
                       {{"setpoint", ParameterType::number},
                        {"unit", ParameterType::text, false},
                        {"urgent", ParameterType::boolean, false},
                        {"lots", ParameterType::any, false}}}},
          .user_task = {{"role"}, {"title", ParameterType::text, false}}};
}

/// The body's first line is line 3.
inline std::string in_process(const std::string& body, const std::string& root = "") {
  return "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:mw=\"urn:millwright:bpmn\">" + root +
         "\n<process id=\"P\" mw:version=\"1\" isExecutable=\"true\">\n" + body + "\n</process></definitions>";
}

inline std::string flow(const std::string& id, const std::string& from, const std::string& to,
                        const std::string& condition = "") {
  return "<sequenceFlow id=\"" + id + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\"" +
         (condition.empty()
              ? "/>"
              : "><conditionExpression><![CDATA[" + condition + "]]></conditionExpression></sequenceFlow>") +
         "\n";
}
inline std::string element(const std::string& name, const std::string& id, const std::string& content = "",
                           const std::string& attributes = "") {
  return "<" + name + " id=\"" + id + "\" " + attributes + ">" + content + "</" + name + ">\n";
}
inline std::string work(const std::string& id, const std::string& content = "") {
  return element("serviceTask", id, content, "mw:action=\"work\" mw:result=\"r_" + id + "\"");
}
inline std::string begin_and_end(const std::string& first, const std::string& last) {
  return element("startEvent", "begin") + element("endEvent", "end") + flow("f_begin", "begin", first) +
         flow("f_end", last, "end");
}
inline std::string timer_after(const std::string& duration) {
  return "<timerEventDefinition><timeDuration>" + duration + "</timeDuration></timerEventDefinition>";
}
inline std::string message_of(const std::string& id) { return "<messageEventDefinition messageRef=\"" + id + "\"/>"; }
inline std::string boundary(const std::string& id, const std::string& task, const std::string& definition,
                            const std::string& attributes = "") {
  return element("boundaryEvent", id, definition, "attachedToRef=\"" + task + "\" " + attributes);
}
inline std::string parameters(const std::string& all) { return "<extensionElements>" + all + "</extensionElements>"; }
inline std::string parameter(const std::string& name, const std::string& value) {
  return "<mw:parameter name=\"" + name + "\" value=\"" + value + "\"/>";
}

inline std::string faults_of(const Reading& reading) {
  std::string out;
  for (const auto& fault : reading.faults) out += to_text(fault) + "\n";
  return out;
}

inline Process process_of(const std::string& body, const std::string& root = "") {
  auto reading = read_process(in_process(body, root), test_actions());
  EXPECT_EQ(faults_of(reading), "") << body;
  return std::move(reading.process);
}

}  // namespace millwright::mes::bpmn
