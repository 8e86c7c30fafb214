// Changing the plan in mock: moves by hand, replanning after an event, closed times, disruptions, and the search.
import { Failure } from "./server.mjs";

const kMinuteMs = 60_000;
const start = Date.now();
const iso = (t) => new Date(t).toISOString();
const ms = (text) => Date.parse(text);
const kFirst = { tardiness_s: 9_400, setup_s: 6_000, makespan_s: 61_000 };

const unavailable = [
  {
    ...{ id: "U-1", equipment: "line2/filler", from: iso(start + 90 * kMinuteMs), to: iso(start + 180 * kMinuteMs) },
    ...{ why: "seal is changed", by: "ahmet" },
  },
];
const disruptions = [
  {
    ...{ kind: "unit_down", equipment: "line1/labeller", since: iso(start - 4 * kMinuteMs) },
    text: "'line1/labeller' stands with a fault since 4 min and 'line1' is planned to run",
  },
  {
    ...{ kind: "material_changed", material: "LABEL-ORANGE", order: null, since: iso(start - 20 * kMinuteMs) },
    text: "order 'PO-1005' needs 12060 pieces of LABEL-ORANGE, of which 1590 are there in time",
  },
];
let search;

/** The others of the line behind it, pushed by as little as possible, in their order. */
function pushed(plan, order, at, line) {
  const own = plan.find((p) => p.order_id === order);
  const shift = at - ms(own.start);
  const place = (p, by) => ({
    ...p,
    ...{ setup_start: iso(ms(p.setup_start) + by), start: iso(ms(p.start) + by), finish: iso(ms(p.finish) + by) },
  });
  const moved = { ...place(own, shift), equipment: line };
  let free = ms(moved.finish);
  const rest = plan
    .filter((p) => p !== own)
    .sort((a, b) => ms(a.start) - ms(b.start))
    .map((p) => {
      if (p.equipment !== line || ms(p.finish) <= ms(moved.setup_start)) return p;
      const by = Math.max(0, free - ms(p.setup_start));
      const next = place(p, by);
      free = ms(next.finish);
      return next;
    });
  return [...rest, moved];
}

const movedOf = (before, after) =>
  after
    .map((p) => ({ order: p.order_id, from: before.find((b) => b.order_id === p.order_id)?.start, to: p.start }))
    .filter((m) => m.from !== m.to);

function conflictsOf(plan, orders, { order, start: at }, line) {
  const begin = ms(at);
  const running = orders.find((o) => o.state === "Running" && o.equipment === line);
  const own = plan.find((p) => p.order_id === order);
  const end = begin + ms(own.finish) - ms(own.start);
  const due = orders.find((o) => o.id === order)?.due;
  const found = [];
  const hit = plan.find((p) => p !== own && p.equipment === line && ms(p.setup_start) < end && ms(p.finish) > begin);
  if (begin < Date.now()) found.push({ kind: "too_early", order: null, text: "it would begin in the past" });
  else if (running && begin < Date.now() + 31 * kMinuteMs)
    found.push({ kind: "running", order: running.id, text: `'${line}' is busy with '${running.id}', which runs` });
  if (unavailable.some((u) => u.equipment.startsWith(line) && ms(u.from) < end && ms(u.to) > begin))
    found.push({ kind: "closed", order: null, text: "" });
  if (hit) found.push({ kind: "overlap", order: hit.order_id, text: `it overlaps '${hit.order_id}' on '${line}'` });
  if (due && end > ms(due)) found.push({ kind: "late", order, text: `order '${order}' would be late` });
  return found;
}

function move({ body }, orders, plan) {
  const own = plan.now().find((p) => p.order_id === body.order);
  if (!own) throw new Failure(404, "not_found", `order '${body.order}' has no place in the plan`);
  const line = body.equipment ?? own.equipment;
  const conflicts = conflictsOf(plan.now(), orders, body, line);
  const forbidden = conflicts.some((c) => ["running", "too_early", "closed"].includes(c.kind));
  if (body.keep && forbidden) throw new Failure(409, "illegal", "the move is not possible: the line is not free then");
  const next = pushed(plan.now(), body.order, ms(body.start), line);
  const moved = movedOf(plan.now(), next);
  if (body.keep) plan.put(next);
  return { conflicts, plan: next, moved, kept: body.keep === true };
}

