// What waits for a person: each task with what to do, for whom, and completing it with its outcome.

import type { Task } from "kit/api/mes_types";
import { api } from "kit/api/client";
import { refreshShown } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { confirm } from "kit/components/confirm";
import { StateShape } from "kit/components/state_shape";
import { Empty, Time } from "kit/components/text";
import { sentence, sentenceCase, shortId, withNames } from "kit/format/words";
import { taskTitle } from "mes/state/words";

async function complete(task: Task): Promise<void> {
  const outcome = await confirm({
    title: taskTitle(task.title),
    text: sentence(withNames(task.detail)),
    action: "Complete",
    reason: "What was done, and with what outcome",
    reasonRequired: true,
  });
  if (outcome === undefined) return;
  await api.post(`/api/v1/tasks/${encodeURIComponent(task.id)}/complete`, { outcome });
  refreshShown("tasks");
  refreshShown("deviations");
}

export const isOpenTask = (task: Task) => task.state === "open";

/** Nobody completes it: the last decision on its lots does. */
function DisposeTask({ task, linked }: { task: Task; linked: boolean }) {
  return (
    <span class="mes-ends">
      <span class="mw-muted mw-small">Ends when its lots are disposed of.</span>
      {linked && task.deviation && (
        <a class="mw-button small" href={`/deviations/${encodeURIComponent(task.deviation)}`}>
          Decide
        </a>
      )}
    </span>
  );
}

function CompleteTask({ task }: { task: Task }) {
  const allowed = mayAs([task.role, "admin"]);
  return (
    <ActionButton
      small
      disabled={!allowed}
      why={allowed ? undefined : `Needs the role ${task.role}.`}
      run={() => complete(task)}
    >
      Complete
    </ActionButton>
  );
}

export function TaskList({ tasks, empty, linked }: { tasks: readonly Task[]; empty: string; linked?: boolean }) {
  if (tasks.length === 0) return <Empty title="Nothing to do">{empty}</Empty>;
  return (
    <ul class="mes-list">
      {tasks.map((task) => (
        <li key={task.id}>
          <StateShape state={isOpenTask(task) ? "Idle" : "Completed"} />
          <span class="what">
            <strong>{taskTitle(task.title)}</strong>
            <span class="mw-muted">{sentence(withNames(task.detail))}</span>
            <span class="mw-muted mw-small">
              for {sentenceCase(task.role).toLowerCase()}, <Time at={task.created} relative />
              {task.done_by && (
                <>
                  , done by {task.done_by} at <Time at={task.done_at} />
                </>
              )}
              {linked && task.deviation && (
                <>
                  , <a href={`/deviations/${task.deviation}`}>deviation {shortId(task.deviation)}</a>
                </>
              )}
              {linked && task.lot && (
                <>
                  , <a href={`/lots/${task.lot}`}>lot {shortId(task.lot)}</a>
                </>
              )}
            </span>
          </span>
          {isOpenTask(task) &&
            (task.kind === "dispose" ? (
              <DisposeTask task={task} linked={linked === true} />
            ) : (
              <CompleteTask task={task} />
            ))}
        </li>
      ))}
    </ul>
  );
}
