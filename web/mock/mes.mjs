// The MES application's server, in mock.
import * as data from "./mes_data.mjs";
import { materialRoutes, receivedLots } from "./materials.mjs";
import { planRoutes, startPlan } from "./plan.mjs";
import { chartDeviations, chartStory } from "./chart_deviations.mjs";
import { chartRoutes, startCharts } from "./charts.mjs";
import { processRoutes } from "./processes.mjs";
import { startTrace, traceRoutes } from "./trace.mjs";
import { Failure, serve } from "./server.mjs";

let live;
const changed = (what, id) => live.broadcast({ kind: "changed", what, id });
const iso = () => new Date().toISOString();

const one = (list, id, kind) => {
  const found = list.find((x) => x.id === id);
  if (!found) throw new Failure(404, "not_found", `There is no ${kind} ${id}.`);
  return found;
};

const kNext = {
  release: ["Waiting", "Ready", "Pending"],
  start: ["Ready", "Running", "Held"],
  hold: ["Running", "Held", "Ready"],
  complete: ["Running", "Completed", "Held"],
  abort: ["Running", "Aborted", "Held"],
  cancel: ["Waiting", "Cancelled", "Ready", "Pending", "Dispatched"],
  close: ["Completed", "Closed", "Aborted", "Cancelled"],
};

/** An order as it is shown: what follows from its counts and its tolerance. */
function shown(order) {
  const { corrections = [], parts = [], under_percent = 1, over_percent = 2 } = order;
  const sum = (name) => corrections.reduce((all, row) => all + row[name], 0);
  const good = order.good + sum("good");
  const fewest = Math.ceil(order.quantity * (1 - under_percent / 100));
  const most = Math.floor(order.quantity * (1 + over_percent / 100));
  return {
    ...{ asked: [], ...order },
    ...{ corrections, parts, under_percent, over_percent, good, fewest, most },
    ...{ counted_good: order.good, counted_scrap: order.scrap, scrap: order.scrap + sum("scrap") },
    ...{ corrected_good: sum("good"), corrected_scrap: sum("scrap") },
    standing: good < fewest ? "below" : good > most ? "above" : "within",
    actions: order.state === "Closed" ? [] : ["split", "correct"],
  };
}

function correct({ parameters: [id], body, identity }) {
  const order = one(data.orders, id, "order");
  const { good = 0, scrap = 0, reason } = body;
  if (!reason) throw new Failure(400, "bad_request", "reason: must be given");
  order.corrections = [
    ...(order.corrections ?? []),
    { id: body.id, time: iso(), good, scrap, reason, by: identity.user },
  ];
  changed("orders", id);
  return shown(order);
}

function split({ parameters: [id], body }) {
  const order = one(data.orders, id, "order");
  const part = {
    ...order,
    ...{ id: `${id}-${data.orders.length}`, quantity: body.quantity, good: 0, scrap: 0, corrections: [] },
    ...{ state: "Waiting", split_of: id, started: null, created: iso() },
  };
  order.quantity -= body.quantity;
  order.parts = [...(order.parts ?? []), part.id];
  data.orders.push(part);
  changed("orders", id);
  return { rest: shown(order), part: shown(part) };
}

function act({ parameters: [id, action] }) {
  const order = one(data.orders, id, "order");
  const [from, to, ...alsoFrom] = kNext[action];
  if (![from, ...alsoFrom].includes(order.state))
    throw new Failure(409, "illegal_state", `An order in state ${order.state} cannot ${action}; it must be ${from}.`);
  if (to === "Running" && data.orders.some((o) => o.state === "Running"))
    throw new Failure(409, "line_busy", "Another order runs on this line. Hold or complete it first.");
  order.state = to;
  changed("orders", id);
  return shown(order);
}

function create({ body }) {
  const order = {
    id: `PO-${1000 + data.orders.length}`,
    description: body.material,
    state: "Waiting",
    good: 0,
    scrap: 0,
    unit: "bottles",
    due: null,
    created: iso(),
    lots: [],
    ...body,
  };
  data.orders.push(order);
  changed("orders", order.id);
  return shown(order);
}

function setDisposition({ parameters: [id], body }) {
  const lot = one(data.lots, id, "lot");
  lot.disposition = body.disposition ? { release: "released", reject: "rejected" }[body.disposition] : "held";
  lot.hold_reason = lot.disposition === "held" ? body.reason : null;
  changed("lots", id);
  return { ...lot, with: data.lots.filter((l) => l.parents.includes(id)).map((l) => l.id), still_held: [] };
}

const inherited = (lot, why) =>
  data.lots
    .filter((l) => l.disposition === "held" && lot.parents.includes(l.id))
    .map((parent) => ({ lot: lot.id, parent: parent.id, cause: "deviation:D-31", ...why }));

