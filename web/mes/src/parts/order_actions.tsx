// What may be done with an order now. What cannot be taken back is asked about first, with its reason.

import type { Order } from "kit/api/mes_types";
import { api } from "kit/api/client";
import { refreshShown } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { confirm } from "kit/components/confirm";
import { actionsOf, kActionText, kIrreversible, type OrderAction } from "mes/state/words";

const kRoles: Record<OrderAction, string[]> = {
  release: ["planner", "manager", "admin"],
  start: ["planner", "manager", "admin", "operator"],
  hold: ["planner", "manager", "admin"],
  complete: ["planner", "manager", "admin", "operator"],
  abort: ["planner", "manager", "admin"],
};

async function ask(order: Order, action: OrderAction): Promise<void> {
  const warning = kIrreversible[action];
  let reason = "";
  if (warning || action === "hold") {
    const answer = await confirm({
      title: `${kActionText[action]} order ${order.id}`,
      text: warning ?? "Counting stops until the order is started again.",
      action: kActionText[action],
      reason: action === "complete" ? "Remark (optional)" : "Reason",
      reasonRequired: action !== "complete",
    });
    if (answer === undefined) return;
    reason = answer;
  }
  await api.post(`/api/v1/orders/${encodeURIComponent(order.id)}/${action}`, reason === "" ? {} : { reason });
  refreshShown("orders");
}

export function OrderActions({ order, small }: { order: Order; small?: boolean }) {
  const all = actionsOf(order).filter((action) => !small || action !== "abort");
  return (
    <span class="mes-actions">
      {all.map((action) => {
        const may = mayAs(kRoles[action]);
        return (
          <ActionButton
            key={action}
            small={small === true}
            primary={!small && (action === "release" || action === "start")}
            disabled={!may}
            why={may ? undefined : `Needs the role ${kRoles[action].slice(0, 2).join(" or ")}.`}
            run={() => ask(order, action)}
          >
            {kActionText[action]}
          </ActionButton>
        );
      })}
    </span>
  );
}
