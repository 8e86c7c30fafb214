// The historian of the mock: samples every half second (further apart over long times), condensed to columns as the
// server does, with an episode of Uncertain and of Bad now and then.
import { tags } from "./plant.mjs";
import { readAt } from "./simulation.mjs";
import { Failure } from "./server.mjs";

const kEveryMs = 500;
const kMostSamples = 12_000;

function read(query, path) {
  const from = Date.parse(query.get("from"));
  const to = Date.parse(query.get("to"));
  if (!(from < to)) throw new Failure(400, "bad_request", "from: expected an RFC 3339 time before `to`");
  if (!tags.has(path)) throw new Failure(404, "not_found", `there is no tag ${path}`);
  return { from, to, path };
}

/** The samples of [from, to) and one beyond each end, as far as the present. */
function samplesOf({ from, to, path }) {
  const every = Math.max(kEveryMs, Math.ceil((to - from) / kMostSamples / kEveryMs) * kEveryMs);
  const rows = [];
  const end = Math.min(to + every - 1, Date.now());
  let last;
  for (let t = Math.floor((from - 1) / every) * every; t <= end; t += every) {
    const { value, quality } = readAt(path, t);
    const q = quality.startsWith("Good") ? 0 : quality.startsWith("Uncertain") ? 1 : 2;
    // Only what changed is written, as with a deadband.
    if (last && last.raw === value && last.q === q && t + every <= end) continue;
    last = { t, raw: value, v: q === 2 ? null : Number(value), q };
    rows.push(last);
  }
  return rows;
}

function condensed(rows, { from, to }, columns) {
  const width = (to - from) / columns;
  const kept = [];
  for (let i = 0; i < rows.length;) {
    const column = Math.floor((rows[i].t - from) / width);
    const own = [];
    for (; i < rows.length && Math.floor((rows[i].t - from) / width) === column; i += 1) own.push(rows[i]);
    const good = own.filter((r) => r.v !== null);
    const by = (better) => good.reduce((a, b) => (better(b.v, a.v) ? b : a), good[0]);
    const chosen = new Set([own[0], by((a, b) => a < b), by((a, b) => a > b), own.find((r) => r.q === 2), own.at(-1)]);
    kept.push(...own.filter((r) => chosen.has(r)));
  }
  return kept;
}

const pathsOf = (query) => query.get("tag").split(",");

export function trend({ query }) {
  const columns = Number(query.get("columns") ?? 1200);
  const pens = pathsOf(query).map((path) => {
    const request = read(query, path);
    const all = samplesOf(request);
    const raw = all.length <= columns * 4;
    const rows = raw ? all : condensed(all, request, columns);
    const { unit, type } = tags.get(path);
    return {
      tag: path,
      unit,
      stepped: type !== "real",
      raw,
      times: rows.map((r) => r.t),
      values: rows.map((r) => r.v),
      quality: rows.map((r) => r.q),
    };
  });
  return { from: query.get("from"), to: query.get("to"), pens };
}

function statisticsOf(request) {
  const { from, to, path } = request;
  const { unit } = tags.get(path);
  // The one in force at `from` holds from there.
  const all = samplesOf(request);
  const rows = all.filter((r) => r.t >= from && r.t < to);
  const before = all.findLast((r) => r.t < from);
  if (before && rows[0]?.t !== from) rows.unshift({ ...before, t: from });
  const good = rows.filter((r) => r.v !== null);
  const iso = (t) => new Date(t).toISOString();
  if (good.length === 0) return { tag: path, unit, count: 0, percent_good: 0 };
  const least = good.reduce((a, b) => (b.v < a.v ? b : a));
  const greatest = good.reduce((a, b) => (b.v > a.v ? b : a));
  let area = 0;
  let time = 0;
  rows.forEach((r, i) => {
    const lasts = (rows[i + 1]?.t ?? to) - r.t;
    if (r.v === null) return;
    area += r.v * lasts;
    time += lasts;
  });
  const average = area / time;
  const squares = good.reduce((sum, r) => sum + (r.v - average) ** 2, 0);
  return {
    tag: path,
    unit,
    count: good.length,
    minimum: least.v,
    minimum_time: iso(least.t),
    maximum: greatest.v,
    maximum_time: iso(greatest.t),
    average,
    standard_deviation: good.length > 1 ? Math.sqrt(squares / (good.length - 1)) : null,
    first: good[0].v,
    last: good.at(-1).v,
    delta: good.at(-1).v - good[0].v,
    percent_good: (100 * time) / (to - rows[0].t),
  };
}

export const statistics = ({ query }) => pathsOf(query).map((path) => statisticsOf(read(query, path)));

const kNames = ["Good", "Uncertain", "Bad"];

export function exported({ query, response }) {
  response.writeHead(200, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="history.csv"',
  });
  response.write("time,tag,value,unit,quality\r\n");
  for (const path of pathsOf(query)) {
    for (const r of samplesOf(read(query, path)))
      response.write(`${new Date(r.t).toISOString()},${path},${r.v ?? ""},${tags.get(path).unit},${kNames[r.q]}\r\n`);
  }
  response.end();
}
