// The plan in mock: orders that wait, placed one after the other by their due dates, and jobs on the line.
import { replanRoutes } from "./replan.mjs";
import { Failure } from "./server.mjs";

const kMinuteMs = 60_000;
const kPerMinute = 150;
const kChangeoverMin = 25;
const kNever = "1970-01-01T00:00:00Z";
const kToCome = ["Waiting", "Pending", "Ready"];
const start = Date.now();
const iso = (t) => new Date(t).toISOString();

/** More than one screen of work, on two lines; one has no routing, one is too much for its due date. */
export const waiting = [
  ["PO-1004", "CURRANT-05", "Blackcurrant 0.5 L", "line1", 24_000, 5.2],
  ["PO-1005", "ORANGE-05", "Orange 0.5 L", "line1", 12_000, 9.5],
  ["PO-1006", "LEMONADE-05", "Lemonade 0.5 L", "line1", 30_000, 30],
  ["PO-1007", "CURRANT-05", "Blackcurrant 0.5 L", "line1", 6_000, 54],
  ["PO-1010", "WATER-10", "Water 1 L", "line2", 40_000, 6],
  ["PO-1011", "WATER-10", "Water 1 L, low sodium", "line2", 16_000, 6.05],
  ["PO-1012", "SYRUP-07", "Elderflower syrup 0.7 L", "line2", 9_000, 20],
].map(([id, material, description, equipment, quantity, due_h]) => ({
  ...{ id, material, description, equipment, quantity, state: "Waiting", good: 0, scrap: 0, unit: "bottles" },
  ...{ due: iso(start + due_h * 60 * kMinuteMs), priority: 5, created: iso(start - 90 * kMinuteMs) },
  ...{ started: null, completed: null, lots: [] },
}));

let schedule = [];

const utcMinute = (t) => iso(t).slice(0, 16).replace("T", " ");
const left = (order) => Math.max(0, order.quantity - order.good) / kPerMinute;

/** Why an order is late, as the planner says it. */
function why(order, due, free, start, end, before) {
  const late = Math.round((end - due) / kMinuteMs);
  const waited = Math.round((start - free) / kMinuteMs / 60);
  return (
    `order '${order.id}' is ${late} min late: due ${utcMinute(due)}, done ${utcMinute(end)} '${order.id}' waited ` +
    `${waited} h for '${order.equipment}', which was busy with '${before}' until ` +
    `${utcMinute(start)}`
  );
}

function placeLine(orders, now) {
  const running = orders.find((o) => o.state === "Running");
  let free = now + (running ? left(running) * kMinuteMs : 0);
  let before = running;
  const byDue = orders
    .filter((o) => kToCome.includes(o.state))
    .sort((a, b) => (a.due ?? "9").localeCompare(b.due ?? "9"));
  return byDue.map((order) => {
    const changes = before && before.material !== order.material;
    const begin = free + (changes ? kChangeoverMin * kMinuteMs : 0);
    const end = begin + left(order) * kMinuteMs;
    const late_s = order.due ? Math.max(0, Math.round((end - Date.parse(order.due)) / 1000)) : 0;
    const place = { setup_start: iso(free), start: iso(begin), finish: iso(end), late_s };
    const told = late_s > 0 ? why(order, Date.parse(order.due), now, begin, end, before?.id ?? "") : "";
    free = end;
    before = order;
    return { order_id: order.id, equipment: order.equipment, ...place, why: told };
  });
}

/** All orders anew; those that get a place are Pending then. */
function place(orders) {
  const now = Date.now();
  const routed = orders.filter((o) => o.material !== "SYRUP-07");
  const lines = [...new Set(routed.map((o) => o.equipment))].sort();
  const none = orders
    .filter((o) => !routed.includes(o) && kToCome.includes(o.state))
    .map((o) => ({
      ...{ order_id: o.id, equipment: "", setup_start: kNever, start: kNever, finish: kNever, late_s: 0 },
      why: `${o.material} has no routing in effect`,
    }));
  const placed = lines.flatMap((line) =>
    placeLine(
      routed.filter((o) => o.equipment === line),
      now,
    ),
  );
  for (const { order_id } of placed) {
    const order = orders.find((o) => o.id === order_id);
    if (order.state === "Waiting") order.state = "Pending";
  }
  return [...placed, ...none].map((row) => ({ ...row, planned_at: iso(now) }));
}

const command = (command, by, result, detail = "", ago = 0) => ({
  ...{ command_id: `C-${Math.random().toString(36).slice(2)}`, command, by, result, detail },
  issued: iso(Date.now() - ago * kMinuteMs),
});

const job = (state, substate, reason, readback) => ({
  ...{ state, substate, reason, gaps: 0, gap: "", heard: iso(Date.now()) },
  recipe: [
    { name: "pasteurizer_temperature", value: 76, readback: readback ? 76 : null },
    { name: "filler_speed", value: 240, readback: readback ? 228 : null },
  ],
});

/** The running order came to its line as a job; the first time the line did not take it. */
export function startPlan(orders) {
  orders.push(...waiting);
  orders[0].job = job("Running", "", "", true);
  orders[0].asked = [
    command("store_and_start_job", "ahmet", "rejected", "interlock: line1/filler is stopped", 58),
    command("store_and_start_job", "ahmet", "completed", "", 53),
    command("pause_job", "ahmet", "timed_out", "not_confirmed: no answer within 5 s", 20),
  ];
  schedule = place(orders.filter((o) => o.id !== "PO-1007"));
}

function dispatch(orders, changed, { parameters: [id], identity }) {
  const order = orders.find((o) => o.id === id);
  if (!order) throw new Failure(404, "not_found", `There is no order ${id}.`);
  if (!kToCome.includes(order.state))
    throw new Failure(409, "illegal_state", `order ${id} cannot dispatch: it is ${order.state}`);
  const asked = command("store_and_start_job", identity.user, "");
  Object.assign(order, { state: "Dispatched", job: job("", "", "", false), asked: [...(order.asked ?? []), asked] });
  changed("orders", id);
  setTimeout(() => {
    asked.result = "completed";
    const busy = orders.find((o) => o.state === "Running" && o.equipment === order.equipment);
    order.state = "Ready";
    order.job = job("AllowedToStart", "Waiting", busy ? `job ${busy.id} has the line` : "", false);
    changed("orders", id);
  }, 1500);
  return order;
}

const inForce = {
  now: () => schedule,
  put: (rows) => (schedule = rows),
};

export const planRoutes = (orders, changed, shown) => [
  ...replanRoutes(orders, inForce, changed),
  ["GET", /^\/api\/v1\/schedule$/, () => schedule],
  [
    "POST",
    /^\/api\/v1\/schedule\/plan$/,
    async ({ body }) => {
      await new Promise((done) => setTimeout(done, 1000 * (body?.seconds ?? 3)));
      schedule = place(orders);
      changed("orders", "");
      return schedule;
    },
  ],
  ["POST", /^\/api\/v1\/orders\/([^/]+)\/dispatch$/, (call) => shown(dispatch(orders, changed, call))],
];
