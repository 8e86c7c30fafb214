// Control charts in mock: twelve nozzles of which one drifts, and a torque whose second head has told nothing yet.
import { Failure } from "./server.mjs";

const kEvery_ms = 9_000;
const kMost = 10_000;
const kBaseline = 25;
const start = Date.now();
const iso = (t) => new Date(t).toISOString();

/** The same noise at every start, so that screenshots can be compared. */
function noise(seed) {
  let state = seed;
  const uniform = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return (state + 0.5) / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

const sideRun = (points, side) => {
  let run = 0;
  for (let i = points.length - 1; i >= 0 && Math.sign(points[i]) === side; i--) run++;
  return run;
};

/** The patterns that the last of these standardised points completes. */
function marksOf(points) {
  const last = points.at(-1);
  const side = Math.sign(last);
  return [
    Math.abs(last) > 3 && "Nelson 1",
    sideRun(points.slice(-20), side) >= 9 && "Nelson 2",
    side * last > 2 && points.slice(-3).filter((z) => side * z > 2).length >= 2 && "Nelson 5",
  ].filter(Boolean);
}

/** `restarts`: how many points ago a phase began; `drift`: over how many of the newest it leaves, and by how much. */
function stream(name, tag, { mean, sigma, seed, count = 1200, restarts = [], drift, tightened = false, deviation }) {
  const random = noise(seed);
  const points = [];
  let limits;
  let phase = [];
  for (let ago = count; ago > 0; ago--) {
    if (restarts.includes(ago)) [limits, phase] = [undefined, []];
    const away = drift && ago <= drift.over ? drift.by * (1 - ago / drift.over) : 0;
    const value = Number((mean + away + sigma * random()).toFixed(2));
    phase.push(value);
    if (phase.length > kBaseline + 40) phase.splice(kBaseline, 20);
    if (!limits && phase.length > kBaseline) {
      const base = phase.slice(0, kBaseline);
      const centre = base.reduce((a, b) => a + b, 0) / kBaseline;
      const ranges = base.slice(1).map((v, i) => Math.abs(v - base[i]));
      limits = { centre, sigma: ranges.reduce((a, b) => a + b, 0) / ranges.length / 1.128 };
    }
    const z = limits
      ? phase
          .slice(kBaseline)
          .slice(-20)
          .map((v) => (v - limits.centre) / limits.sigma)
      : [];
    points.push({
      ...{ time: iso(start - ago * kEvery_ms), value },
      ...(limits && {
        centre: limits.centre,
        lower: limits.centre - 3 * limits.sigma,
        upper: limits.centre + 3 * limits.sigma,
      }),
      marks: z.length > 0 ? marksOf(z) : [],
    });
  }
  const newest = Math.min(...restarts, Infinity);
  const since = Number.isFinite(newest) ? iso(start - newest * kEvery_ms - 2000) : "1970-01-01T00:00:00Z";
  return { stream: name, tag, tightened, since, deviation, points, random, mean, sigma };
}

const kNozzles = {
  3: { drift: { over: 8, by: 5 } },
  7: { count: kMost, drift: { over: 26, by: 9 }, restarts: [260], tightened: true, deviation: "D-32" },
  11: { restarts: [12] },
};
const nozzle = (n) =>
  stream(`nozzle_${n}`, `line1/filler/nozzle_${n}`, {
    ...{ mean: 500 + ((n * 7) % 5) / 4 - 0.5, sigma: 1.8 + (n % 3) * 0.15, seed: n * 97 },
    ...kNozzles[n],
  });

export const characteristics = [
  {
    ...{ id: "FILL-WEIGHT", name: "Fill weight", equipment: "line1/filler", unit: "g" },
    ...{ lower: 485, target: 500, upper: 515, rules: ["Nelson 1", "Nelson 2", "Nelson 5"] },
    streams: Array.from({ length: 12 }, (_, i) => nozzle(i + 1)),
  },
  {
    ...{ id: "CAP-TORQUE", name: "Cap torque", equipment: "line1/capper", unit: "N·m" },
    ...{ lower: 1.2, rules: ["Nelson 1", "Western Electric 4"] },
    streams: [
      stream("head_1", "line1/capper/torque_1", { mean: 1.61, sigma: 0.06, seed: 5, count: 1400, restarts: [700] }),
      stream("head_2", "line1/capper/torque_2", { mean: 1.6, sigma: 0.06, seed: 6, count: 0 }),
    ],
  },
];

function streamView({ stream, tag, tightened, since, deviation, points }) {
  const newest = points.at(-1);
  return {
    ...{ stream, tag, tightened, since, marks: newest?.marks ?? [] },
    ...(newest && { time: newest.time, value: newest.value }),
    ...(deviation && { deviation }),
  };
}

function capability(of, points, since) {
  const values = points.filter((p) => p.time >= since).map((p) => p.value);
  if (values.length < 2) return undefined;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const within = values.slice(1).reduce((all, v, i) => all + Math.abs(v - values[i]), 0) / (values.length - 1) / 1.128;
  const overall = Math.sqrt(values.reduce((all, v) => all + (v - mean) ** 2, 0) / (values.length - 1));
  const { lower = -Infinity, upper = Infinity } = of;
  const nearest = (sigma) => Math.min(upper - mean, mean - lower) / (3 * sigma);
  const spread = (sigma) => (Number.isFinite(upper - lower) ? (upper - lower) / (6 * sigma) : undefined);
  return {
    ...{ cp: spread(within), cpk: nearest(within), pp: spread(overall), ppk: nearest(overall) },
    ...{ mean, sigma_within: within, sigma_overall: overall, points: values.length },
  };
}

function chart({ parameters: [id, name], query }) {
  const of = characteristics.find((c) => c.id === id);
  if (!of) throw new Failure(404, "not_found", `there is no characteristic '${id}'`);
  const found = of.streams.find((s) => s.stream === name);
  if (!found) throw new Failure(404, "not_found", `${id} has no stream '${name}'`);
  const most = Number(query.get("points") ?? 500);
  const until = query.get("until");
  const points = (until ? found.points.filter((p) => p.time <= until) : found.points).slice(-most);
  return {
    ...{ characteristic: id, name: of.name, stream: name, unit: of.unit },
    ...{ lower: of.lower, target: of.target, upper: of.upper, tightened: found.tightened, since: found.since, points },
    ...{
      capability: capability(of, points, found.since),
      deviations: found.deviation ? [found.deviation, "D-28"] : [],
    },
  };
}

/** Each stream gets a point now and then, with the limits of the one before. */
export function startCharts(changed) {
  setInterval(() => {
    for (const of of characteristics) {
      for (const each of of.streams.filter((s) => s.points.length > 0)) {
        const { centre, lower, upper } = each.points.at(-1);
        const away = kNozzles[each.stream.slice(7)]?.drift?.by ?? 0;
        const value = Number((each.mean + away + each.sigma * each.random()).toFixed(2));
        const marks = centre !== undefined && (value > upper || value < lower) ? ["Nelson 1"] : [];
        each.points.push({ time: iso(Date.now()), value, ...(centre && { centre, lower, upper }), marks });
        each.points.splice(0, each.points.length - kMost);
      }
      changed("charts", of.id);
    }
  }, kEvery_ms);
}

export const chartRoutes = () => [
  [
    "GET",
    /^\/api\/v1\/charts$/,
    () => characteristics.map((c) => ({ ...c, streams: c.streams.map((s) => streamView(s)) })),
  ],
  ["GET", /^\/api\/v1\/charts\/([^/]+)\/([^/]+)$/, chart],
];
