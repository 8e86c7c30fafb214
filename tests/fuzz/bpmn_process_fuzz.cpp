// A process in any bytes: it is read whole or every fault has a sentence; what is read can be started, and whatever
// comes in whatever order, the instance stays one that can be stored and read again, runs exactly while it has tokens,
// and asks for no activity twice.
#include <fmt/format.h>

#include <set>

#include "mes/workflow/bpmn/engine.h"
#include "mes/workflow/bpmn/reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/same_json.h"

namespace millwright::fuzz {
namespace {

using namespace millwright::mes::bpmn;

std::string process(const std::string& body) {
  return "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:mw=\"urn:millwright:bpmn\">"
         "<message id=\"M\" name=\"m\"/><error id=\"E\" errorCode=\"e\"/><process id=\"P\" isExecutable=\"true\">" +
         body + "</process></definitions>";
}

const ActionTable& actions() {
  static const ActionTable kActions{.actions = {{"work", {{"n", ParameterType::number, false}}}},
                                    .user_task = {{"role", ParameterType::text, false}}};
  return kActions;
}

// What the driver does next follows from the input alone.
class Driving {
 public:
  Driving(const Process& process, std::string_view seed) : process_(process), seed_(seed) {}

  void drive() {
    for (const auto& node : process_.nodes)
      if (node.kind == NodeKind::start_event) {
        take(start(process_, "I",
                   {node.event, node.event == EventKind::message ? node.message : node.id, json::value(1)},
                   {{"x", 3}, {"ok", true}, {"lot", "L1"}}));
        break;
      }
    for (int i = 0; i < 60 && instance_.state == InstanceState::running; ++i) signal();
  }

 private:
  std::size_t pick(std::size_t below) { return static_cast<unsigned char>(seed_[at_++ % seed_.size()]) % below; }

  void signal() {
    MW_ASSERT(!instance_.waits.empty());
    const auto wait = instance_.waits[pick(instance_.waits.size())];
    if (wait.kind == WaitKind::timer)
      take(fire_timer(process_, instance_, wait.id));
    else if (wait.kind == WaitKind::message)
      take(deliver_message(process_, instance_, wait.name, wait.correlation, json::value("told")));
    else if (wait.kind == WaitKind::condition)
      take(check_conditions(process_, instance_, [&](std::string_view) { return json::value(pick(2) == 0); }));
    else if (pick(4) == 0)
      take(raise_error(process_, instance_, wait.id, pick(2) == 0 ? "e" : "f", "it said so"));
    else
      take(complete(process_, instance_, wait.id, json::value(pick(10))));
    const auto again = complete(process_, instance_, wait.id, nullptr);
    MW_ASSERT(wait.kind != WaitKind::activity || again.taken == Taken::stale);
  }

  void take(Step step) {
    for (const auto& effect : step.effects)
      if (const auto* activity = std::get_if<RunActivity>(&effect)) MW_ASSERT(seen_.insert(activity->id).second);
    instance_ = std::move(step.instance);
    const bool runs = instance_.state == InstanceState::running;
    MW_ASSERT(runs == !instance_.tokens.empty() && (runs || instance_.waits.empty()));
    MW_ASSERT((instance_.state == InstanceState::failed) == instance_.incident.has_value());
    const auto again = from_json_text<Instance>(to_json_text(instance_));
    MW_ASSERT(again && same_json(to_json(*again), to_json(instance_)));
  }

