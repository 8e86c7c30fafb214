// Orders: the list with progress, and creating one.

import { useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { EquipmentStatus, Material, Order } from "kit/api/mes_types";
import { refreshShown, useResource } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { type Column, Table } from "kit/components/table";
import { Empty, Fault, Loading, PageHead, Panel, Quantity, Time } from "kit/components/text";
import { parseNumber } from "kit/format/number";
import { unitName } from "kit/format/words";
import { go, query, withQuery } from "kit/router/router";
import { OrderState, Progress } from "mes/parts/marks";
import { OrderActions } from "mes/parts/order_actions";
import { compareOrders } from "mes/state/words";

const kColumns: Column<Order>[] = [
  { head: "Order", cell: (o) => <a href={`/orders/${encodeURIComponent(o.id)}`}>{o.id}</a> },
  { head: "Material", cell: (o) => <span title={o.material}>{o.description || o.material}</span> },
  {
    head: "State",
    cell: (o) => (
      <>
        <OrderState state={o.state} />
        {o.standing === "above" && <span class="mw-chip wrong">Above its tolerance</span>}
      </>
    ),
  },
  { head: "Progress", cell: (o) => <Progress order={o} /> },
  { head: "Good", kind: "end", wideOnly: true, cell: (o) => <Quantity value={o.good} /> },
  { head: "Scrap", kind: "end", wideOnly: true, cell: (o) => <Quantity value={o.scrap} /> },
  { head: "Quantity", kind: "end", wideOnly: true, cell: (o) => <Quantity value={o.quantity} unit={o.unit} /> },
  { head: "Due", cell: (o) => <Time at={o.due} minutes /> },
  { head: "Priority", kind: "end", wideOnly: true, cell: (o) => <span class="mw-num">{o.priority}</span> },
  { head: " ", kind: "end", cell: (o) => <OrderActions order={o} small /> },
];

export function OrdersPage() {
  const orders = useResource<Order[]>("/api/v1/orders", ["orders"]);
  const creating = query("new") === "1";
  const may = mayAs(["planner", "manager", "admin"]);
  return (
    <div class="mw-stack">
      <PageHead
        title="Orders"
        end={
          !creating && (
            <button
              class="mw-button primary"
              disabled={!may}
              title={may ? undefined : "Needs the role planner."}
              onClick={() => go(withQuery({ new: "1" }))}
            >
              New order
            </button>
          )
        }
      />
      {creating && <NewOrder />}
      {orders.error && <Fault>{orders.error}</Fault>}
      {!orders.data && !orders.error && <Loading what="Loading the orders" />}
      {orders.data && (
        <section class="mw-panel">
          {orders.data.length === 0 ? (
            <Empty title="No orders">Create one with “New order”, or let the ERP send one.</Empty>
          ) : (
            <Table
              label="Orders"
              columns={kColumns}
              rows={[...orders.data].sort(compareOrders)}
              keyOf={(o) => o.id}
              hrefOf={(o) => `/orders/${encodeURIComponent(o.id)}`}
            />
          )}
        </section>
      )}
    </div>
  );
}

function NewOrder() {
  const all = useResource<Material[]>("/api/v1/materials").data ?? [];
  const materials = all.filter((m) => m.kind === undefined || m.kind === "finished");
  const equipment = useResource<EquipmentStatus[]>("/api/v1/equipment", ["equipment"]).data ?? [];
  const lines = [...new Set(equipment.map((e) => e.path.split("/")[0]!))];
  const [form, setForm] = useState({ material: "", quantity: "", equipment: "", due: "", priority: "5" });
  const [fault, setFault] = useState<string>();
  const set = (name: keyof typeof form) => (e: { currentTarget: { value: string } }) =>
    setForm({ ...form, [name]: e.currentTarget.value });
  const quantity = parseNumber(form.quantity);
  const material = form.material || materials[0]?.id || "";
  const line = form.equipment || lines[0] || "line1";
  const submit = async (event: Event) => {
    event.preventDefault();
    const due = form.due === "" ? {} : { due: new Date(form.due).toISOString() };
    try {
      const made = await api.post<Order>("/api/v1/orders", {
        material,
        quantity,
        equipment: line,
        priority: Number(form.priority),
        ...due,
      });
      refreshShown("orders");
      go(`/orders/${encodeURIComponent(made.id)}`);
    } catch (cause) {
      setFault(sentenceOf(cause));
    }
  };
  return (
    <Panel title="New order">
      <form class="mw-stack" onSubmit={(e) => void submit(e)}>
        <div class="mes-form">
          <label class="mw-field">
            <span>Material</span>
            <select class="mw-input" value={material} onChange={set("material")}>
              {materials.map((m) => (
                <option key={m.id} value={m.id}>
                  {m.name ?? m.description ?? m.id}
                </option>
              ))}
            </select>
          </label>
          <label class="mw-field">
            <span>Quantity</span>
            <input class="mw-input" inputMode="numeric" value={form.quantity} onInput={set("quantity")} autofocus />
          </label>
          <label class="mw-field">
            <span>Line</span>
            <select class="mw-input" value={line} onChange={set("equipment")}>
              {(lines.length > 0 ? lines : ["line1"]).map((l) => (
                <option key={l} value={l}>
                  {unitName(l)}
                </option>
              ))}
            </select>
          </label>
          <label class="mw-field">
            <span>Due (optional)</span>
            <input class="mw-input" type="datetime-local" value={form.due} onInput={set("due")} />
          </label>
          <label class="mw-field">
            <span>Priority, 1 is first</span>
            <input class="mw-input" type="number" min="1" max="9" value={form.priority} onInput={set("priority")} />
          </label>
        </div>
        {fault && <Fault>{fault}</Fault>}
        <span class="mes-actions">
          <button type="button" class="mw-button" onClick={() => go(withQuery({ new: undefined }))}>
            Cancel
          </button>
          <button
            type="submit"
            class="mw-button primary"
            disabled={quantity === undefined || quantity <= 0 || material === ""}
          >
            Create
          </button>
        </span>
      </form>
    </Panel>
  );
}
