// Materials: what is there of each, against what open orders need and what is announced; receiving a lot.

import type { Stock } from "kit/api/mes_materials";
import type { Order } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { type Column, Table } from "kit/components/table";
import { Empty, Fault, Loading, PageHead, Panel } from "kit/components/text";
import { amountText } from "kit/format/amount";
import { absoluteTime } from "kit/format/time";
import { count, sentenceCase } from "kit/format/words";
import { now } from "kit/live/clock";
import { query, withQuery } from "kit/router/router";
import { kReceivers, ReceiveLot } from "mes/materials/receive";
import { StockBarView } from "mes/materials/stock_bar";
import { type KnownNeeds, useNeeds } from "mes/materials/use_needs";
import { nextArrival, type StockBar, stockBars } from "mes/state/stock";

const kColumns: Column<StockBar>[] = [
  {
    head: "Material",
    cell: ({ stock }) => (
      <>
        <a class="mes-product" href={withQuery({ show: stock.material })}>
          {stock.name || stock.material}
        </a>
        <div class="mw-muted mw-small">
          {stock.material}, {sentenceCase(stock.kind).toLowerCase()}
        </div>
      </>
    ),
  },
  { head: "There against the need", cell: (bar) => <StockBarView bar={bar} /> },
  {
    head: "May be used",
    kind: "end",
    cell: ({ stock }) => (
      <>
        <strong class="mw-num">{amountText(stock.left, stock.unit)}</strong>
        <div class="mw-muted mw-small">{count(stock.lots, "lot")}</div>
      </>
    ),
  },
  {
    head: "Needed",
    kind: "end",
    wideOnly: true,
    cell: (bar) => (
      <>
        <span class="mw-num">{amountText(bar.needed, bar.stock.unit)}</span>
        <div class="mw-muted mw-small">{bar.orders.length > 0 ? count(bar.orders.length, "order") : ""}</div>
      </>
    ),
  },
  { head: "Held or expired", kind: "end", wideOnly: true, cell: ({ stock }) => <Unusable stock={stock} /> },
  { head: "Arrives", kind: "end", cell: ({ stock }) => <Arrives stock={stock} /> },
];

function Unusable({ stock }: { stock: Stock }) {
  if (stock.held <= 0 && stock.expired <= 0) return <span class="mw-muted">–</span>;
  return (
    <>
      {stock.held > 0 && <div class="mw-num">{amountText(stock.held, stock.unit)} held</div>}
      {stock.expired > 0 && <div class="mw-num">{amountText(stock.expired, stock.unit)} expired</div>}
    </>
  );
}

function Arrives({ stock }: { stock: Stock }) {
  const arrival = nextArrival(stock, now.value);
  if (!arrival) return <span class="mw-muted">–</span>;
  return (
    <>
      <span class="mw-num">{amountText(arrival.quantity, stock.unit)}</span>
      <div class={arrival.overdue ? "mw-small mes-overdue" : "mw-muted mw-small"}>
        {arrival.overdue ? "due since " : ""}
        {absoluteTime(arrival.at, now.value).replace(/(:\d\d):\d\d$/, "$1")}
      </div>
    </>
  );
}

export function MaterialsPage() {
  const stock = useResource<Stock[]>("/api/v1/stock", ["lots", "materials", "orders"]);
  const orders = useResource<Order[]>("/api/v1/orders", ["orders"]);
  const known = useNeeds(orders.data);
  const receiving = query("receive") !== undefined;
  const may = mayAs(kReceivers);
  const bars = stockBars(stock.data ?? [], known.needs);
  return (
    <div class="mw-stack">
      <PageHead
        title="Materials"
        end={
          may ? (
            <a class="mw-button primary" href={withQuery({ receive: receiving ? undefined : "1", show: undefined })}>
              Receive a lot
            </a>
          ) : (
            <button class="mw-button" disabled title="Needs the role operator or planner.">
              Receive a lot
            </button>
          )
        }
      >
        {known.ready && <span class="mw-muted">{needsText(bars, known)}</span>}
      </PageHead>
      {stock.error && <Fault>{stock.error}</Fault>}
      {receiving && may && <ReceiveLot stock={stock.data ?? []} />}
      {!stock.data && !stock.error && <Loading what="Loading the stock" />}
      {stock.data && (
        <Panel title="Stock" end={<Legend />} flush>
          {bars.length === 0 ? (
            <Empty title="No material is bought">Raw and packaging materials of the master data appear here.</Empty>
          ) : (
            <Table
              label="Stock by material"
              columns={kColumns}
              rows={bars}
              keyOf={(bar) => bar.stock.material}
              hrefOf={(bar) => withQuery({ show: bar.stock.material, receive: undefined })}
              selected={query("show")}
            />
          )}
        </Panel>
      )}
    </div>
  );
}

/** What the page comes to, and of which orders it knows. */
function needsText(bars: readonly StockBar[], { asked, open, unknown }: KnownNeeds): string {
  const short = bars.filter((bar) => bar.short > 0).length;
  const of = open > asked ? `the next ${asked} of ${count(open, "open order")}` : count(open, "open order");
  const head = short === 0 ? `Nothing is short for ${of}` : `${count(short, "material")} short for ${of}`;
  return unknown.length === 0 ? head : `${head}; not known of ${unknown.join(", ")}`;
}

function Legend() {
  return (
    <span class="mes-stock-legend mw-small">
      <i class="left" /> may be used <i class="coming" /> announced <i class="need" /> needed
    </span>
  );
}
