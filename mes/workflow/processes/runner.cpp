#include "mes/workflow/processes/runner.h"

#include <algorithm>
#include <deque>

#include "lib/base/log.h"
#include "mes/records/derived_id.h"

namespace millwright::mes::workflow {

/// One signal on its way through an instance, with all that follows at once.
struct Runner::Advance {
  Transaction& transaction;
  std::shared_ptr<const bpmn::Process> process;
  ProcessInstance row;
  bpmn::Instance instance{};
  Timestamp due{};  // of the timer that fired: a cycle counts from then
  struct Answer {
    std::string activity;
    ActionOutcome outcome;
  };
  std::deque<Answer> answers{};
};

namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

// Nobody else advances it until this transaction is over.
std::optional<ProcessInstance> locked(store::Session& sql, const std::string& id) {
  const bool sqlite = sql.get_backend_name() == "sqlite3";  // there one transaction writes at a time
  return select_one<ProcessInstance>(
      sql, fmt::format("mes_process_instance where id = :id{}", sqlite ? "" : " for update"), id);
}

void pass(Transaction& transaction, const std::string& instance, const std::string& node, std::string_view what) {
  execute(transaction.sql,
          "insert into mes_process_passage (instance, number, node, what, \"time\") select :instance, "
          "coalesce(max(number), 0) + 1, cast(:node as text), cast(:what as text), cast(:moment as bigint) "
          "from mes_process_passage where instance = :same",
          instance, node, std::string(what), transaction.now, instance);
}

void end_activity(store::Session& sql, const std::string& id, const std::string& state, const std::string& result,
                  Timestamp now) {
  execute(sql, "update mes_process_activity set state = :state, result = :result, ended = :ended where id = :id", state,
          result, now, id);
}

// A wait that was answered is over; the engine tells only what it cancels.
void forget_answered(store::Session& sql, const bpmn::Instance& instance) {
  for (const auto& [id] :
       query<std::string>(sql, "select id from mes_process_await where instance = :instance", instance.id))
    if (std::ranges::find(instance.waits, id, &bpmn::Wait::id) == instance.waits.end())
      execute(sql, "delete from mes_process_await where id = :id", id);
}

std::string words_of(const std::optional<bpmn::Incident>& incident) {
  if (!incident) return {};
  return fmt::format("{}{}{}: {}", incident->node, incident->node.empty() ? "" : ": ", incident->code,
                     incident->message);
}

}  // namespace

void Runner::run_activity(Advance& advance, const bpmn::RunActivity& activity) const {
  auto& transaction = advance.transaction;
  const ProcessActivity row{activity.id,
                            advance.row.id,
                            activity.node,
                            activity.name,
                            activity.kind,
                            activity.action,
                            json::serialize(activity.parameters),
                            "running",
                            {},
                            transaction.now,
                            {}};
  if (!insert(transaction.sql, "mes_process_activity", row)) return;  // it is at work already
  advance.answers.push_back({activity.id, handlers_.run(transaction, advance.row, activity)});
}

void Runner::carry_out(Advance& advance, bpmn::Step step) const {
  auto& transaction = advance.transaction;
  auto& sql = transaction.sql;
  advance.instance = std::move(step.instance);
  for (const auto& note : step.notes) Logger("workflow").warning("{}: {}", advance.row.id, note);
  for (const auto& effect : step.effects)
    std::visit(
        Overloaded{
            [&](const bpmn::RunActivity& activity) { run_activity(advance, activity); },
            [&](const bpmn::CancelActivity& gone) {
              if (const auto activity = find_activity(sql, gone.id)) handlers_.cancel(transaction, *activity);
              end_activity(sql, gone.id, "cancelled", "", transaction.now);
            },
            [&](const bpmn::SetTimer& timer) {
              const auto from = timer.follows.empty() ? transaction.now : advance.due;
              execute(sql,
                      "insert into mes_process_timer (id, instance, due) values (:id, :instance, :due) "
                      "on conflict do nothing",
                      timer.id, advance.row.id, timer.at.value_or(from + timer.after.value_or(Duration{})));
            },
            [&](const bpmn::CancelTimer& timer) {
              execute(sql, "delete from mes_process_timer where id = :id", timer.id);
            },
            [&](const bpmn::AwaitMessage& wait) {
              execute(sql,
                      "insert into mes_process_await (id, instance, name, correlation) values (:id, :instance, :name, "
                      ":correlation) on conflict do nothing",
                      wait.id, advance.row.id, wait.name, wait.correlation);
            },
            [&](const bpmn::AwaitCondition&) {},
            [&](const bpmn::CancelAwait& wait) {
              execute(sql, "delete from mes_process_await where id = :id", wait.id);
            },
            [&](const bpmn::NodeEntered& passed) { pass(transaction, advance.row.id, passed.node, "entered"); },
            [&](const bpmn::NodeLeft& passed) { pass(transaction, advance.row.id, passed.node, "left"); },
            [&](const bpmn::Decided&) {},
            [&](const bpmn::Ended& ended) {
              advance.row.ended = transaction.now;
              advance.row.incident = words_of(ended.incident);
            },
        },
        effect);
}

