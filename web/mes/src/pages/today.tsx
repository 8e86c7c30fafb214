// The day at a glance: the order that runs, what is open, what waits for a person, what is held, and the line.

import type { Deviation, EquipmentStatus, Lot, Order, Routing, Task } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { StateShape } from "kit/components/state_shape";
import { Empty, Fault, PageHead, Panel, Quantity, Time } from "kit/components/text";
import { clockTime, durationText, parseUtc } from "kit/format/time";
import { qualityClass } from "kit/format/quality";
import { count, stateText, stopReason, unitName } from "kit/format/words";
import { now } from "kit/live/clock";
import { DeviationMark, DeviationState, OrderState, Progress } from "mes/parts/marks";
import { LotTable } from "mes/parts/lot_table";
import { OrderActions } from "mes/parts/order_actions";
import { TaskList } from "mes/parts/task_list";
import { inFlowOrder } from "mes/state/flow";
import { compareOrders, compareUrgency, headline, isOpen } from "mes/state/words";

export function TodayPage() {
  const orders = useResource<Order[]>("/api/v1/orders", ["orders"]);
  const fault = orders.error && !orders.data;
  return (
    <div class="mw-stack">
      <PageHead title="Today">
        <span class="mw-muted">
          {new Date(now.value).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" })}
        </span>
      </PageHead>
      {fault && <Fault>{orders.error}</Fault>}
      <LineStrip />
      <div class="mw-columns even">
        <div class="mw-stack">
          <RunningOrder orders={orders.data ?? []} />
          <OpenTasks />
        </div>
        <div class="mw-stack">
          <OpenDeviations />
          <NextOrders orders={orders.data ?? []} />
        </div>
      </div>
      <Holds />
    </div>
  );
}

function LineStrip() {
  const equipment = useResource<EquipmentStatus[]>("/api/v1/equipment", ["equipment"]).data;
  const routings = useResource<Routing[]>("/api/v1/routings").data ?? [];
  if (!equipment || equipment.length === 0) return null;
  return (
    <section class="mw-panel mes-units" aria-label="State of the line">
      {inFlowOrder(equipment, routings).map((e) => {
        const known = qualityClass(e.quality) !== "bad";
        return (
          <div key={e.path} class="mw-live" title={`since ${clockTime(parseUtc(e.time))}`}>
            <StateShape state={known ? e.state : undefined} size={22} />
            <span>
              <strong class="mw-ellipsis">{unitName(e.path)}</strong>
              <span class="mw-muted mw-small">{known ? stateText(e.state, stopReason(e.stop_code)) : "Unknown"}</span>
            </span>
          </div>
        );
      })}
    </section>
  );
}

/** When the order will be full at its pace so far, as a sentence. */
export function forecast(order: Order, at: number): string {
  const started = parseUtc(order.started);
  const left = order.quantity - order.good;
  if (left <= 0) return "Quantity reached.";
  if (started === undefined || order.good <= 0 || at - started < 60_000) return "";
  const need = (left * (at - started)) / order.good;
  const due = parseUtc(order.due);
  const late = due === undefined ? 0 : at + need - due;
  return `Full in about ${durationText(need)}${late > 0 ? `, ${durationText(late)} after it is due` : ""}.`;
}

function RunningOrder({ orders }: { orders: readonly Order[] }) {
  const order = orders.find((o) => o.state === "Running") ?? orders.find((o) => o.state === "Held");
  if (!order) {
    return (
      <Panel title="Running order">
        <Empty title="No order runs">Release and start one under Orders; its counts then appear here.</Empty>
      </Panel>
    );
  }
  return (
    <Panel title="Running order" end={<OrderState state={order.state} />}>
      <div class="mes-order">
        <div class="row">
          <div>
            <h3>
              <a href={`/orders/${encodeURIComponent(order.id)}`}>{order.id}</a>
            </h3>
            <span class="mw-muted">{order.description || order.material}</span>
          </div>
          <OrderActions order={order} small />
        </div>
        <Progress order={order} wide />
        <dl class="mes-figures">
          <div>
            <dt>Good</dt>
            <dd>
              <Quantity value={order.good} />
            </dd>
          </div>
          <div>
            <dt>Of</dt>
            <dd>
              <Quantity value={order.quantity} unit={order.unit} />
            </dd>
          </div>
          <div>
            <dt>Scrap</dt>
            <dd>
              <Quantity value={order.scrap} />
            </dd>
          </div>
          <div>
            <dt>Due</dt>
            <dd>
              <Time at={order.due} minutes />
            </dd>
          </div>
        </dl>
        <span class="mw-muted mw-live">{forecast(order, now.value)}</span>
      </div>
    </Panel>
  );
}

function NextOrders({ orders }: { orders: readonly Order[] }) {
  const next = orders
    .filter((o) => o.state === "Ready" || o.state === "Waiting")
    .sort(compareOrders)
    .slice(0, 4);
  return (
    <Panel title="Next orders" flush end={<a href="/orders">All orders</a>}>
      {next.length === 0 ? (
        <Empty title="No orders wait">Create one under Orders.</Empty>
      ) : (
        <ul class="mes-list">
          {next.map((order) => (
            <li key={order.id}>
              <StateShape state="Idle" />
              <span class="what">
                <a href={`/orders/${encodeURIComponent(order.id)}`}>{order.id}</a>
                <span class="mw-muted mw-small">
                  {order.description || order.material}, due <Time at={order.due} minutes />
                </span>
              </span>
              <Quantity value={order.quantity} unit={order.unit} />
              <span class="mw-muted">{order.state}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OpenDeviations() {
  const open = useResource<Deviation[]>("/api/v1/deviations", ["deviations"]).data ?? [];
  const newest = [...open].sort((a, b) => b.opened_at.localeCompare(a.opened_at));
  const shown = [...newest.filter(isOpen).sort(compareUrgency), ...newest.filter((d) => d.state === "corrected")].slice(
    0,
    4,
  );
  return (
    <Panel title="Deviations" flush end={<a href="/deviations">All deviations</a>}>
      {shown.length === 0 ? (
        <Empty title="No open deviation">
          When a value stays beyond its limit, the deviation and its story appear here.
        </Empty>
      ) : (
        <ul class="mes-list">
          {shown.map((d) => (
            <li key={d.id}>
              <DeviationMark deviation={d} />
              <span class="what">
                <a href={`/deviations/${encodeURIComponent(d.id)}`}>{headline(d)}</a>
                <span class="mw-muted mw-small">
                  {unitName(d.equipment)}, <Time at={d.opened_at} relative />
                </span>
              </span>
              <DeviationState deviation={d} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OpenTasks() {
  const tasks = useResource<Task[]>("/api/v1/tasks?state=open", ["tasks"]).data ?? [];
  return (
    <Panel title="Waits for a person" flush end={<a href="/tasks">All tasks</a>}>
      <TaskList tasks={tasks} linked empty="When a workflow needs a decision, the task appears here." />
    </Panel>
  );
}

function Holds() {
  const held = useResource<Lot[]>("/api/v1/holds", ["lots"]).data ?? [];
  return (
    <Panel
      title={held.length === 0 ? "Held lots" : count(held.length, "held lot")}
      flush
      end={<a href="/lots?disposition=held">All held lots</a>}
    >
      {held.length === 0 ? (
        <Empty title="Nothing is held">
          Lots touched by a deviation are held until quality releases or rejects them.
        </Empty>
      ) : (
        <LotTable lots={held.slice(0, 8)} actions />
      )}
    </Panel>
  );
}
