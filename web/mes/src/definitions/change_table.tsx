// Changes of definitions: what each is about, by whom, and where it stands.

import { type Column, Table } from "kit/components/table";
import { Time } from "kit/components/text";
import type { UtcText } from "kit/units";
import type { DefinitionChange } from "mes/state/definitions";
import { changeAddress, changedBy } from "mes/state/known_definitions";

const kToldOfSeveral = 3;

export function ChangeState({ change }: { change: DefinitionChange }) {
  const word = { draft: "Waits for approval", approved: "Approved", withdrawn: "Withdrawn" }[change.state];
  return <span class={`mw-chip${change.state === "draft" ? " strong" : ""}`}>{word}</span>;
}

/** "Routings, BOTTLING"; of several "Materials, SUGAR; Routings, BOTTLING". */
export function aboutText(change: Pick<DefinitionChange, "sections">): string {
  const all = changedBy(change).map(({ shape, id }) => `${shape.title}, ${id}`);
  if (all.length === 0) return "A text";
  return all.length <= kToldOfSeveral ? all.join("; ") : `${all.length} definitions: ${all[0]}; …`;
}

const kColumns: Column<DefinitionChange>[] = [
  {
    head: "Change",
    kind: "wrap",
    cell: (change) => (
      <>
        <a class="mes-product" href={changeAddress(change.id)}>
          {change.title || change.id}
        </a>
        <div class="mw-muted mw-small">{aboutText(change)}</div>
      </>
    ),
  },
  { head: "State", cell: (change) => <ChangeState change={change} /> },
  {
    head: "Written",
    cell: (change) => (
      <>
        {change.by}
        <div class="mw-muted mw-small">
          <Time at={(change.amended ?? change.created) as UtcText} minutes />
        </div>
      </>
    ),
  },
  {
    head: "Decided",
    wideOnly: true,
    cell: (change) =>
      change.decided ? (
        <>
          {change.decided_by}
          <div class="mw-muted mw-small">
            <Time at={change.decided as UtcText} minutes />
          </div>
        </>
      ) : (
        <span class="mw-muted">–</span>
      ),
  },
];

export function ChangeTable({ changes, label }: { changes: readonly DefinitionChange[]; label: string }) {
  return (
    <Table
      label={label}
      columns={kColumns}
      rows={changes}
      keyOf={(change) => change.id}
      hrefOf={(change) => changeAddress(change.id)}
    />
  );
}