  const Process& process_;
  std::string_view seed_;
  std::size_t at_ = 0;
  Instance instance_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<std::string> seeds() {
  return {process(R"(<startEvent id="b"/><sequenceFlow id="1" sourceRef="b" targetRef="s"/><parallelGateway id="s"/>
<sequenceFlow id="2" sourceRef="s" targetRef="t"/><sequenceFlow id="3" sourceRef="s" targetRef="u"/>
<serviceTask id="t" mw:action="work"><extensionElements><mw:parameter name="n" value="=x+1"/></extensionElements>
</serviceTask><userTask id="u" mw:result="x"/><sequenceFlow id="4" sourceRef="t" targetRef="j"/>
<sequenceFlow id="5" sourceRef="u" targetRef="j"/><parallelGateway id="j"/>
<sequenceFlow id="6" sourceRef="j" targetRef="e"/><endEvent id="e"/>)"),
          process(R"(<startEvent id="b" mw:result="x"><messageEventDefinition messageRef="M"/></startEvent>
<sequenceFlow id="1" sourceRef="b" targetRef="d"/><businessRuleTask id="d"><extensionElements><mw:decision>
<mw:rule when="x &gt; 5" then="y=x,ok=false"/><mw:otherwise then="y=0"/></mw:decision></extensionElements>
</businessRuleTask><sequenceFlow id="2" sourceRef="d" targetRef="g"/><exclusiveGateway id="g" default="4"/>
<sequenceFlow id="3" sourceRef="g" targetRef="t"><conditionExpression>ok and x != 2</conditionExpression></sequenceFlow>
<sequenceFlow id="4" sourceRef="g" targetRef="d"/><serviceTask id="t" mw:action="work" mw:result="x"/>
<boundaryEvent id="r" attachedToRef="t"><errorEventDefinition errorRef="E"/></boundaryEvent>
<sequenceFlow id="5" sourceRef="r" targetRef="g"/><sequenceFlow id="6" sourceRef="t" targetRef="e"/>
<boundaryEvent id="c" attachedToRef="t" cancelActivity="false"><timerEventDefinition><timeCycle>R2/PT1M</timeCycle>
</timerEventDefinition></boundaryEvent><sequenceFlow id="7" sourceRef="c" targetRef="e"/><endEvent id="e"/>)"),
          process(R"(<startEvent id="b"/><sequenceFlow id="1" sourceRef="b" targetRef="g"/><eventBasedGateway id="g"/>
<sequenceFlow id="2" sourceRef="g" targetRef="m"/><sequenceFlow id="3" sourceRef="g" targetRef="t"/>
<sequenceFlow id="4" sourceRef="g" targetRef="c"/>
<intermediateCatchEvent id="m" mw:correlation="=lot"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>
<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>=x*60</timeDuration></timerEventDefinition>
</intermediateCatchEvent><intermediateCatchEvent id="c"><conditionalEventDefinition><condition>go</condition>
</conditionalEventDefinition></intermediateCatchEvent><sequenceFlow id="5" sourceRef="m" targetRef="g2"/>
<sequenceFlow id="6" sourceRef="t" targetRef="x"/><sequenceFlow id="7" sourceRef="c" targetRef="g2"/>
<exclusiveGateway id="g2"/><sequenceFlow id="8" sourceRef="g2" targetRef="e"/><endEvent id="e"/>
<endEvent id="x"><terminateEventDefinition/></endEvent>)"),
          "<!DOCTYPE a [<!ENTITY b 'c'>]><definitions>&b;</definitions>",
          "=not (x > 5) and min(1, abs(-2.5)) == 'a' + \"b\" or defined(y.z)"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  using namespace millwright::mes::bpmn;
  const auto text = fuzz::Input(data, size).text();
  if (const auto expression = Expression::parse(text.substr(text.starts_with('=') ? 1 : 0))) {
    const auto value = expression->evaluate([](std::string_view path) { return json::value(path); });
    MW_ASSERT(value || !value.error().message.empty());
  } else {
    MW_ASSERT(!expression.error().message.empty());
  }
  const auto reading = read_process(text, fuzz::actions());
  for (const auto& fault : reading.faults) MW_ASSERT(fault.line >= 0 && !fault.message.empty());
  if (!reading.faults.empty()) return 0;
  fuzz::accept();
  MW_ASSERT(!reading.process.nodes.empty());
  fuzz::Driving(reading.process, text).drive();
  return 0;
}