function replan({ body, identity }, plan) {
  const line = (body.equipment ?? "line1").split("/")[0];
  const until = body.to ? ms(body.to) : Date.now() + 60 * kMinuteMs;
  const first = [...plan.now()]
    .filter((p) => p.equipment === line && ms(p.finish) > Date.now())
    .sort((a, b) => ms(a.start) - ms(b.start))[0];
  const next = first && ms(first.start) < until ? pushed(plan.now(), first.order_id, until, line) : plan.now();
  const moved = movedOf(plan.now(), next);
  if (body.keep) {
    plan.put(next);
    disruptions.splice(
      disruptions.findIndex((d) => d.kind === body.event || d.material === body.material),
      1,
    );
    if (body.event === "unit_down")
      unavailable.push({
        ...{ id: `U-${unavailable.length + 2}`, equipment: body.equipment, from: body.from, to: body.to },
        ...{ why: body.why ?? "", by: identity.user },
      });
  }
  return { plan: next, disturbed: first ? [first.order_id] : [], moved, kept: body.keep === true, seconds: 0.4 };
}

function searchOf() {
  if (!search) throw new Failure(404, "not_found", "nothing was searched yet");
  const elapsed_s = ((search.ended ?? Date.now()) - search.started) / 1000;
  if (search.state === "running" && elapsed_s >= search.seconds)
    Object.assign(search, { state: "done", ended: Date.now() });
  const improvements = [0, 0.7, 1.9, 4.2, 8.5, 15, 22]
    .filter((at_s) => at_s <= elapsed_s)
    .map((at_s, i) => ({
      ...{ at_s, tardiness_s: Math.round(kFirst.tardiness_s * 0.72 ** i), setup_s: kFirst.setup_s - 300 * i },
      makespan_s: kFirst.makespan_s - 500 * i,
    }));
  const { tardiness_s, setup_s, makespan_s } = improvements.at(-1);
  const cost = { tardiness_s, setup_s, makespan_s };
  return { id: "S-1", state: search.state, elapsed_s, cost, improvements, plan: search.plan };
}

/** `plan`: { now(), put(rows) } of the plan in force. */
export function replanRoutes(orders, plan, changed) {
  const tell = (value) => {
    changed("schedule", "");
    changed("orders", "");
    return value;
  };
  return [
    ["GET", /^\/api\/v1\/schedule\/unavailable$/, () => unavailable],
    ["GET", /^\/api\/v1\/schedule\/disruptions$/, () => disruptions],
    [
      "POST",
      /^\/api\/v1\/schedule\/unavailable\/([^/]+)\/end$/,
      ({ parameters: [id] }) => {
        const at = unavailable.findIndex((u) => u.id === id);
        if (at < 0) throw new Failure(404, "not_found", `there is no closed time '${id}'`);
        return tell(unavailable.splice(at, 1)[0]);
      },
    ],
    ["POST", /^\/api\/v1\/schedule\/move$/, (call) => (call.body.keep ? tell : (v) => v)(move(call, orders, plan))],
    ["POST", /^\/api\/v1\/schedule\/replan$/, (call) => (call.body.keep ? tell : (v) => v)(replan(call, plan))],
    [
      "POST",
      /^\/api\/v1\/schedule\/search$/,
      ({ body }) => {
        if (search?.state === "running") throw new Failure(409, "illegal", "a search is running already");
        search = { state: "running", started: Date.now(), seconds: body?.seconds ?? 30, plan: plan.now() };
        return tell({ id: "S-1" });
      },
    ],
    ["GET", /^\/api\/v1\/schedule\/search$/, searchOf],
    [
      "POST",
      /^\/api\/v1\/schedule\/search\/stop$/,
      () => tell(Object.assign(search, { state: "stopped", ended: Date.now() })),
    ],
    ["POST", /^\/api\/v1\/schedule\/search\/keep$/, () => tell(searchOf())],
  ];
}
