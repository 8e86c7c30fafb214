// The plan as a table: what is on the line and what comes, with its times, how late it is and why; then what has no
// place in the plan.

import type { Order } from "kit/api/mes_types";
import { PriorityShape } from "kit/components/priority_shape";
import { type Column, Table } from "kit/components/table";
import { Time } from "kit/components/text";
import { absoluteTime } from "kit/format/time";
import { unitName } from "kit/format/words";
import { now } from "kit/live/clock";
import { OrderActions } from "mes/parts/order_actions";
import { OrderState } from "mes/parts/marks";
import { type Bar, isLate, latenessText, minutesText, type Unplaced, whyText } from "mes/state/plan";

interface Row {
  order: Order;
  bar?: Bar;
  why: string;
}

/** A time of the plan, to the minute. */
function Minute({ at }: { at: number | undefined }) {
  const text = at === undefined ? "–" : absoluteTime(at, now.value).replace(/(:\d\d):\d\d$/, "$1");
  return <span class="mw-num">{text}</span>;
}

function Lateness({ row: { bar, why } }: { row: Row }) {
  const reason = whyText(why, now.value);
  return (
    <>
      {bar && isLate(bar) ? (
        <strong class="mes-late mw-nowrap">
          <PriorityShape priority={2} size={18} />
          {latenessText(bar)}
        </strong>
      ) : (
        <span>{bar ? latenessText(bar) : "No place in the plan"}</span>
      )}
      {reason !== "" && <div class="mw-muted mw-small mes-why">{reason}</div>}
    </>
  );
}

const kColumns: Column<Row>[] = [
  {
    head: "Order",
    cell: ({ order }) => (
      <>
        <a href={`/orders/${encodeURIComponent(order.id)}`}>{order.id}</a>
        <div class="mw-muted mw-small mes-product">{order.description || order.material}</div>
      </>
    ),
  },
  { head: "Line", wideOnly: true, cell: ({ order }) => unitName(order.equipment) },
  { head: "State", wideOnly: true, cell: ({ order }) => <OrderState state={order.state} /> },
  {
    head: "Changeover",
    kind: "end",
    wideOnly: true,
    cell: ({ bar }) => (
      <span class="mw-num">{bar && bar.start > bar.setup ? minutesText(bar.start - bar.setup) : "–"}</span>
    ),
  },
  { head: "Start", wideOnly: true, cell: ({ bar }) => <Minute at={bar?.start} /> },
  {
    head: "Finish",
    cell: ({ order, bar }) => (
      <>
        <Minute at={bar?.open ? undefined : bar?.end} />
        {bar && (
          <div class="mw-muted mw-small mes-narrow">
            from <Minute at={bar.start} />
          </div>
        )}
        {order.due && (
          <div class="mw-muted mw-small">
            due <Time at={order.due} minutes />
          </div>
        )}
      </>
    ),
  },
  { head: "Lateness", kind: "wrap", cell: (row) => <Lateness row={row} /> },
  { head: " ", kind: "end", cell: ({ order }) => <OrderActions order={order} small only={["dispatch"]} /> },
];

export function PlanTable({ bars, unplaced }: { bars: readonly Bar[]; unplaced: readonly Unplaced[] }) {
  const coming = bars.filter((bar) => bar.kind !== "made");
  const rows: Row[] = [
    ...coming.map((bar) => ({ order: bar.order, bar, why: bar.why })),
    ...unplaced.map(({ order, why }) => ({ order, why })),
  ];
  return <Table label="Plan" columns={kColumns} rows={rows} keyOf={({ order }) => order.id} />;
}
