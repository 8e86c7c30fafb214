// A workflow in BPMN: its drawing, and its instances.

import type { Process, ProcessInstance } from "kit/api/mes_processes";
import { useResource } from "kit/api/resource";
import { Empty, Fault, Loading, PageHead, Panel } from "kit/components/text";
import { Diagram } from "mes/processes/diagram";
import { Counts } from "mes/processes/gallery";
import { processHref } from "mes/processes/instance_marks";
import { InstanceTable } from "mes/processes/instance_table";
import { useProcess } from "mes/processes/use_process";

/** Without a version it is the one by which new instances run. */
export function ProcessPage({ id, version }: { id: string; version: string | undefined }) {
  const all = useResource<Process[]>("/api/v1/processes", ["workflows"]);
  const current = all.data?.find((p) => p.id === id);
  const shown = version ?? current?.version;
  const { diagram, error, missing } = useProcess(id, shown);
  const instances = useResource<ProcessInstance[]>("/api/v1/process-instances", ["workflows"]).data ?? [];
  if (!all.data && shown === undefined)
    return all.error ? <Fault>{all.error}</Fault> : <Loading what="Loading the workflow" />;
  if (shown === undefined || missing)
    return (
      <Empty title={`No workflow ${id}${version === undefined ? "" : ` version ${version}`}`}>
        It may have been typed wrongly. All of them are under <a href="/workflows">Workflows</a>.
      </Empty>
    );
  const own = instances.filter((i) => i.process === id && (version === undefined || i.version === version));
  return (
    <div class="mw-stack">
      <PageHead title={diagram?.name || current?.name || id}>
        <span class="mw-muted">version {shown}</span>
        {current && current.version !== shown && <a href={processHref(id)}>To the present version</a>}
      </PageHead>
      {error && <Fault>{error}</Fault>}
      {current?.documentation && <p>{current.documentation}</p>}
      <Panel title="Drawing" end={current && <Counts process={current} />} flush>
        {diagram ? <Diagram xml={diagram.xml} label={`The workflow ${diagram.name}`} /> : <Loading what="Loading it" />}
      </Panel>
      <Panel title="Instances, newest first" flush>
        {own.length === 0 ? (
          <Empty title="It has not run yet">Each time it is begun, an instance appears here.</Empty>
        ) : (
          <InstanceTable instances={own} />
        )}
      </Panel>
    </div>
  );
}
