// One material in the drawer: its stock, the lots of it that are left, what is announced, and announcing more.

import { useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { Stock } from "kit/api/mes_materials";
import type { Lot, LotDetail } from "kit/api/mes_types";
import { refreshShown, useResource } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { Drawer } from "kit/components/drawer";
import { Fault, Loading, Time } from "kit/components/text";
import { amountText, unitText } from "kit/format/amount";
import { parseNumber } from "kit/format/number";
import { count, sentence } from "kit/format/words";
import { now } from "kit/live/clock";
import { withQuery } from "kit/router/router";
import { kReceivers } from "mes/materials/receive";
import { Disposition } from "mes/parts/marks";
import { expiryText } from "mes/state/station";

/** Each is asked for on its own, for what is left of it. */
const kMostLots = 25;

export function MaterialDrawer({ id }: { id: string }) {
  const all = useResource<Stock[]>("/api/v1/stock", ["lots", "materials", "orders"]);
  const lots = useResource<Lot[]>(`/api/v1/lots?material=${encodeURIComponent(id)}`, ["lots", "materials"]);
  const stock = all.data?.find((s) => s.material === id);
  const received = (lots.data ?? []).filter((l) => l.kind === "received" && l.material === id);
  return (
    <Drawer
      label={`Material ${id}`}
      title={
        <>
          <h2>{stock?.name ?? id}</h2>
          <span class="mw-muted mw-small">{id}</span>
        </>
      }
    >
      {all.error && <Fault>{all.error}</Fault>}
      {!stock && !all.error && <Loading what="Loading the material" />}
      {all.data && !stock && <section>There is no bought material {id}.</section>}
      {stock && <Figures stock={stock} />}
      {stock && <Arrivals stock={stock} />}
      <section>
        <h2>{received.length === 0 ? "Lots" : count(received.length, "lot")}</h2>
        {lots.error && <Fault>{lots.error}</Fault>}
        {lots.data && received.length === 0 && <p class="mw-muted">None was received yet.</p>}
        <ul class="mes-drawer-list">
          {received.slice(0, kMostLots).map((lot) => (
            <ReceivedLot key={lot.id} lot={lot} />
          ))}
        </ul>
        {received.length > kMostLots && <p class="mw-muted">The newest {kMostLots} are shown.</p>}
      </section>
    </Drawer>
  );
}

function Figures({ stock }: { stock: Stock }) {
  const amount = (value: number) => <dd class="mw-num">{amountText(value, stock.unit)}</dd>;
  return (
    <section>
      <dl class="mw-facts">
        <dt>May be used</dt>
        {amount(stock.left)}
        <dt>Held</dt>
        {amount(stock.held)}
        <dt>Expired</dt>
        {amount(stock.expired)}
      </dl>
      {mayAs(kReceivers) && (
        <a class="mw-button" href={withQuery({ receive: stock.material, show: undefined })}>
          Receive a lot
        </a>
      )}
    </section>
  );
}

function ReceivedLot({ lot }: { lot: Lot }) {
  const detail = useResource<LotDetail>(`/api/v1/lots/${encodeURIComponent(lot.id)}`, ["lots"]).data;
  const received = detail?.received;
  const expires = expiryText(received?.expires, now.value);
  return (
    <li>
      <span class="what">
        <a href={`/lots/${encodeURIComponent(lot.id)}`}>{lot.id}</a>
        <span class="mw-muted mw-small">
          {received?.supplier ? `${received.supplier}, ` : ""}
          <Time at={received?.received ?? lot.created} minutes />
        </span>
        {expires && <strong class="mw-small">{expires}</strong>}
      </span>
      {lot.disposition !== "none" && <Disposition lot={lot} />}
      <span class="mw-num amount">
        {received ? amountText(received.left, lot.unit) : ""}
        <span class="mw-muted mw-small"> of {amountText(lot.quantity, lot.unit)}</span>
      </span>
    </li>
  );
}

function Arrivals({ stock }: { stock: Stock }) {
  const may = mayAs(kReceivers);
  const cancel = async (id: string) => {
    await api.post(`/api/v1/arrivals/${encodeURIComponent(id)}/cancel`);
    refreshShown("materials");
  };
  return (
    <section>
      <h2>Announced</h2>
      <ul class="mes-drawer-list">
        {stock.arrivals.map((a) => (
          <li key={a.id}>
            <span class="what">
              <span class="mw-num">{amountText(a.quantity, stock.unit)}</span>
              <span class="mw-muted mw-small">
                <Time at={a.at} minutes />
              </span>
            </span>
            <ActionButton small disabled={!may} run={() => cancel(a.id)}>
              Cancel
            </ActionButton>
          </li>
        ))}
      </ul>
      {may && <Announce stock={stock} key={stock.arrivals.length} />}
    </section>
  );
}

function Announce({ stock }: { stock: Stock }) {
  const [form, setForm] = useState({ quantity: "", at: "" });
  const [fault, setFault] = useState<string>();
  const quantity = parseNumber(form.quantity);
  const sound = quantity !== undefined && quantity > 0 && form.at !== "";
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      const at = new Date(form.at).toISOString();
      await api.post("/api/v1/arrivals", { material: stock.material, quantity, at });
      refreshShown("materials");
    } catch (cause) {
      setFault(sentence(sentenceOf(cause)));
    }
  };
  return (
    <form class="mes-announce" onSubmit={(e) => void submit(e)}>
      <label class="mw-field">
        <span>More, {unitText(stock.unit)}</span>
        <input
          class="mw-input"
          name="announced"
          inputMode="decimal"
          value={form.quantity}
          onInput={(e) => setForm({ ...form, quantity: e.currentTarget.value })}
        />
      </label>
      <label class="mw-field">
        <span>Arrives</span>
        <input
          class="mw-input"
          type="datetime-local"
          name="arrives"
          value={form.at}
          onInput={(e) => setForm({ ...form, at: e.currentTarget.value })}
        />
      </label>
      <button type="submit" class="mw-button" disabled={!sound}>
        Announce
      </button>
      {fault && <Fault>{fault}</Fault>}
    </form>
  );
}
