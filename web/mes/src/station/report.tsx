// Good, scrap and the reason on one screen: steps and reasons to press, figures to type, and what will stand then.

import { useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { OrderDetail } from "kit/api/mes_types";
import { refreshShown } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { Icon } from "kit/components/icons";
import { Fault, Panel } from "kit/components/text";
import { formatNumber, parseNumber } from "kit/format/number";
import { uuid } from "kit/live/uuid";
import { kCountRoles, kReasons, signed } from "mes/parts/order_counts";

/** An empty field is nothing said; undefined is no whole number. */
function whole(text: string): number | undefined {
  if (text.trim() === "") return 0;
  const value = parseNumber(text);
  return value !== undefined && Number.isInteger(value) ? value : undefined;
}

export function StationReport({ order }: { order: OrderDetail }) {
  const allowed = order.actions.includes("correct");
  const last = order.corrections.at(-1);
  return (
    <Panel title="Report good and scrap">
      {mayAs(kCountRoles) && allowed ? (
        <Form order={order} />
      ) : (
        <p class="mw-muted">
          {allowed ? "Needs the role operator." : `Nothing can be reported while the order is ${order.state}.`}
        </p>
      )}
      {last && (
        <p class="mw-muted mes-note" role="status">
          Reported last: good {signed(last.good)}, scrap {signed(last.scrap)}, “{last.reason}”, by {last.by}.
        </p>
      )}
    </Panel>
  );
}

function Form({ order }: { order: OrderDetail }) {
  const [texts, setTexts] = useState({ good: "", scrap: "" });
  const [reason, setReason] = useState("");
  const [id] = useState(uuid);
  const [fault, setFault] = useState<string>();
  const [asked, setAsked] = useState(false);
  const good = whole(texts.good);
  const scrap = whole(texts.scrap);
  const sound = good !== undefined && scrap !== undefined && (good !== 0 || scrap !== 0);
  const put = (values: { good?: number; scrap?: number }) => {
    const text = (value: number | undefined, before: string) => (value === undefined ? before : signed(value));
    setTexts({ good: text(values.good, texts.good), scrap: text(values.scrap, texts.scrap) });
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!sound || reason.trim() === "") return;
    setAsked(true);
    setFault(undefined);
    try {
      const body = { id, good, scrap, reason: reason.trim() };
      await api.post(`/api/v1/orders/${encodeURIComponent(order.id)}/correct`, body);
      refreshShown("orders");
    } catch (cause) {
      setFault(sentenceOf(cause));
    } finally {
      setAsked(false);
    }
  };
  return (
    <form class="mw-stack" onSubmit={(e) => void submit(e)}>
      <div class="mes-steppers">
        <Stepper
          label="Good"
          text={texts.good}
          onText={(t) => setTexts({ ...texts, good: t })}
          onStep={(by) => put({ good: (good ?? 0) + by })}
        />
        <Stepper
          label="Scrap"
          text={texts.scrap}
          onText={(t) => setTexts({ ...texts, scrap: t })}
          onStep={(by) => put({ scrap: (scrap ?? 0) + by })}
        />
        <button
          type="button"
          class="mw-button"
          onClick={() => put({ good: (good ?? 0) - 1, scrap: (scrap ?? 0) + 1 })}
          title="One that was counted as good is scrap"
        >
          One good is scrap
        </button>
      </div>
      <Reasons chosen={reason} onChoose={setReason} />
      {fault && <Fault>{fault}</Fault>}
      <div class="mes-record">
        <span class="mw-muted mw-num" aria-live="polite">
          {sound
            ? `${formatNumber(order.good + good, 0)} good, ${formatNumber(order.scrap + scrap, 0)} scrap then`
            : "Say how many more or less, and why"}
        </span>
        <button type="submit" class="mw-button primary" disabled={!sound || reason.trim() === "" || asked}>
          {asked ? "Asked…" : "Record"}
        </button>
      </div>
    </form>
  );
}

interface StepperProps {
  label: string;
  text: string;
  onText: (text: string) => void;
  onStep: (by: number) => void;
}

function Stepper({ label, text, onText, onStep }: StepperProps) {
  const name = label.toLowerCase();
  return (
    <div class="mes-stepper" role="group" aria-label={`${label}, more or less`}>
      <span class="label">{label}</span>
      <button type="button" class="mw-button icon" aria-label={`One ${name} less`} onClick={() => onStep(-1)}>
        <Icon name="minus" />
      </button>
      <input
        class="mw-input mw-num"
        name={name}
        aria-label={`${label}, more or less`}
        aria-invalid={whole(text) === undefined}
        placeholder="±0"
        autocomplete="off"
        value={text}
        onInput={(e) => onText(e.currentTarget.value)}
      />
      <button type="button" class="mw-button icon" aria-label={`One ${name} more`} onClick={() => onStep(1)}>
        <Icon name="plus" />
      </button>
    </div>
  );
}

function Reasons({ chosen, onChoose }: { chosen: string; onChoose: (reason: string) => void }) {
  return (
    <div class="mes-reasons" role="group" aria-label="Reason">
      {kReasons.map((reason) => (
        <button
          key={reason}
          type="button"
          class="mw-button"
          aria-pressed={chosen === reason}
          onClick={() => onChoose(chosen === reason ? "" : reason)}
        >
          {reason}
        </button>
      ))}
      <input
        class="mw-input"
        name="reason"
        aria-label="Another reason"
        placeholder="Another reason"
        autocomplete="off"
        value={kReasons.includes(chosen) ? "" : chosen}
        onInput={(e) => onChoose(e.currentTarget.value)}
      />
    </div>
  );
}
