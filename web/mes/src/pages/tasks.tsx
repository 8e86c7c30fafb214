// Tasks: what waits for a person, and what was done.

import type { Task } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Fault, Loading, PageHead, Panel } from "kit/components/text";
import { isOpenTask, TaskList } from "mes/parts/task_list";

export function TasksPage() {
  const tasks = useResource<Task[]>("/api/v1/tasks", ["tasks"]);
  const all = [...(tasks.data ?? [])].sort((a, b) => b.created.localeCompare(a.created));
  const done = all.filter((t) => !isOpenTask(t));
  return (
    <div class="mw-stack">
      <PageHead title="Tasks" />
      {tasks.error && <Fault>{tasks.error}</Fault>}
      {!tasks.data && !tasks.error && <Loading what="Loading the tasks" />}
      {tasks.data && (
        <>
          <Panel title="Waits for a person" flush>
            <TaskList
              tasks={all.filter(isOpenTask)}
              linked
              empty="When a workflow needs a decision, the task appears here."
            />
          </Panel>
          {done.length > 0 && (
            <Panel title="Done" flush>
              <TaskList tasks={done} linked empty="" />
            </Panel>
          )}
        </>
      )}
    </div>
  );
}
