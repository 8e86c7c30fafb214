// Materials in mock: stock, received lots, arrivals, and lots booked in for orders.
import { Failure } from "./server.mjs";

const kDayMs = 86_400_000;
const start = Date.now();
const iso = (t) => new Date(t).toISOString();

const kMaterials = [
  ["SUGAR", "White sugar", "raw", "KGM", 0.01],
  ["CONCENTRATE", "Orange concentrate 65 °Bx", "raw", "KGM", 0.036],
  ["WATER", "Process water", "raw", "LTR", 0.47],
  ["BOTTLE-500", "PET bottle 0.5 L", "packaging", "H87", 1.002],
  ["CAP-28", "Screw cap 28 mm", "packaging", "H87", 1.002],
  ["LABEL-ORANGE", "Label orange juice", "packaging", "H87", 1.005],
].map(([id, name, kind, unit, per]) => ({ id, name, kind, unit, per }));

const received = (id, material, quantity, more = {}) => {
  const { unit } = kMaterials.find((m) => m.id === material);
  const { days = 200, supplier = "Nordzucker", used = 0, ...rest } = more;
  return {
    ...{ id, kind: "received", material, order: null, parents: [], quantity, unit, status: "available" },
    ...{ disposition: "none", hold_reason: null, created: iso(start - 3 * kDayMs), from: null, to: null, ...rest },
    received: {
      ...{ supplier, supplier_lot: `X${id.slice(-3)}`, expires: iso(start + days * kDayMs), location: "Silo 2" },
      ...{ received: iso(start - 3 * kDayMs), by: "fatima", used, left: quantity - used },
    },
  };
};

export const receivedLots = [
  received("SUG-0207", "SUGAR", 400, { used: 380 }),
  received("SUG-0208", "SUGAR", 400),
  received("SUG-0199", "SUGAR", 150, { days: -2 }),
  received("CON-1181", "CONCENTRATE", 900, { used: 264, supplier: "Citrosuco", days: 3 }),
  received("CON-1182", "CONCENTRATE", 600, {
    ...{ supplier: "Citrosuco", disposition: "held", hold_reason: "Taste is off, laboratory 14" },
  }),
  received("BOT-77", "BOTTLE-500", 40_000, { used: 7_403, supplier: "Alpla" }),
  received("CAP-91", "CAP-28", 60_000, { used: 7_403, supplier: "Bericap" }),
  received("LAB-12", "LABEL-ORANGE", 9_000, { used: 7_410, supplier: "CCL" }),
  received("WAT-1", "WATER", 200_000, { used: 3_450, supplier: "" }),
];
const arrivals = [
  { id: "AR-1", material: "SUGAR", quantity: 1000, unit: "KGM", at: iso(start + 0.6 * kDayMs) },
  { id: "AR-2", material: "LABEL-ORANGE", quantity: 20_000, unit: "H87", at: iso(start - 0.1 * kDayMs) },
];
const booked = [
  ["PO-1001", "SUG-0207"],
  ["PO-1001", "CON-1181"],
  ["PO-1001", "BOT-77"],
  ["PO-1001", "CAP-91"],
  ["PO-1001", "LAB-12"],
  ["PO-1001", "WAT-1"],
].map(([order, lot], i) => ({ order, lot, since: iso(start - (60 - i) * 60_000), by: "fatima" }));

const usable = (lot) => lot.disposition !== "held" && Date.parse(lot.received.expires) > Date.now();
const sum = (lots) => lots.reduce((all, lot) => all + lot.received.left, 0);

function stock() {
  return kMaterials.map(({ id, name, kind, unit }) => {
    const lots = receivedLots.filter((l) => l.material === id);
    return {
      ...{ material: id, name, kind, unit, left: sum(lots.filter(usable)), lots: lots.filter(usable).length },
      held: sum(lots.filter((l) => l.disposition === "held")),
      expired: sum(lots.filter((l) => l.disposition !== "held" && !usable(l))),
      arrivals: arrivals.filter((a) => a.material === id),
    };
  });
}

const lotOf = (id) => {
  const lot = receivedLots.find((l) => l.id === id);
  if (!lot) throw new Failure(404, "not_found", `there is no lot '${id}'`);
  return lot;
};

/** Where a material goes into the line. */
const kPackagers = [
  ["LABEL", "labeller"],
  ["CAP", "capper"],
  ["", "filler"],
];
const unitOf = ({ kind, id }) =>
  `line1/${kind === "raw" ? "mixer" : kPackagers.find(([begin]) => id.startsWith(begin))[1]}`;

