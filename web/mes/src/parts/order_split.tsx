// Splitting an order: a part of what is left becomes an order of its own.

import { useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { Order, OrderDetail } from "kit/api/mes_types";
import { refreshShown } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { Fault, Panel } from "kit/components/text";
import { formatNumber, parseNumber } from "kit/format/number";
import { go } from "kit/router/router";

const kRoles = ["planner", "manager", "admin"];

export function OrderSplit({ order }: { order: OrderDetail }) {
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const left = order.quantity - Math.max(order.good, 1);
  const may = mayAs(kRoles) && order.actions.includes("split") && left > 0;
  if (!may && order.parts.length === 0 && !order.split_of) return null;
  const quantity = parseNumber(text);
  const sound = quantity !== undefined && Number.isInteger(quantity) && quantity > 0 && quantity <= left;
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      const path = `/api/v1/orders/${encodeURIComponent(order.id)}/split`;
      const made = await api.post<{ rest: Order; part: Order }>(path, { quantity });
      refreshShown("orders");
      go(`/orders/${encodeURIComponent(made.part.id)}`);
    } catch (cause) {
      setFault(sentenceOf(cause));
    }
  };
  return (
    <Panel title="Split">
      <div class="mes-order">
        {order.split_of && (
          <span>
            Split off <a href={`/orders/${encodeURIComponent(order.split_of)}`}>{order.split_of}</a>
          </span>
        )}
        {order.parts.length > 0 && (
          <span>
            Split off this one:{" "}
            {order.parts.map((id) => (
              <a key={id} class="mes-part" href={`/orders/${encodeURIComponent(id)}`}>
                {id}
              </a>
            ))}
          </span>
        )}
        {may && (
          <form class="mw-stack" onSubmit={(e) => void submit(e)}>
            <label class="mw-field">
              <span>{`To a new order, of the ${formatNumber(left, 0)} that are left`}</span>
              <input
                class="mw-input"
                name="split"
                inputMode="numeric"
                value={text}
                onInput={(e) => setText(e.currentTarget.value)}
              />
            </label>
            {fault && <Fault>{fault}</Fault>}
            <span class="mes-actions">
              <button type="submit" class="mw-button" disabled={!sound}>
                Split off
              </button>
            </span>
          </form>
        )}
      </div>
    </Panel>
  );
}
