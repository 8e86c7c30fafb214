// Instances of processes, newest first.

import type { ProcessInstance } from "kit/api/mes_processes";
import { type Column, Table } from "kit/components/table";
import { Time } from "kit/components/text";
import { shortId } from "kit/format/words";
import { InstanceMark, instanceHref, Standing } from "mes/processes/instance_marks";

const kColumns: Column<ProcessInstance>[] = [
  {
    head: "Started",
    cell: (i) => (
      <a href={instanceHref(i.id)}>
        <Time at={i.started} />
      </a>
    ),
  },
  { head: "State", cell: (i) => <InstanceMark state={i.state} /> },
  { head: "Stands at", kind: "wrap", cell: (i) => <Standing instance={i} /> },
  {
    head: "Deviation",
    cell: (i) => i.about && <a href={`/deviations/${encodeURIComponent(i.about)}`}>{shortId(i.about)}</a>,
  },
  { head: "Ended", wideOnly: true, cell: (i) => <Time at={i.ended} /> },
];
const kNamed: Column<ProcessInstance> = { head: "Workflow", kind: "wrap", cell: (i) => <strong>{i.process}</strong> };

interface Props {
  instances: readonly ProcessInstance[];
  /** Where they are of several processes: what each is called. */
  nameOf?: (process: string) => string;
}

export function InstanceTable({ instances, nameOf }: Props) {
  const named = nameOf && { ...kNamed, cell: (i: ProcessInstance) => <strong>{nameOf(i.process)}</strong> };
  return (
    <Table
      label="Instances"
      columns={named ? [named, ...kColumns] : kColumns}
      rows={instances}
      keyOf={(i) => i.id}
      hrefOf={(i) => instanceHref(i.id)}
    />
  );
}
