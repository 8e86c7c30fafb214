// Does the order add up: what was taken of the lots is in what is good, in what was scrapped, was lost as the bill
// allows, or is on the line still; and its pieces stand on pallets.

import type { Balance, MaterialBalance } from "kit/api/mes_materials";
import { useResource } from "kit/api/resource";
import { type Column, Table } from "kit/components/table";
import { Empty, Panel } from "kit/components/text";
import { amountText } from "kit/format/amount";
import { formatNumber } from "kit/format/number";
import { count } from "kit/format/words";
import { differenceText, shares } from "mes/state/balance";

const kColumns: Column<MaterialBalance>[] = [
  {
    head: "Material",
    kind: "wrap",
    cell: (row) => (
      <>
        {row.name || row.material}
        <div class="mw-muted mw-small">{row.material}</div>
      </>
    ),
  },
  { head: "Taken of lots", kind: "end", cell: (row) => <Amount value={row.in} unit={row.unit} strong /> },
  { head: "", width: "20%", wideOnly: true, cell: (row) => <Bar row={row} /> },
  { head: "In good", kind: "end", cell: (row) => <Amount value={row.out} unit={row.unit} /> },
  { head: "In scrap", kind: "end", wideOnly: true, cell: (row) => <Amount value={row.scrapped} unit={row.unit} /> },
  { head: "Lost", kind: "end", wideOnly: true, cell: (row) => <Amount value={row.lost} unit={row.unit} /> },
  { head: "Rest", kind: "end", cell: (row) => <Rest row={row} /> },
];

function Amount({ value, unit, strong }: { value: number; unit: string; strong?: boolean }) {
  if (value === 0) return <span class="mw-muted">–</span>;
  const text = <span class="mw-num">{amountText(value, unit)}</span>;
  return strong ? <strong>{text}</strong> : text;
}

function Rest({ row }: { row: MaterialBalance }) {
  const said = differenceText(row);
  if (!said) return <span class="mw-muted">–</span>;
  return (
    <>
      <span class="mw-num">{amountText(Math.abs(row.difference), row.unit)}</span>
      <div class={row.difference < 0 ? "mw-small mes-overdue" : "mw-muted mw-small"}>{said}</div>
    </>
  );
}

function Bar({ row }: { row: MaterialBalance }) {
  return (
    <div class="mes-balance" aria-hidden="true">
      {shares(row).map((share) => (
        <i key={share.part} class={share.part} style={{ width: `${share.percent}%` }} />
      ))}
    </div>
  );
}

const Legend = () => (
  <span class="mes-stock-legend mw-small">
    <i class="mes-key good" /> in good <i class="mes-key scrapped" /> in scrap <i class="mes-key lost" /> lost
    <i class="mes-key rest" /> on the line
  </span>
);

/** "12 pallets with 2880, 40 on the one being filled". */
function piecesText(balance: Balance): string {
  const on = `${count(balance.pallets, "pallet")} with ${formatNumber(balance.on_pallets, 0)}`;
  const rest = balance.not_on_pallets;
  if (rest === 0) return on;
  return rest > 0
    ? `${on}, ${formatNumber(rest, 0)} on none yet`
    : `${on}, ${formatNumber(-rest, 0)} of them of the order before`;
}

export function OrderBalance({ order }: { order: string }) {
  const found = useResource<Balance>(`/api/v1/orders/${encodeURIComponent(order)}/balance`, ["orders", "lots"]);
  const balance = found.data;
  if (!balance) return null;
  return (
    <Panel title="Balance" end={<Legend />} flush>
      {balance.materials.length === 0 ? (
        <Empty title="Nothing was taken yet">What the order takes of the lots booked in for it appears here.</Empty>
      ) : (
        <>
          <p class="mes-balance-pieces mw-muted">{piecesText(balance)}</p>
          <Table
            label="Balance by material"
            columns={kColumns}
            rows={balance.materials}
            keyOf={(row) => row.material}
          />
        </>
      )}
    </Panel>
  );
}
