// The operator application's server, in mock.
import { exported, statistics, trend } from "./history.mjs";
import { Failure, serve } from "./server.mjs";
import { plant, tags } from "./plant.mjs";
import { sampleAt, setpoints, stopped } from "./simulation.mjs";

const iso = (t = Date.now()) => new Date(t).toISOString();
const alarms = new Map();
const journal = [];
const commands = [];
const authority = new Map(
  plant.equipment.map((e) => [
    e.path,
    {
      equipment: e.path,
      authority: e.path === "line1/labeller" ? "operator" : "remote",
      by: e.path === "line1/labeller" ? "ahmet" : "",
      at: iso(Date.now() - 5_400_000),
    },
  ]),
);
let live;
const jobState = { state: "Running", substate: "" };
const jobStarted = Date.now() - 1_800_000;

/** The job on the line: it is always somewhere in the middle. */
const job = () => ({
  id: "JO-2041",
  equipment: "line1",
  description: "",
  work_master: "apple_cloudy",
  material: "Apple juice 0.5 L",
  quantity: 12_000,
  unit: "bottles",
  priority: 3,
  ...jobState,
  reason: "",
  good: 3_410 + (Math.floor((Date.now() - jobStarted) / 260) % 8_000),
  scrap: 27,
  gaps: 0,
  gap: "",
  parameters: [
    ["pasteurizer_temperature", 76, "line1/pasteurizer", "temperature_setpoint", "°C"],
    ["filler_speed", 240, "line1/filler", "speed_setpoint", "bottles/min"],
  ].map(([name, value, equipment, leaf, unit]) => {
    return { name, value, equipment, tag: `${equipment}/${leaf}`, unit, readback: value };
  }),
  by: "bridge",
  comment: "",
  stored: iso(jobStarted - 600_000),
  changed: iso(jobStarted),
  started: iso(jobStarted),
});

function steer(what) {
  Object.assign(
    jobState,
    what === "pause" ? { state: "Interrupted", substate: "Suspended" } : { state: "Running", substate: "" },
  );
  live.broadcast({ kind: "job", job: { id: "JO-2041", equipment: "line1", state: jobState.state } });
  return job();
}

const under = (path) => {
  const found = [...tags.keys()].filter((t) => t === path || t.startsWith(`${path}/`));
  if (found.length === 0) throw new Failure(404, "not_found", `There is no tag or equipment at ${path}.`);
  return found;
};

function put(alarm, state, extra = {}) {
  Object.assign(alarm, { state, changed_at: iso() }, extra);
  if (state === "UNACK") alarm.active_since = iso();
  alarms.set(alarm.id, alarm);
  journal.unshift({
    time: iso(),
    alarm: alarm.id,
    state,
    value: alarm.sample.value,
    quality: "Good",
    user: extra.acknowledged_by ?? null,
    comment: extra.comment ?? null,
  });
  live?.broadcast({ kind: "alarm", alarm });
}

function newAlarm(tag, limit, message) {
  const info = tags.get(tag);
  const spec = info.limits.find((l) => l.name === limit);
  return {
    id: `${tag}/${limit}`,
    tag,
    equipment: tag.slice(0, tag.lastIndexOf("/")),
    limit,
    limit_value: spec.value,
    unit: info.unit,
    priority: spec.priority,
    message,
    state: "NORM",
    sample: { value: sampleAt(tag, Date.now()).value, quality: "Good", source_time: iso() },
    active_since: iso(0),
    changed_at: iso(),
    acknowledged_by: null,
    acknowledged_at: null,
    source_bad: false,
  };
}

const hot = newAlarm("line1/pasteurizer/temperature", "high", "Product too hot");
function watch() {
  const sample = sampleAt(hot.tag, Date.now());
  hot.sample = { value: sample.value, quality: sample.quality, source_time: sample.time };
  if (sample.value > 80 && (hot.state === "NORM" || hot.state === "RTNUN")) put(hot, "UNACK");
  if (sample.value < 79.5 && hot.state === "UNACK") put(hot, "RTNUN");
  if (sample.value < 79.5 && hot.state === "ACKED") put(hot, "NORM");
}

