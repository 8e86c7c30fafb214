// Genealogy in mock: who went into whom with how much, traces, recalls, bottles and the circumstances of a lot.
import { lots } from "./mes_data.mjs";
import { Failure } from "./server.mjs";

const start = Date.now();
const iso = (t) => new Date(t).toISOString();
const kBottle = /^(LINE\d)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(\d+)$/;

/** A silo of sugar that went into eighteen hundred pallets, to look at many. */
const kMany = { batches: 40, sublots: 120, pallets: 1800 };

function manyLots() {
  const lot = (id, kind, quantity, unit, more = {}) => ({
    ...{ id, kind, material: "ORANGE-05", order: "PO-0900", parents: [], quantity, unit, status: "available" },
    ...{ disposition: "none", hold_reason: null, created: iso(start - 86_400_000), from: iso(start - 86_400_000) },
    ...{ to: iso(start - 86_000_000), tracing: "measured", ...more },
  });
  const some = (n, make) => Array.from({ length: n }, (_, i) => make(i));
  return [
    lot("SILO-1", "received", 40_000, "KGM", { material: "SUGAR" }),
    ...some(kMany.batches, (i) => lot(`BB-${i}`, "batch", 1800, "L")),
    ...some(kMany.sublots, (i) => lot(`SS-${i}`, "sublot", 600, "L", i < 5 ? { disposition: "held" } : {})),
    ...some(kMany.pallets, (i) =>
      lot(
        `PP-${i}`,
        "pallet",
        720,
        "bottles",
        i < 60 ? { disposition: "held" } : i < 70 ? { disposition: "rejected" } : {},
      ),
    ),
  ];
}

function links() {
  const link = (lot, parent, quantity, unit) => ({ lot, parent, quantity, unit });
  const made = lots.filter((l) => l.parents.length > 0);
  const plain = made.flatMap((l) => l.parents.map((p) => link(l.id, p, l.kind === "pallet" ? 362.5 : l.quantity, "L")));
  const batches = lots.filter((l) => /^B-/.test(l.id)).map((l) => l.id);
  const pallets = lots.filter((l) => /^P-/.test(l.id)).map((l) => l.id);
  return [
    ...plain,
    ...batches.flatMap((b) => [
      link(b, "SUG-0207", 18.2, "KGM"),
      link(b, "CON-1181", 64.8, "KGM"),
      link(b, "WAT-1", 1717, "LTR"),
    ]),
    link("B-42", "SUG-0208", 2.1, "KGM"),
    ...pallets.flatMap((p) => [
      link(p, "BOT-77", 722, "H87"),
      link(p, "CAP-91", 721, "H87"),
      link(p, "LAB-12", 724, "H87"),
    ]),
    ...Array.from({ length: kMany.batches }, (_, i) => link(`BB-${i}`, "SILO-1", 18, "KGM")),
    ...Array.from({ length: kMany.sublots }, (_, i) => link(`SS-${i}`, `BB-${Math.floor(i / 3)}`, 600, "L")),
    ...Array.from({ length: kMany.pallets }, (_, i) => link(`PP-${i}`, `SS-${Math.floor(i / 15)}`, 40, "L")),
  ];
}

let allLinks;
const short = (lot, level) => {
  const { id, kind, material, quantity, unit, order, status, disposition, from, to, tracing = "measured" } = lot;
  return { id, kind, material, quantity, unit, order, status, disposition, from, to, tracing, level };
};

function lotOf(id) {
  const lot = lots.find((l) => l.id === id);
  if (!lot) throw new Failure(404, "not_found", `there is no lot '${id}'`);
  return lot;
}

export function traceOf(id, direction, levels = 20) {
  const backward = direction !== "forward";
  const level = new Map([[lotOf(id).id, 0]]);
  const used = [];
  let edge = [id];
  for (let depth = 1; depth <= levels && edge.length > 0; depth++) {
    const now = new Set(edge);
    const found = allLinks.filter((l) => now.has(backward ? l.lot : l.parent));
    used.push(...found);
    edge = found.map((l) => (backward ? l.parent : l.lot)).filter((next) => !level.has(next));
    for (const next of edge) level.set(next, depth);
    edge = [...new Set(edge)];
  }
  const told = lots.filter((l) => level.has(l.id)).map((l) => short(l, level.get(l.id)));
  return { lot: id, direction: backward ? "backward" : "forward", lots: told, links: used, truncated: false };
}

