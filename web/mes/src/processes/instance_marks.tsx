// How an instance of a process stands, by shape and word, and where.

import type { InstanceState, ProcessInstance } from "kit/api/mes_processes";
import { StateShape } from "kit/components/state_shape";
import { sentence, sentenceCase } from "kit/format/words";
import { useProcess } from "mes/processes/use_process";
import { incidentNode, incidentText, nodeText } from "mes/state/process_history";

const kShapes: Record<InstanceState, string> = {
  running: "Execute",
  completed: "Completed",
  terminated: "Stopped",
  failed: "Aborted",
};

export function InstanceMark({ state }: { state: InstanceState }) {
  return (
    <span class="mw-state mw-live">
      <StateShape state={kShapes[state]} />
      {state === "failed" ? <strong>Failed</strong> : sentenceCase(state)}
    </span>
  );
}

/** The names of the nodes where it stands; what was wrong where it failed. */
export function Standing({ instance }: { instance: ProcessInstance }) {
  const { names } = useProcess(instance.process, instance.version);
  if (instance.state === "failed") {
    const node = incidentNode(instance, (id) => names.has(id));
    const text = incidentText(instance, (id) => names.has(id));
    return <>{node === undefined ? sentence(text) : `${nodeText(node, names)}: ${text}`}</>;
  }
  return <>{instance.at.map((node) => nodeText(node, names)).join(", ")}</>;
}

export const instanceHref = (id: string) => `/workflows/instances/${encodeURIComponent(id)}`;
export const processHref = (id: string, version?: string) =>
  `/workflows/processes/${encodeURIComponent(id)}${version === undefined ? "" : `/${encodeURIComponent(version)}`}`;
