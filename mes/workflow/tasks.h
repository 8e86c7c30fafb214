#pragma once
// What waits for a person. A task belongs to a role; someone of that role (or admin) completes it.
// Functions run inside the caller's transaction, on the caller's thread.

#include <string>
#include <vector>

#include "mes/records/rows.h"
#include "mes/records/writer.h"

namespace millwright::mes::workflow {

struct Task {
  std::string id{};
  std::string title{};
  std::string detail{};
  std::string role{};
  std::string kind{};  // "take_over", "dispose"
  std::string equipment{};
  std::optional<std::string> deviation{};
  std::optional<std::string> lot{};
  Timestamp created{};
  std::string state{};  // open, done
  std::optional<std::string> done_by{};
  std::optional<Timestamp> done_at{};
  std::optional<std::string> outcome{};
  std::optional<std::string> comment{};
};
BOOST_DESCRIBE_STRUCT(Task, (),
                      (id, title, detail, role, kind, equipment, deviation, lot, created, state, done_by, done_at,
                       outcome, comment))

/// Opens a task; its id follows from the deviation and kind, so that it is opened once, and says the newest while it is
/// open. Where quality has decided already, lots that are held since are a further task.
void open_task(Transaction& transaction, Task task);
MesResult<Task> complete_task(Transaction& transaction, const std::string& id, const std::string& user,
                              const std::string& outcome, const std::optional<std::string>& comment);
/// Newest first; of one state, one deviation, or all.
[[nodiscard]] std::vector<Task> list_tasks(store::Session& sql, const std::optional<std::string>& state);
[[nodiscard]] std::vector<Task> tasks_of(store::Session& sql, const std::string& deviation);
[[nodiscard]] std::optional<Task> find_task(store::Session& sql, const std::string& id);

}  // namespace millwright::mes::workflow
