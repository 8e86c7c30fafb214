// The lots booked in for an order, material by material, with what is left and whether it is enough; and the field that
// a scanner types into.

import { useState } from "preact/hooks";
import { api } from "kit/api/client";
import type { BookedLot, OrderMaterial } from "kit/api/mes_materials";
import type { Order } from "kit/api/mes_types";
import { refreshShown, useResource } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { Icon } from "kit/components/icons";
import { Empty, Fault, Loading, Panel, Time } from "kit/components/text";
import { amountText } from "kit/format/amount";
import { unitName } from "kit/format/words";
import { now } from "kit/live/clock";
import { kCountRoles } from "mes/parts/order_counts";
import { byNeed, expiryText, materialsText, sufficiency } from "mes/state/station";
import { ScanField } from "mes/station/scan_field";

const pathOf = (order: string) => `/api/v1/orders/${encodeURIComponent(order)}`;

/** What was booked in shows at once, wherever it is shown. */
function refreshMaterials(): void {
  for (const topic of ["lots", "orders"]) refreshShown(topic);
}

/** Of the order on the line, or of the next one so that it can be prepared. */
export function StationMaterials({ orders }: { orders: readonly Order[] }) {
  const [chosen, setChosen] = useState<string>();
  const order = orders.find((o) => o.id === chosen) ?? orders[0]!;
  return (
    <Panel title={`Material for ${order.id}`} end={<Choice orders={orders} order={order} onChoose={setChosen} />}>
      <Materials order={order.id} key={order.id} />
    </Panel>
  );
}

interface ChoiceProps {
  orders: readonly Order[];
  order: Order;
  onChoose: (id: string) => void;
}

function Choice({ orders, order, onChoose }: ChoiceProps) {
  if (orders.length < 2) return null;
  return (
    <span class="mes-choice" role="group" aria-label="Order">
      {orders.map((each) => (
        <button
          key={each.id}
          class="mw-button small"
          aria-pressed={each.id === order.id}
          onClick={() => onChoose(each.id)}
        >
          {each === orders[0] ? "On the line" : "Next"}
        </button>
      ))}
    </span>
  );
}

function Materials({ order }: { order: string }) {
  const found = useResource<OrderMaterial[]>(`${pathOf(order)}/materials`, ["orders", "lots", "materials"]);
  const may = mayAs(kCountRoles);
  const bookIn = async (lot: string) => {
    await api.post(`${pathOf(order)}/lots`, { lot });
    refreshMaterials();
  };
  return (
    <div class="mw-stack">
      <ScanField disabled={!may} onScan={bookIn} />
      {found.error && <Fault>{found.error}</Fault>}
      {!found.data && !found.error && <Loading what="Loading the materials" />}
      {found.data && found.data.length === 0 && (
        <Empty title="No material to book in">The bill of what is made names none that is bought.</Empty>
      )}
      {found.data && found.data.length > 0 && (
        <>
          <p class={found.data.every((m) => m.enough) ? "mw-muted" : "mw-notice wrong"}>{materialsText(found.data)}.</p>
          <ul class="mes-materials" aria-label="Materials of the order">
            {[...found.data].sort(byNeed).map((material) => (
              <Material key={material.material} order={order} material={material} may={may} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Material({ order, material: m, may }: { order: string; material: OrderMaterial; may: boolean }) {
  const state = sufficiency(m);
  return (
    <li>
      <div class="head">
        <span>
          <strong>{m.name || m.material}</strong> <span class="mw-muted">{m.material}</span>
        </span>
        {m.enough ? (
          <span class="mes-enough">
            <Icon name="check" />
            {state.text}
          </span>
        ) : (
          <strong class="mw-chip wrong">{state.text}</strong>
        )}
      </div>
      <Level share={state.share} short={!m.enough} label={`${m.name}: left of what is still needed`} />
      <span class="mw-muted">
        {amountText(m.left, m.unit)} left of {amountText(m.booked, m.unit)} booked in,{" "}
        {amountText(state.needed, m.unit)} still needed
        {m.equipment ? ` at the ${unitName(m.equipment).toLowerCase()}` : ""}
      </span>
      {m.lots.length > 0 && (
        <ul class="lots" aria-label={`Lots of ${m.name || m.material}`}>
          {m.lots.map((lot) => (
            <Booked key={lot.lot} order={order} lot={lot} unit={m.unit} may={may} />
          ))}
        </ul>
      )}
    </li>
  );
}

export function Level({ share, short, label }: { share: number; short: boolean; label: string }) {
  const percent = Math.round(100 * share);
  return (
    <div
      class={`mw-progress mes-level${short ? " short" : ""}`}
      role="meter"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}

function Booked({ order, lot, unit, may }: { order: string; lot: BookedLot; unit: string; may: boolean }) {
  const expires = expiryText(lot.expires, now.value);
  const remove = async () => {
    await api.post(`${pathOf(order)}/lots/${encodeURIComponent(lot.lot)}/remove`);
    refreshMaterials();
  };
  return (
    <li>
      <span class="what">
        <a href={`/lots/${encodeURIComponent(lot.lot)}`}>{lot.lot}</a>
        <span class="mw-muted mw-small">
          since <Time at={lot.since} minutes />, {lot.by}
        </span>
        {expires && <span class="mes-expires">{expires}</span>}
      </span>
      <span class="mw-num">{amountText(lot.left, unit)} left</span>
      <ActionButton disabled={!may} why={may ? undefined : "Needs the role operator."} run={remove}>
        <span>
          Take off<span class="mw-visually-hidden"> {lot.lot}</span>
        </span>
      </ActionButton>
    </li>
  );
}
