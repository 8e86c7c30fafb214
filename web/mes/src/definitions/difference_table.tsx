// What a change differs in from what is in effect: before and after, by the names of the rows.

import { type Column, Table } from "kit/components/table";
import { Empty } from "kit/components/text";
import { sentenceCase } from "kit/format/words";
import { type Difference, tellingDifferences } from "mes/state/definition_differences";
import type { Item } from "mes/state/definitions";

const Missing = () => <span class="mw-muted">–</span>;
/** A time as the server writes it for a day is that day. */
const told = (text: string) => text.replace(/T00:00:00Z$/, "");

const kColumns: Column<Difference>[] = [
  {
    head: "What",
    kind: "wrap",
    cell: ({ what }) => {
      const parts = what.split(" › ");
      const name = parts.pop()!;
      const last = /^[a-z_]+$/.test(name) ? sentenceCase(name) : name; // a row has a name of its own
      return (
        <>
          <strong>{last}</strong>
          <div class="mw-muted mw-small">{parts.join(" › ").replaceAll("_", " ")}</div>
        </>
      );
    },
  },
  {
    head: "In effect",
    kind: "wrap",
    cell: ({ before, after }) =>
      before === undefined ? <Missing /> : after === undefined ? <del>{told(before)}</del> : told(before),
  },
  {
    head: "Changed to",
    kind: "wrap",
    cell: ({ after }) => (after === undefined ? <span class="mw-muted">left out</span> : <ins>{told(after)}</ins>),
  },
];

export function DifferenceTable({ before, after }: { before: Item | undefined; after: Item }) {
  const all = tellingDifferences(before, after);
  if (all.length === 0) return <Empty title="Nothing differs">It says what is in effect already.</Empty>;
  return <Table label="Differences" columns={kColumns} rows={all} keyOf={({ what }) => what} />;
}
