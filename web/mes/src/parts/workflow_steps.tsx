// The steps of a workflow as a list from top to bottom: what was done, when, how long it took, and where it stands.

import type { Workflow, WorkflowStep } from "kit/api/mes_types";
import { StateShape } from "kit/components/state_shape";
import { Time } from "kit/components/text";
import { parseUtc, stepText } from "kit/format/time";
import { sentenceCase } from "kit/format/words";
import { detailText } from "mes/state/words";

const kShapes: Record<string, string> = {
  done: "Completed",
  completed: "Completed",
  running: "Execute",
  active: "Execute",
  failed: "Aborted",
  escalated: "Aborted",
  skipped: "Stopped",
  waiting: "Idle",
  pending: "Idle",
};

export const workflowShape = (state: string) => kShapes[state] ?? "Idle";

function took(step: WorkflowStep): string {
  const from = parseUtc(step.started);
  const to = parseUtc(step.ended);
  return from === undefined || to === undefined || to <= from ? "" : stepText(to - from);
}

export function WorkflowSteps({ workflow }: { workflow: Workflow }) {
  return (
    <ol class="mes-steps">
      {workflow.steps.map((step, i) => (
        <li key={`${step.name}${i}`} data-state={step.state}>
          <StateShape state={workflowShape(step.state)} />
          <span class="what">
            <strong>{sentenceCase(step.name)}</strong>
            <span class="mw-muted">{detailText(step.detail, `${step.state}, completed`)}</span>
          </span>
          <span class="when mw-muted mw-small">
            {step.started && <Time at={step.started} />}
            <span class="mw-num">{took(step)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
