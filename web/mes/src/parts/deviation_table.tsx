// Deviations as a table.

import type { Deviation } from "kit/api/mes_types";
import { type Column, Table } from "kit/components/table";
import { Quantity, Time } from "kit/components/text";
import { durationText, parseUtc } from "kit/format/time";
import { unitName } from "kit/format/words";
import { now } from "kit/live/clock";
import { DeviationMark, DeviationState } from "mes/parts/marks";
import { headline } from "mes/state/words";

function lasted(d: Deviation): string {
  const from = parseUtc(d.opened_at);
  return from === undefined ? "" : durationText((parseUtc(d.cleared_at ?? d.closed_at) ?? now.value) - from);
}

const kColumns: Column<Deviation>[] = [
  { head: "", width: "44px", cell: (d) => <DeviationMark deviation={d} /> },
  {
    head: "Deviation",
    kind: "wrap",
    cell: (d) => <a href={`/deviations/${encodeURIComponent(d.id)}`}>{headline(d)}</a>,
  },
  { head: "Unit", wideOnly: true, cell: (d) => unitName(d.equipment) },
  { head: "Value", kind: "end", cell: (d) => <Quantity value={d.value} unit={d.unit} decimals={1} /> },
  {
    head: "Limit",
    kind: "end",
    wideOnly: true,
    cell: (d) => (
      <span class="mw-muted">
        <Quantity value={d.limit_value} unit={d.unit} decimals={1} />
      </span>
    ),
  },
  { head: "Opened", cell: (d) => <Time at={d.opened_at} /> },
  { head: "Lasted", kind: "end", cell: (d) => <span class="mw-num">{lasted(d)}</span> },
  { head: "Lots", kind: "end", cell: (d) => <span class="mw-num">{d.lots.length || ""}</span> },
  { head: "State", cell: (d) => <DeviationState deviation={d} /> },
];

export function DeviationTable({ deviations }: { deviations: readonly Deviation[] }) {
  return (
    <Table
      label="Deviations"
      columns={kColumns}
      rows={deviations}
      keyOf={(d) => d.id}
      hrefOf={(d) => `/deviations/${encodeURIComponent(d.id)}`}
    />
  );
}
