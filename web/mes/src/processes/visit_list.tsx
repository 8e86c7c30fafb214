// What an instance did, visit by visit: when, how long, with what parameters and what result.

import type { ProcessActivity } from "kit/api/mes_processes";
import { StateShape } from "kit/components/state_shape";
import { Time } from "kit/components/text";
import { parseUtc, stepText } from "kit/format/time";
import { sentenceCase } from "kit/format/words";
import { kindWords, type NodeName, nodeText, resultOf, valuesOf, type Visit } from "mes/state/process_history";

const kShapes: Record<Visit["state"], string> = {
  left: "Completed",
  here: "Execute",
  broken: "Stopped",
  failed: "Aborted",
};
const kWords: Record<Visit["state"], string> = {
  left: "",
  here: "stands here",
  broken: "broken off",
  failed: "failed here",
};

function stayed({ entered, left }: Visit): string {
  const from = parseUtc(entered);
  const to = parseUtc(left);
  return from === undefined || to === undefined || to <= from ? "" : stepText(to - from);
}

export function VisitList({ visits, names }: { visits: readonly Visit[]; names: ReadonlyMap<string, NodeName> }) {
  return (
    <ol class="mes-steps mes-visits">
      {visits.map((visit) => (
        <li key={visit.key} data-state={visit.state} data-node={visit.node}>
          <StateShape state={kShapes[visit.state]} />
          <span class="what">
            <strong>{nodeText(visit.node, names)}</strong>
            <span class="mw-muted mw-small">
              {[kindWords(names.get(visit.node)?.kind ?? ""), kWords[visit.state]].filter(Boolean).join(", ")}
            </span>
            {visit.activity && <Activity activity={visit.activity} />}
          </span>
          <span class="when mw-muted mw-small">
            <Time at={visit.entered} />
            <span class="mw-num">{stayed(visit)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function Activity({ activity }: { activity: ProcessActivity }) {
  const given = valuesOf(activity.parameters);
  const result = resultOf(activity);
  if (given.length === 0 && result.length === 0 && !activity.action) return null;
  return (
    <dl class="mes-activity mw-small">
      {activity.action && <Value name="Action" text={sentenceCase(activity.action)} />}
      {given.map((value) => (
        <Value key={value.name} {...value} />
      ))}
      {result.length > 0 && (
        <div class="result" data-failed={activity.state === "failed"}>
          <dt>{activity.state === "failed" ? "Failed" : "Result"}</dt>
          <dd>{result.map(({ name, text }) => [name, text].filter(Boolean).join(" ")).join(", ")}</dd>
        </div>
      )}
    </dl>
  );
}

function Value({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name || "Value"}</dt>
      <dd>{text}</dd>
    </div>
  );
}
