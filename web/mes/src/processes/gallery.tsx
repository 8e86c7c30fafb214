// The plant's workflows in BPMN side by side, each with what became of its instances.

import type { Process } from "kit/api/mes_processes";
import { processHref } from "mes/processes/instance_marks";

export function Gallery({ processes }: { processes: readonly Process[] }) {
  return (
    <ul class="mes-gallery">
      {processes.map((process) => (
        <li key={process.id} class="mw-panel">
          <a href={processHref(process.id)}>
            <strong>{process.name || process.id}</strong>
            <span class="mw-muted mw-small">version {process.version}</span>
          </a>
          {process.documentation && <p class="mw-muted">{process.documentation}</p>}
          <Counts process={process} />
        </li>
      ))}
    </ul>
  );
}

export function Counts({ process }: { process: Process }) {
  const counts: [string, number][] = [
    ["Running", process.running],
    ["Completed", process.completed],
    ["Terminated", process.terminated],
    ["Failed", process.failed],
  ];
  return (
    <dl class="mes-figures">
      {counts.map(([name, n]) => (
        <div key={name} data-none={n === 0} data-failed={name === "Failed" && n > 0}>
          <dt>{name}</dt>
          <dd class="mw-num">{n}</dd>
        </div>
      ))}
    </dl>
  );
}
