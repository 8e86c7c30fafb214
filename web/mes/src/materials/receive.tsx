// Receiving a lot: what came in, from whom, until when it is good, and which announced arrival it was.

import { useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { NewLot, Stock } from "kit/api/mes_materials";
import type { LotDetail } from "kit/api/mes_types";
import { refreshShown } from "kit/api/resource";
import { Fault, Panel } from "kit/components/text";
import { amountText, unitText } from "kit/format/amount";
import { parseNumber } from "kit/format/number";
import { absoluteTime, parseUtc } from "kit/format/time";
import { sentence } from "kit/format/words";
import { now } from "kit/live/clock";
import { go, query, withQuery } from "kit/router/router";
import type { UtcText } from "kit/units";
import { receiptFault } from "mes/state/stock";

export const kReceivers = ["operator", "planner", "manager", "admin"];

const kEmpty = { id: "", quantity: "", supplier: "", supplier_lot: "", expires: "", location: "", arrival: "" };
type Form = typeof kEmpty;

/** A day is good until it ends, by the clock here. */
const endOfDay = (day: string) => new Date(`${day}T23:59:59`).toISOString() as UtcText;

function bodyOf(form: Form, material: string, quantity: number): NewLot {
  const filled = (["id", "supplier", "supplier_lot", "location", "arrival"] as const)
    .map((name) => [name, form[name].trim()] as const)
    .filter(([, text]) => text !== "");
  const expires = form.expires === "" ? {} : { expires: endOfDay(form.expires) };
  return { material, quantity, ...Object.fromEntries(filled), ...expires };
}

export function ReceiveLot({ stock }: { stock: readonly Stock[] }) {
  const asked = query("receive");
  const [chosen, setChosen] = useState<string>();
  const [form, setForm] = useState(kEmpty);
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const material = stock.find((s) => s.material === (chosen ?? asked)) ?? stock[0];
  const quantity = parseNumber(form.quantity);
  const lacks = receiptFault({ material: material?.material ?? "", quantity });
  const set = (name: keyof Form) => (e: { currentTarget: { value: string } }) =>
    setForm({ ...form, [name]: e.currentTarget.value });
  const submit = async (event: Event) => {
    event.preventDefault();
    if (lacks || !material || quantity === undefined) return;
    setBusy(true);
    setFault(undefined);
    try {
      const made = await api.post<LotDetail>("/api/v1/lots", bodyOf(form, material.material, quantity));
      refreshShown("lots");
      go(`/lots/${encodeURIComponent(made.id)}`);
    } catch (cause) {
      setFault(sentence(sentenceOf(cause)));
    } finally {
      setBusy(false);
    }
  };
  const text = (name: keyof Form, label: string, more: object = {}) => (
    <label class="mw-field">
      <span>{label}</span>
      <input class="mw-input" name={name} autocomplete="off" value={form[name]} onInput={set(name)} {...more} />
    </label>
  );
  return (
    <Panel title="Receive a lot">
      <form class="mw-stack" onSubmit={(e) => void submit(e)}>
        <div class="mes-form">
          <label class="mw-field">
            <span>Material</span>
            <select
              class="mw-input"
              name="material"
              value={material?.material ?? ""}
              onChange={(e) => setChosen(e.currentTarget.value)}
            >
              {stock.map((s) => (
                <option key={s.material} value={s.material}>
                  {s.name || s.material}
                </option>
              ))}
            </select>
          </label>
          {text("quantity", `Quantity${material ? `, ${unitText(material.unit)}` : ""}`, {
            inputMode: "decimal",
            autofocus: true,
          })}
          {text("id", "Lot (given by the MES if empty)")}
          {text("supplier", "Supplier")}
          {text("supplier_lot", "Supplier's lot")}
          {text("expires", "Good until (the day's end)", { type: "date" })}
          {text("location", "Where it stands")}
          <Arrivals stock={material} value={form.arrival} onChange={set("arrival")} />
        </div>
        {fault && <Fault>{fault}</Fault>}
        <span class="mes-actions">
          {lacks && form.quantity !== "" && <span class="mw-muted">{lacks}</span>}
          <button type="button" class="mw-button" onClick={() => go(withQuery({ receive: undefined }))}>
            Cancel
          </button>
          <button type="submit" class="mw-button primary" disabled={lacks !== undefined || busy}>
            {busy ? "Asked…" : "Receive"}
          </button>
        </span>
      </form>
    </Panel>
  );
}

interface ArrivalsProps {
  stock: Stock | undefined;
  value: string;
  onChange: (event: { currentTarget: HTMLSelectElement }) => void;
}

function Arrivals({ stock, value, onChange }: ArrivalsProps) {
  const arrivals = stock?.arrivals ?? [];
  return (
    <label class="mw-field">
      <span>Announced as</span>
      <select class="mw-input" name="arrival" value={value} disabled={arrivals.length === 0} onChange={onChange}>
        <option value="">{arrivals.length === 0 ? "Nothing is announced" : "Not announced"}</option>
        {arrivals.map((a) => (
          <option key={a.id} value={a.id}>
            {amountText(a.quantity, stock?.unit ?? "")}, {absoluteTime(parseUtc(a.at), now.value)}
          </option>
        ))}
      </select>
    </label>
  );
}
