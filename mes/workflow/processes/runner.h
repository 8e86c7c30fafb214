#pragma once
// Carries processes out durably: an instance, its timers and what it waits for are rows, and each step is one part of
// the caller's transaction together with what it does. After a crash nothing is lost and nothing is done twice: a step
// whose transaction did not commit did not happen. Of several processes of the MES one takes a signal: the row of the
// instance is locked while it is advanced.
// Functions run inside the caller's transaction, on the caller's thread.

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "mes/workflow/bpmn/engine.h"
#include "mes/workflow/processes/library.h"

namespace millwright::mes::workflow {

struct ProcessInstance {
  std::string id{};
  std::string process{};
  std::string version{};
  std::string about{};  // the correlation that began it: a deviation's id
  bpmn::InstanceState state = bpmn::InstanceState::running;
  std::string body{};  // bpmn::Instance as JSON
  Timestamp started{};
  std::optional<Timestamp> ended{};
  std::string incident{};  // why it failed, in words
};
BOOST_DESCRIBE_STRUCT(ProcessInstance, (), (id, process, version, about, state, body, started, ended, incident))

struct ProcessActivity {
  std::string id{};
  std::string instance{};
  std::string node{};
  std::string name{};
  bpmn::ActivityKind kind = bpmn::ActivityKind::service;
  std::string action{};
  std::string parameters{};  // as JSON
  std::string state{};       // running, done, failed, cancelled
  std::string result{};      // as JSON, or why it failed
  Timestamp started{};
  std::optional<Timestamp> ended{};
};
BOOST_DESCRIBE_STRUCT(ProcessActivity, (),
                      (id, instance, node, name, kind, action, parameters, state, result, started, ended))

/// A node that was entered or left.
struct Passage {
  std::int64_t number = 0;
  std::string node{};
  std::string what{};  // entered, left
  Timestamp time{};
};
BOOST_DESCRIBE_STRUCT(Passage, (), (number, node, what, time))

/// What came of an action in its own transaction.
struct Done {
  json::value result{};
};
struct Awaited {};  // its answer comes later, by complete() or fail()
struct Failed {
  std::string code;
  std::string message;
};
using ActionOutcome = std::variant<Done, Awaited, Failed>;

/// What tasks do. Given by the caller: this module knows no domain.
struct ActivityHandlers {
  std::function<ActionOutcome(Transaction&, const ProcessInstance&, const bpmn::RunActivity&)> run;
  std::function<void(Transaction&, const ProcessActivity&)> cancel;
  std::function<void(Transaction&, const ProcessInstance&)> ended;
};

class Runner {
 public:
  /// `library` and what the handlers refer to must outlive it.
  Runner(Library& library, ActivityHandlers handlers) : library_(library), handlers_(std::move(handlers)) {}

  /// Begins each process that starts by this message, once for a correlation, and wakes what waits for it.
  void message(Transaction& transaction, const std::string& name, const std::string& correlation,
               const json::value& payload) const;
  /// An answer to an activity; one that nobody waits for changes nothing. False: there was nothing to complete.
  bool complete(Transaction& transaction, const std::string& activity, const json::value& result) const;
  bool fail(Transaction& transaction, const std::string& activity, const std::string& code,
            const std::string& message) const;
  void fire_timers(Transaction& transaction) const;
  /// By a person. False: it runs no more.
  bool cancel(Transaction& transaction, const std::string& instance) const;

 private:
  struct Advance;
  using Call = std::function<bpmn::Step(const bpmn::Process&, const bpmn::Instance&)>;
  bool advance(Transaction& transaction, const std::string& instance, const Call& call, Timestamp due) const;
  void carry_out(Advance& advance, bpmn::Step step) const;
  void run_activity(Advance& advance, const bpmn::RunActivity& activity) const;
  bool answer(Transaction& transaction, const std::string& activity, const std::string& state,
              const std::string& result, const Call& call) const;

  Library& library_;
  ActivityHandlers handlers_;
};

[[nodiscard]] std::optional<Timestamp> next_process_timer(store::Session& sql);
/// Newest first.
[[nodiscard]] std::vector<ProcessInstance> list_instances(store::Session& sql);
[[nodiscard]] std::vector<ProcessInstance> instances_about(store::Session& sql, const std::string& about);
[[nodiscard]] std::optional<ProcessInstance> find_instance(store::Session& sql, const std::string& id);
/// In the order in which they began.
[[nodiscard]] std::vector<ProcessActivity> activities_of(store::Session& sql, const std::string& instance);
[[nodiscard]] std::optional<ProcessActivity> find_activity(store::Session& sql, const std::string& id);
[[nodiscard]] std::vector<Passage> passages_of(store::Session& sql, const std::string& instance);

}  // namespace millwright::mes::workflow
