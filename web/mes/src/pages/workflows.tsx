// Workflows: the plant's own in BPMN with their instances, and the one that is built in, running ones first; the
// selected one's steps in the drawer.

import type { Process, ProcessInstance } from "kit/api/mes_processes";
import type { Workflow } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Drawer } from "kit/components/drawer";
import { StateShape } from "kit/components/state_shape";
import { type Column, Table } from "kit/components/table";
import { Empty, Fault, Loading, PageHead, Panel, Time } from "kit/components/text";
import { sentenceCase, shortId } from "kit/format/words";
import { query, withQuery } from "kit/router/router";
import { Gallery } from "mes/processes/gallery";
import { InstanceTable } from "mes/processes/instance_table";
import { WorkflowSteps, workflowShape } from "mes/parts/workflow_steps";
import { ruleText } from "mes/state/words";

const kColumns: Column<Workflow>[] = [
  { head: "Workflow", cell: (w) => <strong>{ruleText(w.definition)}</strong> },
  {
    head: "State",
    cell: (w) => (
      <span class="mw-state">
        <StateShape state={workflowShape(w.state)} />
        {sentenceCase(w.state)}
      </span>
    ),
  },
  { head: "Step", cell: (w) => sentenceCase(w.step) },
  {
    head: "Deviation",
    cell: (w) => <a href={`/deviations/${encodeURIComponent(w.deviation)}`}>{shortId(w.deviation)}</a>,
  },
  { head: "Started", cell: (w) => <Time at={w.started} /> },
  { head: "Ended", cell: (w) => <Time at={w.ended} /> },
];

export function WorkflowsPage() {
  const processes = useResource<Process[]>("/api/v1/processes", ["workflows"]);
  const instances = useResource<ProcessInstance[]>("/api/v1/process-instances", ["workflows"]);
  const all = useResource<Workflow[]>("/api/v1/workflows", ["workflows"]);
  const error = processes.error ?? instances.error ?? all.error;
  const drawn = processes.data ?? [];
  const ran = instances.data ?? [];
  const nameOf = (id: string) => drawn.find((p) => p.id === id)?.name || id;
  return (
    <div class="mw-stack">
      <PageHead title="Workflows" />
      {error && <Fault>{error}</Fault>}
      {!all.data && !error && <Loading what="Loading the workflows" />}
      {drawn.length > 0 && <Gallery processes={drawn} />}
      {ran.length > 0 && (
        <Panel title="Instances, newest first" flush>
          <InstanceTable instances={ran} {...(drawn.length > 1 && { nameOf })} />
        </Panel>
      )}
      {all.data && <BuiltIn workflows={all.data} alone={drawn.length === 0} />}
    </div>
  );
}

function BuiltIn({ workflows, alone }: { workflows: readonly Workflow[]; alone: boolean }) {
  const sorted = [...workflows].sort(
    (a, b) => Number(b.state === "running") - Number(a.state === "running") || b.started.localeCompare(a.started),
  );
  return (
    <section class="mw-panel">
      {!alone && (
        <header>
          <h2>Built in</h2>
        </header>
      )}
      {sorted.length === 0 ? (
        <Empty title={alone ? "No workflow has run" : "None of these has run"}>
          A deviation starts one; it holds lots, commands the line and asks people.
        </Empty>
      ) : (
        <Table
          label="Workflows"
          columns={kColumns}
          rows={sorted}
          keyOf={(w) => w.id}
          hrefOf={(w) => withQuery({ show: w.id })}
          selected={query("show")}
        />
      )}
    </section>
  );
}

export function WorkflowDrawer({ id }: { id: string }) {
  const workflow = useResource<Workflow>(`/api/v1/workflows/${encodeURIComponent(id)}`, ["workflows"]).data;
  const title = workflow ? <strong>{ruleText(workflow.definition)}</strong> : <strong>Workflow</strong>;
  return (
    <Drawer title={title} label="Workflow">
      {workflow && (
        <>
          <section>
            <p class="mw-state">
              <StateShape state={workflowShape(workflow.state)} />
              {sentenceCase(workflow.state)}, for{" "}
              <a href={`/deviations/${encodeURIComponent(workflow.deviation)}`}>
                deviation {shortId(workflow.deviation)}
              </a>
            </p>
          </section>
          <WorkflowSteps workflow={workflow} />
        </>
      )}
    </Drawer>
  );
}
