// What the units of a class do: the steps of the routings that name it, and how fast each unit is at them.

import { type Column, Table } from "kit/components/table";
import { Empty, Panel } from "kit/components/text";
import { unitText } from "kit/format/amount";
import { useKnown } from "mes/definitions/use_definitions";
import { type ClassUse, classUses, definitionAddress } from "mes/state/known_definitions";

const kColumns: Column<ClassUse>[] = [
  {
    head: "Segment",
    kind: "wrap",
    cell: ({ routing, version, segment }) => (
      <>
        {segment}
        <div class="mw-small">
          <a href={`${definitionAddress("routings", routing)}?version=${version}`}>{routing}</a>
          <span class="mw-muted"> version {version}</span>
        </div>
      </>
    ),
  },
  {
    head: "Unit, and how fast",
    kind: "wrap",
    cell: ({ equipment, rate, time }) => (
      <>
        {equipment}
        <div class="mw-muted mw-small">
          {rate ? `${rate.quantity} ${unitText(rate.unit)} in ${rate.per}` : time}
          {rate && time && `, ${time} on top`}
        </div>
      </>
    ),
  },
];

export function ClassUses({ id }: { id: string }) {
  const uses = classUses(id, useKnown("routings").known ?? []);
  return (
    <Panel title="What its units do" flush>
      {uses.length === 0 ? (
        <Empty title="No routing names it">
          A step of a routing may name the class, and what each unit is capable of.
        </Empty>
      ) : (
        <Table
          label="What its units do"
          columns={kColumns}
          rows={uses}
          keyOf={(use) => `${use.routing} ${use.version} ${use.segment} ${use.equipment}`}
        />
      )}
    </Panel>
  );
}