bool Runner::advance(Transaction& transaction, const std::string& id, const Call& call, Timestamp due) const {
  auto row = locked(transaction.sql, id);
  if (!row || row->state != bpmn::InstanceState::running) return false;
  Advance advance{transaction, library_.find(transaction.sql, row->process, row->version), std::move(*row), {}, due,
                  {}};
  auto instance = from_json_text<bpmn::Instance>(advance.row.body);
  if (!advance.process || !instance) {
    Logger("workflow").error("{}: its process or its state cannot be read: it stands still", id);
    return false;
  }
  auto step = call(*advance.process, *instance);
  if (step.taken != bpmn::Taken::yes) {
    Logger("workflow").info("{}: not taken: {}", id, step.reason);
    return false;
  }
  carry_out(advance, std::move(step));
  for (; !advance.answers.empty(); advance.answers.pop_front()) {
    const auto& answer = advance.answers.front();
    if (std::holds_alternative<Awaited>(answer.outcome)) continue;
    const auto* failed = std::get_if<Failed>(&answer.outcome);
    const auto result = failed != nullptr ? json::value{} : std::get<Done>(answer.outcome).result;
    end_activity(transaction.sql, answer.activity, failed != nullptr ? "failed" : "done",
                 failed != nullptr ? failed->message : json::serialize(result), transaction.now);
    auto next = failed != nullptr ? bpmn::raise_error(*advance.process, advance.instance, answer.activity, failed->code,
                                                      failed->message)
                                  : bpmn::complete(*advance.process, advance.instance, answer.activity, result);
    if (next.taken == bpmn::Taken::yes) carry_out(advance, std::move(next));
  }
  forget_answered(transaction.sql, advance.instance);
  advance.row.state = advance.instance.state;
  execute(transaction.sql,
          "update mes_process_instance set state = :state, body = :body, ended = :ended, incident = :incident "
          "where id = :id",
          advance.row.state, to_json_text(advance.instance), advance.row.ended, advance.row.incident, id);
  transaction.changed("workflows", id);
  if (advance.row.ended) handlers_.ended(transaction, advance.row);
  return true;
}

void Runner::message(Transaction& transaction, const std::string& name, const std::string& correlation,
                     const json::value& payload) const {
  // Who waits for it already is found first: what this message begins does not take it twice.
  const auto waiting =
      query<std::string>(transaction.sql,
                         "select distinct instance from mes_process_await where name = :name and (correlation = '' or "
                         "correlation = :correlation) order by instance",
                         name, correlation);
  for (const auto& process : library_.current()) {
    const bool starts = std::ranges::any_of(process->nodes, [&](const bpmn::Node& node) {
      return node.kind == bpmn::NodeKind::start_event && node.event == bpmn::EventKind::message && node.message == name;
    });
    if (!starts) continue;
    ProcessInstance row{.id = derived_id("process", fmt::format("{}|{}|{}", process->id, name, correlation)),
                        .process = process->id,
                        .version = process->version,
                        .about = correlation,
                        .started = transaction.now};
    bpmn::Instance none{.id = row.id, .process = row.process, .version = row.version};
    row.body = to_json_text(none);
    if (!insert(transaction.sql, "mes_process_instance", row)) continue;
    advance(transaction, row.id,
            [&](const bpmn::Process& of, const bpmn::Instance&) {
              return bpmn::start(of, row.id, {bpmn::EventKind::message, name, payload}, {});
            },
            {});
  }
  for (const auto& [id] : waiting)
    advance(transaction, id,
            [&](const bpmn::Process& process, const bpmn::Instance& instance) {
              return bpmn::deliver_message(process, instance, name, correlation, payload);
            },
            {});
}

bool Runner::answer(Transaction& transaction, const std::string& activity, const std::string& state,
                    const std::string& result, const Call& call) const {
  const auto row = find_activity(transaction.sql, activity);
  if (!row || row->state != "running") return false;
  if (!advance(transaction, row->instance, call, {})) return false;
  end_activity(transaction.sql, activity, state, result, transaction.now);
  return true;
}

bool Runner::complete(Transaction& transaction, const std::string& activity, const json::value& result) const {
  return answer(transaction, activity, "done", json::serialize(result),
                [&](const bpmn::Process& process, const bpmn::Instance& instance) {
                  return bpmn::complete(process, instance, activity, result);
                });
}

bool Runner::fail(Transaction& transaction, const std::string& activity, const std::string& code,
                  const std::string& message) const {
  return answer(transaction, activity, "failed", message,
                [&](const bpmn::Process& process, const bpmn::Instance& instance) {
                  return bpmn::raise_error(process, instance, activity, code, message);
                });
}

void Runner::fire_timers(Transaction& transaction) const {
  for (const auto& [id, instance, due] : query<std::string, std::string, Timestamp>(
           transaction.sql, "select id, instance, due from mes_process_timer where due <= :now order by due, id",
           transaction.now)) {
    // A timer is taken by deleting its row: of two processes one gets it.
    if (execute(transaction.sql, "delete from mes_process_timer where id = :id", id) == 0) continue;
    advance(
        transaction, instance,
        [&](const bpmn::Process& process, const bpmn::Instance& now) { return bpmn::fire_timer(process, now, id); },
        due);
  }
}

bool Runner::cancel(Transaction& transaction, const std::string& instance) const {
  return advance(transaction, instance,
                 [](const bpmn::Process& process, const bpmn::Instance& now) { return bpmn::cancel(process, now); },
                 {});
}

}  // namespace millwright::mes::workflow
