// Lots as a table.

import type { Lot } from "kit/api/mes_types";
import { type Column, Table } from "kit/components/table";
import { Quantity, Time } from "kit/components/text";
import { reasonText, shortId } from "kit/format/words";
import { LotActions } from "mes/parts/lot_actions";
import { Disposition } from "mes/parts/marks";
import { kindText } from "mes/state/words";

const kColumns: Column<Lot>[] = [
  {
    head: "Lot",
    cell: (l) => (
      <a href={`/lots/${encodeURIComponent(l.id)}`} title={l.id}>
        {shortId(l.id)}
      </a>
    ),
  },
  { head: "Kind", cell: (l) => kindText(l.kind) },
  { head: "Material", wideOnly: true, cell: (l) => l.material },
  { head: "Order", cell: (l) => (l.order ? <a href={`/orders/${encodeURIComponent(l.order)}`}>{l.order}</a> : "") },
  { head: "Quantity", kind: "end", cell: (l) => <Quantity value={l.quantity} unit={l.unit} /> },
  { head: "Made", cell: (l) => <Time at={l.from ?? l.created} /> },
  { head: "Disposition", cell: (l) => <Disposition lot={l} /> },
  {
    head: "Why",
    kind: "wrap",
    wideOnly: true,
    cell: (l) => <span class="mw-muted">{reasonText(l.hold_reason)}</span>,
  },
];
const kActionColumn: Column<Lot> = { head: " ", kind: "end", cell: (l) => <LotActions lot={l} small /> };

interface Props {
  lots: readonly Lot[];
  actions?: boolean;
  /** All are of the order that the page is about. */
  ofOrder?: boolean;
}

export function LotTable({ lots, actions, ofOrder }: Props) {
  const shown = ofOrder ? kColumns.filter((c) => c.head !== "Order") : kColumns;
  return (
    <Table
      label="Lots"
      columns={actions ? [...shown, kActionColumn] : shown}
      rows={lots}
      keyOf={(l) => l.id}
      hrefOf={(l) => `/lots/${encodeURIComponent(l.id)}`}
    />
  );
}
