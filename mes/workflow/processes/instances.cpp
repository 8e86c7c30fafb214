// The rows of instances, as they are read back.

#include "mes/workflow/processes/runner.h"

namespace millwright::mes::workflow {

std::optional<Timestamp> next_process_timer(store::Session& sql) {
  return query_one<Timestamp>(sql, "select due from mes_process_timer order by due limit 1");
}

std::vector<ProcessInstance> list_instances(store::Session& sql) {
  return select<ProcessInstance>(sql, "mes_process_instance order by started desc, id limit 500");
}

std::vector<ProcessInstance> instances_about(store::Session& sql, const std::string& about) {
  return select<ProcessInstance>(sql, "mes_process_instance where about = :about order by started, id", about);
}

std::optional<ProcessInstance> find_instance(store::Session& sql, const std::string& id) {
  return select_one<ProcessInstance>(sql, "mes_process_instance where id = :id", id);
}

std::vector<ProcessActivity> activities_of(store::Session& sql, const std::string& instance) {
  return select<ProcessActivity>(sql, "mes_process_activity where instance = :instance order by started, id", instance);
}

std::optional<ProcessActivity> find_activity(store::Session& sql, const std::string& id) {
  return select_one<ProcessActivity>(sql, "mes_process_activity where id = :id", id);
}

std::vector<Passage> passages_of(store::Session& sql, const std::string& instance) {
  return select<Passage>(sql, "mes_process_passage where instance = :instance order by number", instance);
}

}  // namespace millwright::mes::workflow