/** A lot as its own page shows it. */
function detail(lot) {
  const held = lot.disposition === "held";
  const why = { reason: lot.hold_reason, since: lot.created, placed: lot.created };
  return {
    ...lot,
    tracing: lot.tracing ?? (lot.kind === "batch" ? "untraced" : "measured"),
    tracing_note: lot.tracing_note ?? "",
    holds: held ? [{ lot: lot.id, parent: "", cause: "deviation:D-31", ...why }, ...inherited(lot, why)] : [],
    actions: held ? [{ time: lot.created, what: "held", by: "quality", detail: lot.hold_reason }] : [],
  };
}

const filtered = ({ query }) =>
  data.lots.filter(
    (l) =>
      l.order !== "PO-0900" &&
      (!query.get("material") || l.material === query.get("material")) &&
      (!query.get("disposition") || l.disposition === query.get("disposition")) &&
      (!query.get("order") || l.order === query.get("order")),
  );

const kRoutes = (links) => [
  ["GET", /^\/api\/v1\/links$/, () => links, "public"],
  ["GET", /^\/api\/v1\/plant$/, () => ({ name: "Bottling" })],
  ["GET", /^\/api\/v1\/orders$/, () => data.orders.map(shown)],
  ["POST", /^\/api\/v1\/orders$/, create],
  ["GET", /^\/api\/v1\/orders\/([^/]+)$/, ({ parameters: [id] }) => shown(one(data.orders, id, "order"))],
  ["POST", /^\/api\/v1\/orders\/([^/]+)\/(release|start|hold|complete|abort|cancel|close)$/, act],
  ...planRoutes(data.orders, changed, shown),
  ...materialRoutes(data.orders, changed),
  ...traceRoutes(),
  ...chartRoutes(),
  ...processRoutes(),
  ["POST", /^\/api\/v1\/orders\/([^/]+)\/correct$/, correct],
  ["POST", /^\/api\/v1\/orders\/([^/]+)\/split$/, split],
  ["GET", /^\/api\/v1\/lots$/, filtered],
  ["GET", /^\/api\/v1\/holds$/, () => data.lots.filter((l) => l.disposition === "held" && l.order !== "PO-0900")],
  ["GET", /^\/api\/v1\/lots\/([^/]+)$/, ({ parameters: [id] }) => detail(one(data.lots, id, "lot"))],
  [
    "GET",
    /^\/api\/v1\/lots\/([^/]+)\/genealogy$/,
    ({ parameters: [id], query }) => data.genealogy(one(data.lots, id, "lot").id, query.get("direction")),
  ],
  ["POST", /^\/api\/v1\/lots\/([^/]+)\/(?:hold|dispose)$/, setDisposition],
  ["GET", /^\/api\/v1\/deviations$/, () => data.deviations],
  [
    "GET",
    /^\/api\/v1\/deviations\/([^/]+)$/,
    ({ parameters: [id] }) => {
      one(data.deviations, id, "deviation");
      return chartDeviations.some((d) => d.id === id) ? chartStory(id, data.lots) : data.story(id);
    },
  ],
  ["GET", /^\/api\/v1\/workflows$/, () => data.workflows],
  ["GET", /^\/api\/v1\/workflows\/([^/]+)$/, ({ parameters: [id] }) => one(data.workflows, id, "workflow")],
  [
    "GET",
    /^\/api\/v1\/tasks$/,
    ({ query }) => data.tasks.filter((t) => !query.get("state") || t.state === query.get("state")),
  ],
  [
    "POST",
    /^\/api\/v1\/tasks\/([^/]+)\/complete$/,
    ({ parameters: [id], identity }) => {
      changed("tasks", id);
      return Object.assign(one(data.tasks, id, "task"), { state: "done", done_by: identity.user, done_at: iso() });
    },
  ],
  ["GET", /^\/api\/v1\/materials$/, () => data.materials],
  ["GET", /^\/api\/v1\/routings$/, () => data.routings],
  ["GET", /^\/api\/v1\/equipment$/, () => data.equipment],
  [
    "GET",
    /^\/api\/v1\/system$/,
    () => ({
      bus: { connected: true, queue_depth: 0, dead_letters: 0 },
      last_event: iso(),
      started: data.orders[3].created,
      version: "0.1.0",
      line_seen_at: iso(),
    }),
  ],
];

export async function startMes({ port, folder, links }) {
  startPlan(data.orders);
  data.lots.push(...receivedLots);
  startTrace();
  data.deviations.push(...chartDeviations);
  startCharts(changed);
  live = await serve({ port, folder, routes: kRoutes(links), onSocket: () => undefined });
  setInterval(() => {
    data.orders[0].good += 8;
    changed("orders", data.orders[0].id);
  }, 2000);
  return live;
}