/** The product was too hot before, as often as it drifted (simulation.mjs). */
function pastHeat() {
  for (let cycle = 1; cycle <= 20; cycle += 1) {
    const start = Date.now() - cycle * 240_000;
    const row = (second, state, user = null) =>
      journal.push({
        time: iso(start + second * 1000),
        alarm: hot.id,
        state,
        value: 81.9,
        quality: "Good",
        user,
        comment: null,
      });
    row(212, "NORM");
    row(180, "ACKED", "ahmet");
    row(164, "UNACK");
  }
}

function past() {
  pastHeat();
  const low = newAlarm("line1/mixer/level", "low", "Mixer stays empty");
  put(low, "UNACK");
  put(low, "ACKED", { acknowledged_by: "ahmet", acknowledged_at: iso(), comment: "Syrup delivery under way" });
  low.active_since = iso(Date.now() - 2_520_000);
  const pressure = newAlarm("line1/filler/pressure", "low", "Filling pressure too low");
  put(pressure, "UNACK");
  pressure.active_since = iso(Date.now() - 640_000);
  put(pressure, "RTNUN");
  const rows = [
    [
      "set_temperature",
      "line1/pasteurizer",
      "completed",
      "",
      { value: 72 },
      "workflow:high_temperature/w-31",
      "Bring the temperature back below 80 °C",
      64,
    ],
    ["start", "line1/capper", "rejected", "interlock", undefined, "ahmet", "", 0],
    ["set_speed", "line1/filler", "completed", "", { value: 240 }, "ahmet", "After the changeover", 31],
    [
      "set_temperature",
      "line1/pasteurizer",
      "rejected",
      "not_remote",
      { value: 72 },
      "workflow:high_temperature/w-30",
      "Bring the temperature back below 80 °C",
      0,
    ],
    ["stop", "line1/labeller", "timed_out", "not_confirmed", undefined, "ahmet", "Label roll change", 5020],
  ];
  rows.forEach(([command, equipment, state, reason, parameters, requester, why, took], i) => {
    const t = Date.now() - (i + 1) * 1_140_000;
    const detail = reason === "interlock" ? "The conveyor behind the capper is full." : "";
    commands.push({
      id: `mock-${i}`,
      equipment,
      command,
      state,
      reason,
      detail,
      parameters,
      requester,
      reason_given: why,
      time: iso(t),
      hops: took
        ? [
            { place: "scada.accepted", time: iso(t) },
            { place: "scada.confirmed", time: iso(t + took) },
          ]
        : [],
    });
  });
}

function submit({ body, identity }) {
  const unit = plant.equipment.find((e) => e.path === body?.equipment);
  const spec = unit?.commands.find((c) => c.name === body.command);
  if (!spec) throw new Failure(404, "not_found", "There is no such command.");
  const blocked = allowed(unit).find((a) => a.command === body.command)?.blocked_by;
  const entry = {
    id: body.id,
    equipment: body.equipment,
    command: body.command,
    state: blocked ? "rejected" : "accepted",
    reason: blocked ? "interlock" : "",
    detail: blocked ?? "",
    parameters: body.parameters,
    requester: identity.user,
    reason_given: body.reason ?? "",
    time: iso(),
    hops: [{ place: "scada.accepted", time: iso() }],
  };
  commands.unshift(entry);
  if (!blocked) setTimeout(() => complete(entry), 700);
  return entry;
}

function complete(entry) {
  const name = entry.equipment.split("/").at(-1);
  const all = entry.equipment === "line1" ? plant.equipment.map((e) => e.name) : [name];
  if (entry.command === "stop") all.forEach((n) => stopped.add(n));
  if (entry.command === "start") all.forEach((n) => stopped.delete(n));
  if (entry.command === "set_temperature") setpoints.temperature = Math.max(72, Math.min(78, entry.parameters.value));
  if (entry.command === "set_speed") setpoints.speed = entry.parameters.value;
  entry.hops.push({ place: "scada.confirmed", time: iso() });
  entry.state = "completed";
  live.broadcast({ kind: "command", command: entry });
}

function allowed(unit) {
  const isStopped = stopped.has(unit.name);
  const sentence = (name) =>
    name === "start" && !isStopped
      ? "It is running already."
      : name === "stop" && isStopped
        ? "It is stopped already."
        : name === "reset"
          ? "Nothing to reset: it is not aborted."
          : undefined;
  return unit.commands.map((c) => ({
    command: c.name,
    allowed: sentence(c.name) === undefined,
    ...(sentence(c.name) ? { blocked_by: sentence(c.name) } : {}),
  }));
}

