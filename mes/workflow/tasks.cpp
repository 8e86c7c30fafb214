#include "mes/workflow/tasks.h"

#include "mes/quality/deviations.h"
#include "mes/records/derived_id.h"

namespace millwright::mes::workflow {

void open_task(Transaction& transaction, Task task) {
  const auto about = task.kind + "|" + task.deviation.value_or("") + "|" + task.lot.value_or("");
  // Lots that are held after quality has decided on all there were are a task of their own.
  const auto decided = query_one<std::int64_t>(transaction.sql,
                                               "select count(*) from mes_task where deviation = :deviation and "
                                               "kind = :kind and kind = 'dispose' and state = 'done'",
                                               task.deviation.value_or(""), task.kind);
  const auto before = decided.value_or(0);
  task.id = derived_id("task", before == 0 ? about : fmt::format("{}|{}", about, before));
  task.state = "open";
  task.created = transaction.now;
  const bool told =
      insert(transaction.sql, "mes_task", task) ||
      execute(transaction.sql,
              "update mes_task set title = :title, detail = :detail where id = :id and state = 'open' and "
              "detail <> :same",
              task.title, task.detail, task.id, task.detail) > 0;
  if (told) transaction.changed("tasks", task.id);
}

MesResult<Task> complete_task(Transaction& transaction, const std::string& id, const std::string& user,
                              const std::string& outcome, const std::optional<std::string>& comment) {
  auto task = find_task(transaction.sql, id);
  if (!task) return fail(MesError::not_found, "there is no task '{}'", id);
  if (task->state != "open")
    return fail(MesError::illegal, "task '{}' was done by {} already", task->title, task->done_by.value_or("someone"));
  // A decision is made on the lots, and ends the task by itself.
  if (task->kind == "dispose" && task->deviation && !quality::held_lots_of(transaction.sql, *task->deviation).empty())
    return fail(MesError::illegal, "task '{}': lots of it are held still; release or reject each of them", task->title);
  task->state = "done";
  task->done_by = user;
  task->done_at = transaction.now;
  task->outcome = outcome;
  task->comment = comment;
  execute(transaction.sql,
          "update mes_task set state = 'done', done_by = :by, done_at = :at, outcome = :outcome, comment = :comment "
          "where id = :id",
          user, transaction.now, outcome, comment, id);
  transaction.changed("tasks", id);
  return *task;
}

std::vector<Task> list_tasks(store::Session& sql, const std::optional<std::string>& state) {
  if (!state) return select<Task>(sql, "mes_task order by created desc, id limit 500");
  return select<Task>(sql, "mes_task where state = :state order by created desc, id limit 500", *state);
}

std::vector<Task> tasks_of(store::Session& sql, const std::string& deviation) {
  return select<Task>(sql, "mes_task where deviation = :deviation order by created, kind desc", deviation);
}

std::optional<Task> find_task(store::Session& sql, const std::string& id) {
  return select_one<Task>(sql, "mes_task where id = :id", id);
}

}  // namespace millwright::mes::workflow
