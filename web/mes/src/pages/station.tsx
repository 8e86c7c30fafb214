// The station at a line, for gloved hands: the order that runs, what people count, the lots booked in, what comes next.

import type { EquipmentStatus, Order, OrderDetail, Planned } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Empty, Fault, Loading, PageHead, Panel } from "kit/components/text";
import { formatNumber } from "kit/format/number";
import { unitName } from "kit/format/words";
import { now } from "kit/live/clock";
import { query, withQuery } from "kit/router/router";
import { OrderState, Progress } from "mes/parts/marks";
import { OrderActions } from "mes/parts/order_actions";
import { forecast } from "mes/pages/today";
import { StationMaterials } from "mes/station/materials";
import { beginText, NextOrders } from "mes/station/next_orders";
import { StationReport } from "mes/station/report";
import { jobText } from "mes/state/job_words";
import { lineOrders, linesOf, startsOf } from "mes/state/station";

export function StationPage() {
  const orders = useResource<Order[]>("/api/v1/orders", ["orders"]);
  const equipment = useResource<EquipmentStatus[]>("/api/v1/equipment", ["equipment"]).data ?? [];
  const plan = useResource<Planned[]>("/api/v1/schedule", ["orders", "schedule"]).data ?? [];
  if (!orders.data) return orders.error ? <Fault>{orders.error}</Fault> : <Loading what="Loading the station" />;
  const lines = linesOf(orders.data, equipment);
  const asked = query("line");
  const line = asked && lines.includes(asked) ? asked : (lines[0] ?? "line1");
  const { current, next } = lineOrders(orders.data, line, startsOf(plan));
  const first = current ?? next[0];
  return (
    <div class="mw-stack mes-station">
      <PageHead title={unitName(line)} end={<Lines lines={lines} line={line} />}>
        {current && <OrderState state={current.state} />}
      </PageHead>
      {orders.error && <Fault>{orders.error}</Fault>}
      <div class="mw-columns even">
        <div class="mw-stack mes-station-left">
          {current ? <CurrentOrder id={current.id} key={current.id} /> : <NoOrder next={next[0]} />}
          <NextOrders orders={next.slice(0, 3)} />
        </div>
        {first && <StationMaterials orders={[current, next[0]].filter((o): o is Order => o !== undefined)} />}
      </div>
    </div>
  );
}

function Lines({ lines, line }: { lines: readonly string[]; line: string }) {
  if (lines.length < 2) return null;
  return (
    <nav class="mw-tabs" aria-label="Line">
      {lines.map((each) => (
        <a key={each} href={withQuery({ line: each })} aria-current={each === line ? "page" : undefined}>
          {unitName(each)}
        </a>
      ))}
    </nav>
  );
}

function NoOrder({ next }: { next: Order | undefined }) {
  return (
    <Panel title="Order on the line">
      <Empty title="No order runs">
        {next
          ? `${next.id} is next: book its material in, then ${beginText(next)} below.`
          : "A planner releases one under Orders or sends one from the plan; it then appears here."}
      </Empty>
    </Panel>
  );
}

function CurrentOrder({ id }: { id: string }) {
  const found = useResource<OrderDetail>(`/api/v1/orders/${encodeURIComponent(id)}`, ["orders"]);
  const order = found.data;
  if (!order) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the order" />;
  return (
    <>
      <Panel title="Order on the line" end={<a href={`/orders/${encodeURIComponent(order.id)}`}>All of it</a>}>
        <div class="mes-order">
          <div>
            <h3 class="mes-big">{order.id}</h3>
            <span>{order.description || order.material}</span>
            {order.job && <span class="mw-muted"> · job: {jobText(order.job).toLowerCase()}</span>}
          </div>
          <Progress order={order} wide />
          <dl class="mes-counts">
            <Count label="Target" value={order.quantity} />
            <Count label="Good" value={order.good} strong />
            <Count label="Scrap" value={order.scrap} />
            <Count label="To go" value={Math.max(0, order.quantity - order.good)} />
          </dl>
          <span class="mw-muted mw-live mes-forecast">{order.state === "Running" && forecast(order, now.value)}</span>
          <OrderActions order={order} small only={["start", "resume", "hold", "complete"]} />
        </div>
      </Panel>
      <StationReport order={order} key={order.corrections.length} />
    </>
  );
}

function Count({ label, value, strong }: { label: string; value: number; strong?: boolean }) {
  return (
    <div class={strong ? "strong" : ""}>
      <dt>{label}</dt>
      <dd class="mw-num mw-live">{formatNumber(value, 0)}</dd>
    </div>
  );
}
