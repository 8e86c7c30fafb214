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

/** Nobody completes a decision on lots: the last of them does. The page of the deviation has the lots themselves. */
function Action({ task, linked }: { task: Task; linked: boolean }) {
  if (task.kind !== "dispose") return <CompleteTask task={task} />;
  if (!linked || !task.deviation) return null;
  return (
    <a class="mw-button small" href={`/deviations/${encodeURIComponent(task.deviation)}`}>
      Decide
    </a>
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
              {isOpenTask(task) && task.kind === "dispose" && <span>. Ends when its lots are disposed of.</span>}
            </span>
          </span>
          {isOpenTask(task) && <Action task={task} linked={linked === true} />}
        </li>
      ))}
    </ul>
  );
}