function materialsOf(order) {
  return kMaterials.map((m) => {
    const lots = booked.filter((b) => b.order === order.id && lotOf(b.lot).material === m.id);
    const left = sum(lots.map((b) => lotOf(b.lot)).filter(usable));
    const needed = order.quantity * m.per;
    const used = Math.min(needed, order.good * m.per);
    return {
      ...{ material: m.id, name: m.name, unit: m.unit, needed, used, left, equipment: unitOf(m) },
      booked: lots.reduce((all, b) => all + lotOf(b.lot).quantity, 0),
      enough: left >= needed - used,
      lots: lots.map((b) => ({
        ...{ lot: b.lot, left: lotOf(b.lot).received.left, since: b.since, by: b.by, equipment: unitOf(m) },
        expires: lotOf(b.lot).received.expires,
      })),
    };
  });
}

function refusal(order, lot) {
  const illegal = (why) => new Failure(409, "illegal", `lot '${lot.id}' cannot be booked in: ${why}`);
  if (lot.disposition === "held") return illegal(`it is held: ${lot.hold_reason}`);
  if (!usable(lot)) return illegal(`it expired on ${lot.received.expires.slice(0, 10)}`);
  if (booked.some((b) => b.lot === lot.id)) return illegal("it is booked in already");
  if (!kMaterials.some((m) => m.id === lot.material)) return illegal(`${order.id} does not take ${lot.material}`);
  return undefined;
}

function receive({ body, identity }, changed) {
  const id = body.id ?? `R-${receivedLots.length + 1}`;
  if (receivedLots.some((l) => l.id === id)) throw new Failure(409, "illegal", `lot '${id}' is there already`);
  const lot = received(id, body.material, body.quantity, { supplier: body.supplier ?? "" });
  Object.assign(lot.received, { ...body, by: identity.user, received: iso(Date.now()) });
  const done = arrivals.findIndex((a) => a.id === body.arrival);
  if (done >= 0) arrivals.splice(done, 1);
  receivedLots.unshift(lot);
  changed("lots", id);
  return { ...lot, holds: [], actions: [], inputs: [], outputs: [] };
}

export function materialRoutes(orders, changed) {
  const orderOf = (id) => {
    const order = orders.find((o) => o.id === id);
    if (!order) throw new Failure(404, "not_found", `there is no order '${id}'`);
    return order;
  };
  const bookIn = ({ parameters: [id], body, identity }) => {
    const order = orderOf(id);
    const refused = refusal(order, lotOf(body.lot));
    if (refused) throw refused;
    booked.push({ order: id, lot: body.lot, since: iso(Date.now()), by: identity.user });
    changed("lots", body.lot);
    return materialsOf(order);
  };
  const remove = ({ parameters: [id, lot] }) => {
    const at = booked.findIndex((b) => b.order === id && b.lot === lot);
    if (at < 0) throw new Failure(409, "illegal", `lot '${lot}' is not booked in for ${id}`);
    booked.splice(at, 1);
    changed("lots", lot);
    return materialsOf(orderOf(id));
  };
  const announce = ({ body }) => {
    const arrival = { id: `AR-${arrivals.length + 3}`, unit: "KGM", ...body };
    arrivals.push(arrival);
    changed("materials", arrival.id);
    return arrival;
  };
  const cancel = ({ parameters: [id] }) => {
    const at = arrivals.findIndex((a) => a.id === id);
    if (at < 0) throw new Failure(404, "not_found", `there is no arrival '${id}'`);
    changed("materials", id);
    return arrivals.splice(at, 1)[0];
  };
  return [
    ["GET", /^\/api\/v1\/stock$/, stock],
    ["GET", /^\/api\/v1\/arrivals$/, () => arrivals],
    ["POST", /^\/api\/v1\/arrivals$/, announce],
    ["POST", /^\/api\/v1\/arrivals\/([^/]+)\/cancel$/, cancel],
    ["POST", /^\/api\/v1\/lots$/, (call) => receive(call, changed)],
    ["GET", /^\/api\/v1\/orders\/([^/]+)\/materials$/, ({ parameters: [id] }) => materialsOf(orderOf(id))],
    ["POST", /^\/api\/v1\/orders\/([^/]+)\/lots$/, bookIn],
    ["POST", /^\/api\/v1\/orders\/([^/]+)\/lots\/([^/]+)\/remove$/, remove],
  ];
}
