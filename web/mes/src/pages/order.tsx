// One order: its state and counts, what may be done with it, and the lots made for it.

import type { Lot, OrderDetail } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Empty, Fault, Loading, PageHead, Panel, Quantity, Time } from "kit/components/text";
import { count, unitName } from "kit/format/words";
import { now } from "kit/live/clock";
import { LotTable } from "mes/parts/lot_table";
import { OrderState, Progress } from "mes/parts/marks";
import { OrderBalance } from "mes/parts/order_balance";
import { OrderActions } from "mes/parts/order_actions";
import { OrderCounts, signed } from "mes/parts/order_counts";
import { OrderJobPanels } from "mes/parts/order_job";
import { OrderSplit } from "mes/parts/order_split";
import { forecast } from "mes/pages/today";
import { toleranceText } from "mes/state/words";

export function OrderPage({ id }: { id: string }) {
  const found = useResource<OrderDetail>(`/api/v1/orders/${encodeURIComponent(id)}`, ["orders"]);
  const lots = useResource<Lot[]>(`/api/v1/lots?order=${encodeURIComponent(id)}`, ["lots"]).data ?? [];
  const order = found.data;
  if (found.missing)
    return <Empty title={`No order ${id}`}>It may have been typed wrongly. All orders are under Orders.</Empty>;
  if (!order) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the order" />;
  return (
    <div class="mw-stack">
      <PageHead title={`Order ${order.id}`} end={<OrderActions order={order} />}>
        <OrderState state={order.state} />
        {order.standing === "above" && <span class="mw-chip wrong">Above its tolerance</span>}
      </PageHead>
      <div class="mw-columns">
        <Panel title="Progress">
          <div class="mes-order">
            <Progress order={order} wide />
            <dl class="mes-figures">
              <Figure label="Good" value={order.good} corrected={order.corrected_good} />
              <Figure label="Scrap" value={order.scrap} corrected={order.corrected_scrap} />
              <Figure label="Of" value={order.quantity} unit={order.unit} />
            </dl>
            {order.state === "Running" && <span class="mw-muted mw-live">{forecast(order, now.value)}</span>}
          </div>
        </Panel>
        <Panel title="Order">
          <dl class="mw-facts">
            <dt>Material</dt>
            <dd>
              {order.description} <span class="mw-muted">{order.material}</span>
            </dd>
            <dt>Tolerance</dt>
            <dd>{toleranceText(order)}</dd>
            {order.request && <dt>Request</dt>}
            {order.request && <dd>{order.request}</dd>}
            <dt>Line</dt>
            <dd>{unitName(order.equipment)}</dd>
            <dt>Due</dt>
            <dd>
              <Time at={order.due} minutes />
            </dd>
            <dt>Priority</dt>
            <dd>{order.priority}</dd>
            <dt>Created</dt>
            <dd>
              <Time at={order.created} />
            </dd>
            <dt>Started</dt>
            <dd>
              <Time at={order.started} />
            </dd>
            <dt>Completed</dt>
            <dd>
              <Time at={order.completed} />
            </dd>
          </dl>
        </Panel>
      </div>
      <OrderJobPanels order={order} />
      {order.started && <OrderBalance order={order.id} />}
      <div class="mw-columns">
        <OrderCounts order={order} />
        <OrderSplit order={order} />
      </div>
      <Panel title={lots.length === 0 ? "Lots" : count(lots.length, "lot")} flush>
        {lots.length === 0 ? (
          <Empty title="No lots yet">Batches and pallets made while the order runs appear here.</Empty>
        ) : (
          <LotTable lots={lots} ofOrder />
        )}
      </Panel>
    </div>
  );
}

interface FigureProps {
  label: string;
  value: number;
  unit?: string;
  corrected?: number;
}

function Figure({ label, value, unit, corrected }: FigureProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Quantity value={value} {...(unit ? { unit } : {})} />
      </dd>
      {corrected ? <dt>{signed(corrected)} by people</dt> : null}
    </div>
  );
}
