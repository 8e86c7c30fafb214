// What may be done with an order now. What cannot be taken back is asked about first, with its reason.

import type { Order, OrderDetail } from "kit/api/mes_types";
import { api } from "kit/api/client";
import { refreshShown } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { confirm } from "kit/components/confirm";
import { formatNumber } from "kit/format/number";
import { unitName } from "kit/format/words";
import { hasJob } from "mes/state/job_words";
import { actionsOf, kActionText, kIrreversible, type OrderAction, wantsReason } from "mes/state/words";

const kPlanners = ["planner", "manager", "admin"];
const kLinePeople = [...kPlanners, "operator"];
const kRoles: Record<OrderAction, string[]> = {
  dispatch: kLinePeople,
  release: kPlanners,
  start: kLinePeople,
  resume: kLinePeople,
  hold: kPlanners,
  complete: kLinePeople,
  cancel: kPlanners,
  abort: kPlanners,
  close: kPlanners,
};

const shortText = (order: Order) =>
  `${formatNumber(order.good, 0)} good of ${formatNumber(order.quantity, 0)} is below its tolerance: ` +
  `${formatNumber(order.fewest, 0)} is the least. `;

const post = async (order: Order, action: OrderAction, reason: string) => {
  await api.post(`/api/v1/orders/${encodeURIComponent(order.id)}/${action}`, reason === "" ? {} : { reason });
  refreshShown("orders");
};

/** The order becomes a job on its line. */
async function sendToLine(order: Order): Promise<void> {
  const what = `${formatNumber(order.quantity, 0)} ${order.unit} of ${order.description || order.material}`;
  const answer = await confirm({
    title: `Send order ${order.id} to ${unitName(order.equipment)}`,
    text: `${what}: the line gets them as a job with the recipe, and begins it once no other job has the line.`,
    action: kActionText.dispatch,
    reason: "Remark (optional)",
  });
  if (answer !== undefined) await post(order, "dispatch", answer);
}

async function ask(order: Order, action: OrderAction): Promise<void> {
  if (action === "dispatch") return sendToLine(order);
  const warning = kIrreversible[action];
  let reason = "";
  if (warning || action === "hold") {
    const needed = wantsReason(order, action);
    const short = action === "complete" && needed ? shortText(order) : "";
    const answer = await confirm({
      title: `${action === "cancel" ? "Cancel" : kActionText[action]} order ${order.id}`,
      text: short + (warning ?? "Counting stops until the order is started again."),
      action: kActionText[action],
      reason: needed ? "Reason" : "Remark (optional)",
      reasonRequired: needed,
    });
    if (answer === undefined) return;
    reason = answer;
  }
  return post(order, action, reason);
}

/** Not offered in lists, where a slip of the finger is near; orders are sent to lines where their plan is seen. */
const kRare: OrderAction[] = ["dispatch", "abort", "cancel", "close"];

interface Props {
  /** With its job, where that is known: what the line has is not sent again. */
  order: Order & Pick<Partial<OrderDetail>, "job">;
  small?: boolean;
  /** These alone, as far as the order's state allows them. */
  only?: readonly OrderAction[];
}

export function OrderActions({ order, small, only }: Props) {
  const all = actionsOf(order)
    .filter((action) => (only ? only.includes(action) : !small || !kRare.includes(action)))
    .filter((action) => action !== "dispatch" || !hasJob(order));
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
