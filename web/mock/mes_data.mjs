// Orders, lots, deviations, workflows and tasks as a MES would know them after a morning on the line.

const start = Date.now();
const iso = (t) => new Date(t).toISOString();
const ago = (minutes) => iso(start - minutes * 60_000);
const ahead = (minutes) => iso(start + minutes * 60_000);

export const orders = [
  {
    id: "PO-1001",
    material: "LEMONADE-05",
    description: "Lemonade 0.5 L",
    equipment: "line1",
    state: "Running",
    quantity: 12_000,
    good: 7_342,
    scrap: 61,
    unit: "bottles",
    due: ahead(35),
    priority: 1,
    created: ago(300),
    started: ago(52),
    completed: null,
    lots: [],
  },
  {
    id: "PO-1002",
    material: "LEMONADE-05",
    description: "Lemonade 0.5 L",
    equipment: "line1",
    state: "Ready",
    quantity: 18_000,
    good: 0,
    scrap: 0,
    unit: "bottles",
    due: ahead(240),
    priority: 3,
    created: ago(280),
    started: null,
    completed: null,
    lots: [],
  },
  {
    id: "PO-1003",
    material: "ORANGE-05",
    description: "Orange 0.5 L",
    equipment: "line1",
    state: "Waiting",
    quantity: 9_000,
    good: 0,
    scrap: 0,
    unit: "bottles",
    due: ahead(600),
    priority: 5,
    created: ago(120),
    started: null,
    completed: null,
    lots: [],
  },
  {
    id: "PO-1000",
    material: "ORANGE-05",
    description: "Orange 0.5 L",
    equipment: "line1",
    state: "Completed",
    quantity: 8_000,
    good: 8_004,
    scrap: 92,
    unit: "bottles",
    due: ago(60),
    priority: 1,
    created: ago(600),
    started: ago(130),
    completed: ago(58),
    lots: [],
  },
];

const lot = (id, kind, minutes, quantity, unit, parents, extra = {}) => ({
  id,
  kind,
  material: "LEMONADE-05",
  order: "PO-1001",
  parents,
  quantity,
  unit,
  status: "available",
  disposition: "none",
  hold_reason: null,
  created: ago(minutes),
  from: ago(minutes),
  to: ago(minutes - 6),
  ...extra,
});
const held = {
  disposition: "held",
  hold_reason: "Pasteurizer was above 80 °C while this was in it (HIGH_TEMP, 07:31)",
};
const pallets = Array.from({ length: 9 }, (_, i) =>
  lot(
    `P-${118 + i}`,
    "pallet",
    48 - i * 5,
    720,
    "bottles",
    [i < 4 ? "S-41-1" : "S-42-1"],
    i === 6 || i === 7 ? held : i === 1 ? { disposition: "released" } : {},
  ),
);
Object.assign(pallets[0], {
  tracing: "presumed",
  tracing_note: `S-41-1 was entering when it was first seen, at ${ago(56)}; what entered before it was not seen`,
});
export const lots = [
  lot("B-41", "batch", 61, 1800, "L", []),
  lot("B-42", "batch", 29, 1800, "L", [], held),
  lot("B-43", "batch", 4, 1800, "L", [], { status: "in_process", to: null }),
  lot("S-41-1", "sublot", 56, 1760, "L", ["B-41"]),
  lot("S-42-1", "sublot", 24, 1310, "L", ["B-42"], held),
  ...pallets.reverse(),
];

export function genealogy(id, direction) {
  const self = lots.find((l) => l.id === id);
  const next =
    direction === "forward"
      ? lots.filter((l) => l.parents.includes(id))
      : lots.filter((l) => self.parents.includes(l.id));
  return { lot: self, children: next.map((l) => genealogy(l.id, direction)) };
}

const kHops = [
  ["plc", 0, "Crossed 80 °C"],
  ["scada", 41, ""],
  ["bridge.received", 6, ""],
  ["bridge.raised", 2004, "Above the limit for 2 s"],
  ["bus.published", 3.1, ""],
  ["mes.received", 1.4, ""],
  ["mes.recorded", 4.6, ""],
  ["mes.commanded", 0.3, ""],
  ["bridge.command", 2.2, ""],
  ["scada.accepted", 5.7, ""],
  ["scada.written", 1.9, ""],
  ["plc.taken", 9.8, ""],
  ["scada.confirmed", 44, ""],
  ["bridge.result", 4.4, ""],
  ["mes.result", 2.3, ""],
];

