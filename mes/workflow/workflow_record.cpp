// The workflow's rows.

#include "mes/workflow/high_temperature.h"

namespace millwright::mes::workflow {

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "workflows, their timers and commands, tasks",
                                                          R"(create table mes_workflow (
            id text primary key, definition text not null, deviation text not null unique, rule text not null,
            equipment text not null, state text not null, step text not null, started bigint not null,
            ended bigint not null, restored_at bigint not null);
          create index mes_workflow_by_unit on mes_workflow (rule, equipment);
          create table mes_workflow_step (
            workflow text not null, number bigint not null, name text not null, state text not null,
            started bigint not null, ended bigint not null, detail text not null, primary key (workflow, number));
          create table mes_workflow_timer (
            workflow text not null, signal text not null, due bigint not null, primary key (workflow, signal));
          create index mes_workflow_timer_by_due on mes_workflow_timer (due);
          create table mes_workflow_command (
            id text primary key, workflow text not null, leg text not null, issued bigint not null,
            result text not null);
          create table mes_task (
            id text primary key, title text not null, detail text not null, role text not null, kind text not null,
            equipment text not null, deviation text not null, lot text not null, created bigint not null,
            state text not null, done_by text not null, done_at bigint not null, outcome text not null,
            comment text not null);
          create index mes_task_by_deviation on mes_task (deviation))"}};
  return kMigrations;
}

std::optional<Timestamp> next_timer(store::Session& sql) {
  return query_one<Timestamp>(sql, "select due from mes_workflow_timer order by due limit 1");
}

std::vector<Workflow> list(store::Session& sql) {
  return select<Workflow>(sql, "mes_workflow order by started desc, id limit 500");
}

std::optional<Workflow> find(store::Session& sql, const std::string& id) {
  return select_one<Workflow>(sql, "mes_workflow where id = :id", id);
}

std::vector<WorkflowStep> steps_of(store::Session& sql, const std::string& id) {
  return select<WorkflowStep>(sql, "mes_workflow_step where workflow = :workflow order by number", id);
}

}  // namespace millwright::mes::workflow
