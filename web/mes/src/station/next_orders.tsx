// The orders that come to the line next; the first can be started where the line is free for it.

import type { Order } from "kit/api/mes_types";
import { Empty, Panel, Quantity, Time } from "kit/components/text";
import { OrderState } from "mes/parts/marks";
import { OrderActions } from "mes/parts/order_actions";

/** What was only planned is sent to the line, which begins it; what the line knows or a planner released is started. */
const isSent = (order: Order) => order.state === "Pending";
export const beginText = (order: Order) => (isSent(order) ? "send it to the line" : "start it");

export function NextOrders({ orders }: { orders: readonly Order[] }) {
  return (
    <Panel title="Next" flush>
      {orders.length === 0 ? (
        <Empty title="Nothing comes next">What is released or planned for this line appears here.</Empty>
      ) : (
        <ul class="mes-list">
          {orders.map((order) => (
            <li key={order.id}>
              <span class="what">
                <a href={`/orders/${encodeURIComponent(order.id)}`}>{order.id}</a>
                <span>{order.description || order.material}</span>
                <span class="mw-muted mw-small">
                  <Quantity value={order.quantity} unit={order.unit} />
                  {order.due && (
                    <>
                      , due <Time at={order.due} minutes />
                    </>
                  )}
                </span>
              </span>
              <OrderState state={order.state} />
              <OrderActions order={order} small only={[isSent(order) ? "dispatch" : "start"]} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