function chain(opened) {
  let t = opened - 2054;
  return kHops.map(([place, since, label], i) => {
    t += since;
    const fraction = (t % 1000).toFixed(3).padStart(7, "0").slice(3);
    return {
      place,
      label,
      time: new Date(t)
        .toISOString()
        .replace(/\.\d+Z/, `.${String(Math.floor(t % 1000)).padStart(3, "0")}${fraction.slice(1)}Z`),
      since_previous_ms: i === 0 ? null : since,
    };
  });
}

function samples(opened, end) {
  const list = [];
  for (let t = opened - 60_000; t <= end + 50_000; t += 500) {
    const s = (t - opened) / 1000;
    const rise = s < -20 ? 0 : s < 2 ? (s + 20) / 22 : Math.exp(-(s - 2) / 16);
    list.push({ time: iso(t), value: Number((76 + 4.6 * rise + 0.15 * Math.sin(s / 4)).toFixed(2)), quality: "Good" });
  }
  return list;
}

const steps = (opened, escalated) => [
  {
    name: "hold_lots",
    state: "completed",
    started: iso(opened + 5),
    ended: iso(opened + 10),
    detail: "Held S-42-1, B-42 and two pallets",
  },
  {
    name: "lower_setpoint",
    state: "completed",
    started: iso(opened + 10),
    ended: iso(opened + 75),
    detail: "Set-point 76 → 72 °C, confirmed by the PLC",
  },
  {
    name: "watch_temperature",
    state: escalated ? "escalated" : "completed",
    started: iso(opened + 75),
    ended: iso(opened + (escalated ? 60_000 : 21_000)),
    detail: escalated ? "Still above 80 °C after 60 s" : "Back below 80 °C after 21 s",
  },
  {
    name: escalated ? "ask_operator" : "restore_recipe",
    state: escalated ? "running" : "completed",
    started: iso(opened + 60_000),
    ended: escalated ? null : iso(opened + 81_000),
    detail: escalated ? "Waits for the operator and for quality" : "Set-point 72 → 76 °C",
  },
];

const o1 = start - 17 * 60_000;
const o2 = start - 96 * 60_000;
const base = {
  rule: "HIGH_TEMP",
  equipment: "line1/pasteurizer",
  tag: "line1/pasteurizer/temperature",
  limit: "high",
  limit_value: 80,
  unit: "°C",
  recovered: false,
};
export const deviations = [
  {
    ...base,
    id: "D-31",
    state: "corrected",
    severity: 2,
    value: 80.6,
    opened_at: iso(o1),
    cleared_at: iso(o1 + 21_000),
    closed_at: null,
    workflow: "W-31",
    lots: ["S-42-1", "B-42", "P-124", "P-125"],
    summary: "temperature 80.60 °C is beyond its high limit 80 °C",
  },
  {
    ...base,
    id: "D-30",
    state: "escalated",
    severity: 1,
    value: 83.2,
    opened_at: iso(o2),
    closed_at: null,
    workflow: "W-30",
    lots: ["S-42-1"],
    summary: "temperature 83.20 °C is beyond its high limit 80 °C",
  },
  {
    ...base,
    id: "D-29",
    state: "closed",
    severity: 2,
    value: 80.3,
    opened_at: iso(o2 - 7_000_000),
    cleared_at: iso(o2 - 6_980_000),
    closed_at: iso(o2 - 3_000_000),
    workflow: null,
    lots: [],
    recovered: true,
    summary: "temperature 80.30 °C is beyond its high limit 80 °C",
  },
];
export const workflows = [
  {
    id: "W-31",
    definition: "high_temperature",
    deviation: "D-31",
    state: "completed",
    step: "done",
    steps: steps(o1, false),
    started: iso(o1 + 4),
    ended: iso(o1 + 81_060),
  },
  {
    id: "W-30",
    definition: "high_temperature",
    deviation: "D-30",
    state: "escalated",
    step: "ask_operator",
    steps: steps(o2, true),
    started: iso(o2 + 4),
    ended: null,
  },
];
export const tasks = [
  {
    id: "T-8",
    title: "Dispose of sublot S-42-1",
    detail: "It was in the holding tube above 80 °C. Taste and colour sample, then release or reject it.",
    role: "quality",
    kind: "dispose",
    deviation: "D-31",
    lot: "S-42-1",
    created: iso(o1 + 90_000),
    state: "open",
    done_by: null,
    done_at: null,
  },
  {
    id: "T-7",
    title: "Check the steam valve of the pasteurizer",
    detail:
      "The temperature did not follow the set-point. Look for a stuck valve before giving the unit back to remote.",
    role: "operator",
    kind: "take_over",
    deviation: "D-30",
    lot: null,
    created: iso(o2 + 60_000),
    state: "open",
    done_by: null,
    done_at: null,
  },
  {
    id: "T-6",
    title: "Dispose of pallet P-119",
    detail: "Held after a deviation in the night.",
    role: "quality",
    kind: "dispose",
    deviation: null,
    lot: "P-119",
    created: iso(o2 - 6_900_000),
    state: "done",
    done_by: "quynh",
    done_at: iso(o2 - 3_000_000),
  },
];

