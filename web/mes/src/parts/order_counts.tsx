// What people say about an order's counts: good, scrap and a reason on one screen, and what was said before.

import { useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { Correction, Order, OrderDetail } from "kit/api/mes_types";
import { refreshShown } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { Fault, Panel, Time } from "kit/components/text";
import { formatNumber, parseNumber } from "kit/format/number";
import { uuid } from "kit/live/uuid";

export const kCountRoles = ["planner", "manager", "admin", "operator"];
export const kReasons = ["Fell off the line", "Damaged", "Sample for the laboratory", "Wrong label", "Counted by hand"];

export const signed = (value: number) => (value > 0 ? "+" : value < 0 ? "−" : "") + formatNumber(Math.abs(value), 0);

export function OrderCounts({ order }: { order: OrderDetail }) {
  const may = mayAs(kCountRoles) && order.actions.includes("correct");
  const why = order.actions.includes("correct")
    ? "Needs the role operator."
    : `Nothing can be corrected while the order is ${order.state}.`;
  return (
    <Panel title="Correct the counts">
      <div class="mes-order">
        {may ? <CorrectionForm order={order} key={order.corrections.length} /> : <p class="mw-muted">{why}</p>}
        {order.corrections.length > 0 && (
          <ul class="mes-list">
            {[...order.corrections].reverse().map((row) => (
              <CorrectionRow key={row.id} row={row} />
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function CorrectionRow({ row }: { row: Correction }) {
  const parts = [row.good !== 0 && `good ${signed(row.good)}`, row.scrap !== 0 && `scrap ${signed(row.scrap)}`];
  return (
    <li>
      <span class="what">
        <span class="mw-num">{parts.filter(Boolean).join(", ")}</span>
        <span class="mw-muted mw-small">
          {row.reason} · {row.by}
        </span>
      </span>
      <Time at={row.time} />
    </li>
  );
}

function CorrectionForm({ order }: { order: Order }) {
  const [form, setForm] = useState({ good: "", scrap: "", reason: "" });
  const [id] = useState(uuid);
  const [fault, setFault] = useState<string>();
  const [asked, setAsked] = useState(false);
  const set = (name: keyof typeof form) => (e: { currentTarget: { value: string } }) =>
    setForm({ ...form, [name]: e.currentTarget.value });
  const number = (text: string) => (text.trim() === "" ? 0 : parseNumber(text.replace("−", "-")));
  const good = number(form.good);
  const scrap = number(form.scrap);
  const sound = Number.isInteger(good) && Number.isInteger(scrap) && (good !== 0 || scrap !== 0);
  const submit = async (event: Event) => {
    event.preventDefault();
    setAsked(true);
    try {
      const reason = form.reason.trim();
      await api.post(`/api/v1/orders/${encodeURIComponent(order.id)}/correct`, { id, good, scrap, reason });
      refreshShown("orders");
    } catch (cause) {
      setFault(sentenceOf(cause));
    } finally {
      setAsked(false);
    }
  };
  return (
    <form class="mw-stack" onSubmit={(e) => void submit(e)}>
      <div class="mes-form">
        <label class="mw-field">
          <span>Good, more or less</span>
          <input class="mw-input" name="good" placeholder="±0" value={form.good} onInput={set("good")} />
        </label>
        <label class="mw-field">
          <span>Scrap, more or less</span>
          <input class="mw-input" name="scrap" placeholder="±0" value={form.scrap} onInput={set("scrap")} />
        </label>
        <label class="mw-field">
          <span>Reason</span>
          <input class="mw-input" name="reason" list="mes-reasons" value={form.reason} onInput={set("reason")} />
          <datalist id="mes-reasons">
            {kReasons.map((reason) => (
              <option key={reason} value={reason} />
            ))}
          </datalist>
        </label>
      </div>
      {fault && <Fault>{fault}</Fault>}
      <span class="mes-actions">
        {sound && good !== undefined && scrap !== undefined && (
          <span class="mw-muted mw-num">
            {formatNumber(order.good + good, 0)} good, {formatNumber(order.scrap + scrap, 0)} scrap
          </span>
        )}
        <button type="submit" class="mw-button primary" disabled={!sound || form.reason.trim() === "" || asked}>
          Record
        </button>
      </span>
    </form>
  );
}
