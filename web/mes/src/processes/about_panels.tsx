// On a deviation's page: the workflows in BPMN that it began, each with where it stands.

import type { Process, ProcessInstance } from "kit/api/mes_processes";
import { Panel, Time } from "kit/components/text";
import { useResource } from "kit/api/resource";
import { InstanceMark, instanceHref, Standing } from "mes/processes/instance_marks";

export const useInstancesAbout = (deviation: string) =>
  useResource<ProcessInstance[]>(`/api/v1/process-instances?about=${encodeURIComponent(deviation)}`, ["workflows"])
    .data;

export function AboutPanel({ instances }: { instances: readonly ProcessInstance[] }) {
  const processes = useResource<Process[]>("/api/v1/processes", ["workflows"]).data ?? [];
  return (
    <Panel title="Workflow" flush>
      <ul class="mes-list">
        {instances.map((instance) => (
          <li key={instance.id}>
            <span class="what">
              <a href={instanceHref(instance.id)}>
                {processes.find((p) => p.id === instance.process)?.name ?? instance.process}
              </a>
              <span class="mw-muted mw-small">
                {instance.at.length > 0 && "At: "}
                <Standing instance={instance} />
              </span>
              <span class="mw-muted mw-small">
                Began <Time at={instance.started} />
                {instance.ended && (
                  <>
                    , ended <Time at={instance.ended} />
                  </>
                )}
              </span>
            </span>
            <InstanceMark state={instance.state} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
