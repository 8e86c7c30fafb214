// The recent past of a tag: seeded from the history, then fed by its live values, one point per `resolutionMs` at most.
// Kept while something shows it; shared by sparklines and trends of the same span.

import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "kit/api/client";
import type { History, TagValue } from "kit/api/operator_types";
import { qualityClass } from "kit/format/quality";
import { parseUtc } from "kit/format/time";
import type { Point } from "kit/geometry/scale";
import { onLiveOpen, tags } from "kit/live/tags";
import type { TagPath } from "kit/units";

const kPointsPerSpan = 600;

export interface Series {
  points: Point[];
  version: Signal<number>;
  fault: Signal<string | undefined>;
}

interface Kept extends Series {
  users: number;
  stop: () => void;
}

const kept = new Map<string, Kept>();

const numberOf = (value: unknown): number | null =>
  typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : null;

/** The points of a history answer, in time order; what was not good is a gap. Empty buckets are left out. */
export function pointsOf(history: History): Point[] {
  const samples = history.samples?.map((s) => ({ t: parseUtc(s.time), value: s.value, quality: s.quality }));
  const buckets = history.buckets
    ?.filter((b) => b.count > 0 || qualityClass(b.quality) === "bad")
    .map((b) => ({ t: parseUtc(b.time), value: b.last ?? b.mean, quality: b.quality }));
  const points: Point[] = [];
  for (const { t, value, quality } of samples ?? buckets ?? []) {
    if (t !== undefined) points.push({ t, v: qualityClass(quality) === "bad" ? null : numberOf(value) });
  }
  return points.sort((a, b) => a.t - b.t);
}

/** Adds a live value. Within one resolution step the last point moves; a change of good to bad is never swallowed. */
export function appendPoint(points: Point[], change: TagValue, resolutionMs: number, spanMs: number): void {
  const t = parseUtc(change.time);
  if (t === undefined) return;
  const v = qualityClass(change.quality) === "bad" ? null : numberOf(change.value);
  const last = points.at(-1);
  if (last && t < last.t) return;
  const before = points.at(-2);
  const sameKind = last !== undefined && (last.v === null) === (v === null);
  if (last && before && sameKind && t - before.t < resolutionMs) {
    last.t = t;
    last.v = v;
  } else {
    points.push({ t, v });
  }
  const oldest = t - spanMs * 1.1;
  const keepFrom = points.findIndex((p) => p.t >= oldest);
  if (keepFrom > 64) points.splice(0, keepFrom);
}

/** Fetches the past and puts it before what has come live meanwhile. */
async function seed(path: TagPath, spanMs: number, series: Series): Promise<void> {
  const to = Date.now();
  const query = new URLSearchParams({
    tag: path,
    from: new Date(to - spanMs).toISOString(),
    to: new Date(to).toISOString(),
    buckets: String(kPointsPerSpan / 2),
  });
  try {
    const past = pointsOf(await api.get<History>(`/api/v1/history?${query}`));
    const end = past.at(-1)?.t ?? -Infinity;
    series.points = [...past, ...series.points.filter((p) => p.t > end)];
    series.fault.value = undefined;
    series.version.value += 1;
  } catch (cause) {
    series.fault.value = cause instanceof Error ? cause.message : String(cause);
  }
}

function keep(path: TagPath, spanMs: number): Kept {
  const series: Kept = { points: [], version: signal(0), fault: signal(undefined), users: 0, stop: () => undefined };
  const release = tags.retain([path]);
  const resolutionMs = Math.max(500, spanMs / kPointsPerSpan);
  const unlisten = tags.listen(path, (change) => {
    appendPoint(series.points, change, resolutionMs, spanMs);
    series.version.value += 1;
  });
  series.stop = () => {
    release();
    unlisten();
  };
  return series;
}

let reseedArmed = false;

/** The tag's recent past while the component is on screen. */
export function useSeries(path: TagPath, spanMs: number): Series {
  const key = `${path}|${spanMs}`;
  let series = kept.get(key);
  if (!series) {
    series = keep(path, spanMs);
    kept.set(key, series);
    void seed(path, spanMs, series);
  }
  if (!reseedArmed) {
    reseedArmed = true;
    onLiveOpen(reseedAll);
  }
  useEffect(() => {
    const mine = kept.get(key) ?? series!;
    mine.users += 1;
    return () => {
      mine.users -= 1;
      if (mine.users > 0) return;
      mine.stop();
      kept.delete(key);
    };
  }, [key]);
  return series;
}

/** After a lost connection the gap is filled from the history. */
function reseedAll(): void {
  for (const [key, series] of kept) {
    const [path, span] = key.split("|");
    void seed(path as TagPath, Number(span), series);
  }
}
