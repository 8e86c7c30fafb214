// Workflows, running ones first; the selected one's steps in the drawer.

import type { Workflow } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Drawer } from "kit/components/drawer";
import { StateShape } from "kit/components/state_shape";
import { type Column, Table } from "kit/components/table";
import { Empty, Fault, Loading, PageHead, Time } from "kit/components/text";
import { sentenceCase, shortId } from "kit/format/words";
import { query, withQuery } from "kit/router/router";
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
  const all = useResource<Workflow[]>("/api/v1/workflows", ["workflows"]);
  const sorted = [...(all.data ?? [])].sort(
    (a, b) => Number(b.state === "running") - Number(a.state === "running") || b.started.localeCompare(a.started),
  );
  return (
    <div class="mw-stack">
      <PageHead title="Workflows" />
      {all.error && <Fault>{all.error}</Fault>}
      {!all.data && !all.error && <Loading what="Loading the workflows" />}
      {all.data && (
        <section class="mw-panel">
          {sorted.length === 0 ? (
            <Empty title="No workflow has run">
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
      )}
    </div>
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
