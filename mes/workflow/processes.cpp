#include "mes/workflow/processes.h"

#include "mes/workflow/commands.h"
#include "mes/workflow/process_actions.h"

namespace millwright::mes::workflow {
namespace {

json::value number_or_null(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

// How a stream can be adjusted, with what is in force now; null where it cannot, or that is not known.
json::value adjustment_of(store::Session& sql, const quality::ChartMark& mark) {
  if (!mark.stream->adjust) return nullptr;
  const auto in_force = quality::latest_sample(sql, mark.stream->adjust->in_force);
  if (!in_force || in_force->quality != "Good") return nullptr;
  return json::object{{"command", mark.stream->adjust->command}, {"in_force", in_force->value}};
}

}  // namespace

Result<std::unique_ptr<Processes>, LibraryError> Processes::open(const std::filesystem::path& folder,
                                                                 const Definitions& definitions) {
  auto library = Library::read(folder, action_table());
  if (!library) return std::unexpected(std::move(library.error()));
  auto processes = std::make_unique<Processes>();
  processes->library_ = std::move(*library);
  processes->runner_ = std::make_unique<Runner>(*processes->library_, handlers(definitions));
  return processes;
}

void Processes::on_mark(Transaction& transaction, const quality::ChartMark& mark) const {
  if (!mark.may_act) return;  // what is old is on the chart and in the deviation; it moves nothing
  const auto& of = *mark.characteristic;
  const json::object payload{{"deviation", mark.deviation},
                             {"characteristic", of.id},
                             {"stream", mark.stream->name},
                             {"equipment", of.equipment.str()},
                             {"rules", mark.rules},
                             {"value", mark.value},
                             {"recent", mark.recent},
                             {"centre", mark.centre},
                             {"sigma", mark.sigma},
                             {"unit", of.unit},
                             {"target", number_or_null(of.target)},
                             {"lower", number_or_null(of.lower)},
                             {"upper", number_or_null(of.upper)},
                             {"adjust", adjustment_of(transaction.sql, mark)}};
  runner_->message(transaction, "chart_marked", mark.deviation, payload);
  if (!mark.opened) return;
  for (const auto& instance : instances_about(transaction.sql, mark.deviation))
    quality::set_workflow(transaction, mark.deviation, instance.id);
}

bool Processes::on_result(Transaction& transaction, const contracts::CommandResult& result) const {
  const auto activity =
      query_one<std::string>(transaction.sql, "select activity from mes_process_request where id = :id", result.id);
  if (!activity) return false;
  if (!contracts::is_final(result.state)) return true;
  const auto words = words_of(result);
  if (const auto about = query_one<std::string>(
          transaction.sql, "select about from mes_process_request where id = :id and about <> ''", result.id))
    quality::add_action(transaction, *about, fmt::format("command {}", enum_name(result.state)), "scada", words);
  if (result.state == contracts::CommandState::completed)
    runner_->complete(transaction, *activity, json::object{{"state", enum_name(result.state)}, {"words", words}});
  else
    runner_->fail(transaction, *activity, std::string(enum_name(result.state)), words);
  return true;
}

void Processes::on_task(Transaction& transaction, const Task& task) const {
  const auto activity =
      query_one<std::string>(transaction.sql, "select activity from mes_process_request where id = :id", task.id);
  if (!activity) return;
  runner_->complete(transaction, *activity,
                    json::object{{"outcome", task.outcome.value_or("")},
                                 {"by", task.done_by.value_or("")},
                                 {"comment", task.comment.value_or("")}});
}

}  // namespace millwright::mes::workflow
