#pragma once
// One call of the engine: the instance on its way from one rest to the next. Lives for the call.

#include <deque>

#include "mes/workflow/bpmn/values.h"

namespace millwright::mes::bpmn {

class Run {
 public:
  Run(const Process& process, Instance instance);

  // What a call begins with; each is followed by finish().
  void begin(const Node& start_event, const json::value& payload);
  void activity_done(const Wait& wait, const json::value& result);
  void activity_failed(const Wait& wait, const std::string& code, const std::string& message);
  void event_happened(const Wait& wait, const json::value& payload);
  void terminate();
  void note(std::string text) { step_.notes.push_back(std::move(text)); }

  [[nodiscard]] const Instance& instance() const { return step_.instance; }
  /// Takes all tokens on to where they wait, or to an end.
  [[nodiscard]] Step finish();

 private:
  struct Arrival {
    std::int64_t token;
    std::size_t flow;
  };

  // Tokens (run.cpp).
  void arrive(const Arrival& arrival);
  void enter_join(const Node& join, const Arrival& arrival);
  void enter_choice(const Node& gateway, std::int64_t token);
  void enter_end(const Node& end, std::int64_t token);
  void fork(const Node& gateway, std::int64_t token);
  void go(std::int64_t token, std::size_t flow) { arrivals_.push_back({token, flow}); }
  std::int64_t new_token() { return ++step_.instance.last_token; }
  std::int64_t next_visit(const Node& node) { return ++step_.instance.visits[node.id]; }
  std::int64_t enter(const Node& node, std::int64_t token);
  void leave(const Node& node, std::int64_t visit, std::int64_t token);
  void settle();
  void end(InstanceState state, std::optional<Incident> incident = {});
  void fail_instance(const Node& node, std::string code, std::string message);
  [[nodiscard]] bool running() const { return step_.instance.state == InstanceState::running; }

  // Waits (run_waits.cpp).
  void rest(const Node& node, std::int64_t token, std::int64_t visit);
  Token unrest(std::int64_t token);
  void enter_task(const Node& task, std::int64_t token);
  void enter_race(const Node& gateway, std::int64_t token);
  void enter_catch(const Node& event, std::int64_t token);
  void run_decision(const Node& task, std::int64_t token, std::int64_t visit);
  void run_activity(const Node& task, std::int64_t token, std::int64_t visit, json::object parameters);
  [[nodiscard]] std::string wait_for(const Node& event, std::int64_t token, std::int64_t visit);
  void add_wait(WaitKind kind, const Node& node, std::int64_t token, std::int64_t visit);
  void interrupt(const Node& boundary, const Wait& wait);
  void repeat(const Node& boundary, const Wait& wait);
  void raise(const Node& task, std::int64_t token, const std::string& code, const std::string& message);
  void drop_wait(const std::string& id);
  void cancel_waits_of(std::int64_t token);
  void cancel(const Wait& wait);
  void keep(const Node& node, const json::value& value);
  [[nodiscard]] std::string id_of(const Node& node, std::int64_t visit) const;
  [[nodiscard]] const Node& node_of(const Wait& wait) const { return *process_.find(wait.node); }

  const Process& process_;
  Step step_;
  std::deque<Arrival> arrivals_;
};

/// What a step both asks for and takes back is not told.
void drop_what_came_to_nothing(std::vector<Effect>& effects);

}  // namespace millwright::mes::bpmn
