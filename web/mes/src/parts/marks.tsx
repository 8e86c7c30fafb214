// Small marks that recur: the state of an order, the hold of a lot, the state of a deviation, progress.

import type { Deviation, Lot, Order } from "kit/api/mes_types";
import { Icon } from "kit/components/icons";
import { PriorityShape } from "kit/components/priority_shape";
import { StateShape } from "kit/components/state_shape";
import { formatNumber, percentOf } from "kit/format/number";
import { reasonText } from "kit/format/words";
import { dispositionText, isOpen, kDeviationStates, priorityOf } from "mes/state/words";

/** States of orders that equipment does not have, by the shape that tells the same. */
const kLooksLike: Record<string, string> = {
  Waiting: "Idle",
  Pending: "Idle",
  Dispatched: "Starting",
  Cancelled: "Aborted",
  Closed: "Completed",
};

export function OrderState({ state }: { state: string }) {
  return (
    <span class="mw-state mw-live">
      <StateShape state={kLooksLike[state] ?? state} />
      {state}
    </span>
  );
}

/** Good and scrap of the quantity ordered, scrap hatched. */
export function Progress({ order, wide }: { order: Order; wide?: boolean }) {
  const good = percentOf(order.good, order.quantity);
  const scrap = Math.min(100 - good, percentOf(order.scrap, order.quantity));
  return (
    <div class="mes-progress mw-live" data-wide={wide === true}>
      <div
        class="mw-progress"
        role="progressbar"
        aria-valuenow={Math.round(good)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${good}%` }} />
        <i class="scrap" style={{ width: `${scrap}%` }} />
      </div>
      <span class="mw-num mw-small">{formatNumber(good, good > 0 && good < 10 ? 1 : 0)} %</span>
    </div>
  );
}

export function Disposition({ lot }: { lot: Pick<Lot, "disposition" | "hold_reason"> }) {
  if (lot.disposition === "none") return <span class="mw-muted">–</span>;
  const held = lot.disposition === "held";
  return (
    <span class={`mw-chip${held ? " wrong" : ""}`} title={reasonText(lot.hold_reason) || undefined}>
      {held && <Icon name="lock" size={14} />}
      {dispositionText(lot.disposition)}
    </span>
  );
}

export function DeviationMark({
  deviation,
  size = 22,
}: {
  deviation: Pick<Deviation, "severity" | "state">;
  size?: number;
}) {
  return (
    <PriorityShape
      priority={priorityOf(deviation)}
      unacknowledged={deviation.state === "escalated"}
      returned={!isOpen(deviation)}
      size={size}
    />
  );
}

export function DeviationState({ deviation }: { deviation: Pick<Deviation, "state" | "recovered"> }) {
  const strong = isOpen(deviation);
  return (
    <span class="mw-nowrap">
      {strong ? <strong>{kDeviationStates[deviation.state]}</strong> : kDeviationStates[deviation.state]}
      {deviation.recovered && <span class="mw-muted"> (recovered data)</span>}
    </span>
  );
}