/** What the MES, the workflow and the line did, as it was recorded: several within a blink, as on a real line. */
function actions(d, opened, end) {
  const at = (t, what, by, detail = "") => ({ time: iso(t), what, by, detail });
  const list = [
    at(opened, "raised", "bridge", d.summary),
    at(opened + 4, "lot held", "quality", d.lots.join(", ")),
    at(opened + 9, "set_temperature 72 °C asked for", "workflow", "Replaces 76 °C while the temperature is too high"),
    at(opened + 31, "alarm UNACK", "scada", "line1/pasteurizer/temperature/high: Product too hot"),
    at(opened + 44, "command accepted", "scada"),
    at(opened + 90, "command completed", "scada"),
  ];
  if (!d.cleared_at) return [...list, at(end, "escalated", "workflow", "Still above 80 °C after 60 s")];
  return [
    ...list,
    at(end, "back within the limit", "bridge", "80 °C"),
    at(end + 60, "alarm RTNUN", "scada", "line1/pasteurizer/temperature/high: Product too hot"),
    at(end + 30_000, "set_temperature 76 °C asked for", "workflow", "The recipe's set-point is in force again"),
    at(end + 30_090, "command completed", "scada"),
  ];
}

const sources = (d, opened) => {
  const told = { limit: d.limit, limit_value: d.limit_value, value: d.value, recovered: d.recovered };
  const summary = "temperature 80.02 °C is beyond its high limit 80 °C";
  return [
    { ...told, kind: "alarm", source: `${d.tag}/high`, time: iso(opened - 2000), summary },
    { ...told, kind: "rule", source: `${d.rule}:${d.tag}`, time: d.opened_at, summary: d.summary },
  ];
};

export function story(id) {
  const d = deviations.find((x) => x.id === id);
  if (!d) return undefined;
  const opened = Date.parse(d.opened_at);
  const end = d.cleared_at ? Date.parse(d.cleared_at) : opened + 60_000;
  return {
    ...d,
    chain: chain(opened),
    restoration: d.cleared_at ? chain(end + 32_054).slice(7) : [],
    samples: samples(opened, end),
    actions: actions(d, opened, end),
    sources: sources(d, opened),
    lots: d.lots.map((l) => lots.find((x) => x.id === l)),
    tasks: tasks.filter((t) => t.deviation === id),
    workflow: workflows.find((w) => w.id === d.workflow) ?? null,
  };
}

const flow = ["mixer", "pasteurizer", "filler", "capper", "labeller", "palletizer"];
const stateOf = (unit) => (unit === "labeller" ? ["Suspended", 5] : ["Execute", 6]);
/** As the MES keeps it: by path. The order of flow stands in the routing. */
export const equipment = ["line1", ...[...flow, "conveyors"].map((n) => `line1/${n}`)].sort().map((path, i) => ({
  path,
  state: stateOf(path.slice(6))[0],
  state_number: stateOf(path.slice(6))[1],
  stop_code: path.endsWith("labeller") ? 1 : 0,
  quality: "Good",
  time: ago(3 + i * 7),
  good: null,
  scrap: null,
}));
export const routings = [
  {
    id: "BOTTLING",
    material: "ORANGE-05",
    steps: flow.map((n) => ({ segment: n, name: n, equipment: `line1/${n}` })),
  },
];
export const materials = [
  { id: "LEMONADE-05", description: "Lemonade 0.5 L" },
  { id: "ORANGE-05", description: "Orange 0.5 L" },
];