function recall({ parameters: [id] }) {
  const pallets = traceOf(id, "forward").lots.filter((l) => l.kind === "pallet");
  const sums = [...new Set(pallets.map((l) => l.material))].map((material) => {
    const same = pallets.filter((l) => l.material === material);
    return { material, unit: "bottles", lots: same.length, quantity: same.reduce((all, l) => all + l.quantity, 0) };
  });
  const orders = [...new Set(pallets.map((l) => l.order))];
  return { lot: id, lots: pallets, by_material: sums, orders, units: 0, truncated: false };
}

function recallTable({ parameters: [id], response }) {
  const rows = recall({ parameters: [id] }).lots.map((l) => `${l.id},${l.material},${l.quantity},${l.unit}`);
  response.writeHead(200, { "Content-Type": "text/csv" });
  response.end(["lot,material,quantity,unit", ...rows].join("\r\n"));
}

function bottle({ parameters: [code] }) {
  const match = kBottle.exec(code);
  if (!match) throw new Failure(404, "not_found", `no unit '${code}' is recorded, and it is no bottle code`);
  const [, line, year, month, day, hour, minute, second, sequence] = match;
  if (line !== "LINE1") throw new Failure(404, "not_found", `there is no line '${line}'`);
  const doubtful = Number(sequence) % 2 === 0;
  const pallets = ["P-124", "P-125"].slice(doubtful ? 0 : 1).map((id) => short(lotOf(id), 0));
  return {
    ...{ code, line: "line1", printed: `${year}-${month}-${day}T${hour}:${minute}:${second}Z` },
    ...{ sequence: Number(sequence), pallets, tracing: doubtful ? "presumed" : "measured" },
    note: doubtful ? "the palletizer changed the pallet within the second in which it was printed" : "",
    trace: traceOf(pallets[0].id, "backward"),
  };
}

function context({ parameters: [id] }) {
  const lot = lotOf(id);
  if (lot.kind === "received") return { windows: [], recipe: [], operators: [], deviations: [], history: [] };
  const from = lot.from;
  const to = lot.to;
  const history = ["temperature", "temperature_setpoint", "flow"].map((tag) => ({
    tag: `line1/pasteurizer/${tag}`,
    from,
    to,
  }));
  return {
    windows: ["mixer", "pasteurizer", "filler"].map((unit) => ({ equipment: `line1/${unit}`, from, to })),
    recipe: [
      { id: "pasteurizer_temperature", value: 76, unit: "°C", readback: 76 },
      { id: "filler_speed", value: 240, unit: "1/min", readback: 228 },
    ],
    operators: ["fatima", "ahmet"],
    deviations:
      lot.disposition === "held" ? [{ id: "D-31", rule: "HIGH_TEMP", equipment: "line1/pasteurizer", from, to }] : [],
    history: [...history, { tag: "line1/filler/speed", from, to }],
  };
}

/** After all other lots are known. */
export function startTrace() {
  lots.push(...manyLots());
  allLinks = links();
}

export const traceRoutes = () => [
  [
    "GET",
    /^\/api\/v1\/lots\/([^/]+)\/trace$/,
    ({ parameters: [id], query }) => traceOf(id, query.get("direction"), Number(query.get("levels") ?? 20)),
  ],
  ["GET", /^\/api\/v1\/lots\/([^/]+)\/recall$/, recall],
  ["GET", /^\/api\/v1\/lots\/([^/]+)\/recall\.csv$/, recallTable],
  ["GET", /^\/api\/v1\/lots\/([^/]+)\/context$/, context],
  ["GET", /^\/api\/v1\/bottles\/([^/]+)$/, bottle],
];