function history(query) {
  const tag = query.get("tag");
  under(tag);
  const from = Date.parse(query.get("from"));
  const to = Date.parse(query.get("to"));
  const n = Number(query.get("buckets") ?? 200);
  const step = (to - from) / n;
  const buckets = Array.from({ length: n }, (_, i) => {
    const s = sampleAt(tag, from + i * step);
    const v = typeof s.value === "number" ? s.value : Number(s.value);
    return { time: s.time, count: 10, min: v, max: v, mean: v, last: s.value, quality: s.quality };
  });
  return { tag, unit: tags.get(tag).unit, buckets };
}

const kRoutes = (links) => [
  ["GET", /^\/api\/v1\/links$/, () => links, "public"],
  ["GET", /^\/api\/v1\/plant$/, () => plant],
  ["GET", /^\/api\/v1\/tags$/, ({ query }) => under(query.get("under")).map((t) => sampleAt(t, Date.now()))],
  ["GET", /^\/api\/v1\/alarms$/, () => [...alarms.values()]],
  ["GET", /^\/api\/v1\/alarms\/journal$/, () => journal],
  [
    "POST",
    /^\/api\/v1\/alarms\/([^/]+)\/acknowledge$/,
    ({ parameters, body, identity }) => {
      const alarm = alarms.get(parameters[0]);
      if (!alarm) throw new Failure(404, "not_found", "There is no such alarm.");
      put(alarm, alarm.state === "UNACK" ? "ACKED" : "NORM", {
        acknowledged_by: identity.user,
        acknowledged_at: iso(),
        comment: body?.comment,
      });
      return alarm;
    },
  ],
  ["POST", /^\/api\/v1\/commands$/, submit],
  ["GET", /^\/api\/v1\/commands$/, () => commands],
  [
    "GET",
    /^\/api\/v1\/commands\/allowed$/,
    ({ query }) => allowed(plant.equipment.find((e) => e.path === query.get("equipment"))),
  ],
  ["GET", /^\/api\/v1\/commands\/([^/]+)$/, ({ parameters }) => commands.find((c) => c.id === parameters[0])],
  ["GET", /^\/api\/v1\/authority$/, () => [...authority.values()]],
  [
    "POST",
    /^\/api\/v1\/authority$/,
    ({ body, identity }) => {
      const change = { equipment: body.equipment, authority: body.authority, by: identity.user, at: iso() };
      authority.set(body.equipment, change);
      live.broadcast({ kind: "authority", change });
      return change;
    },
  ],
  ["GET", /^\/api\/v1\/jobs$/, ({ query }) => (query.get("equipment") === "line1" ? [job()] : [])],
  ["POST", /^\/api\/v1\/jobs\/([^/]+)\/(pause|resume)$/, ({ parameters }) => steer(parameters[1])],
  ["GET", /^\/api\/v1\/history$/, ({ query }) => history(query)],
  ["GET", /^\/api\/v1\/history\/trend$/, trend],
  ["GET", /^\/api\/v1\/history\/statistics$/, statistics],
  ["GET", /^\/api\/v1\/history\/export$/, exported],
  [
    "GET",
    /^\/api\/v1\/system$/,
    () => ({
      connections: [
        { name: "plc1", connected: true, since: iso(Date.now() - 7_200_000), last_error: "", clock_offset_ms: 0.4 },
      ],
      started: iso(Date.now() - 7_210_000),
      version: "0.1.0",
    }),
  ],
];

function follow(socket) {
  const sent = new Map();
  let wanted = [];
  const send = () => {
    const changes = wanted.map((t) => sampleAt(t, Date.now())).filter((c) => sent.get(c.path) !== c.value);
    for (const change of changes) sent.set(change.path, change.value);
    if (changes.length > 0) socket.send(JSON.stringify({ kind: "values", changes }));
  };
  socket.on("message", (text) => {
    sent.clear();
    wanted = JSON.parse(String(text)).subscribe.flatMap(under);
    send();
  });
  const timer = setInterval(send, 200);
  socket.on("close", () => clearInterval(timer));
}

export async function startOperator({ port, folder, links }) {
  past();
  live = await serve({ port, folder, routes: kRoutes(links), onSocket: follow });
  setInterval(watch, 250);
  return live;
}
