// A control chart's points as columns, and the geometry that follows from them. No canvas here.

import type { ChartPoint } from "kit/api/mes_charts";
import { parseUtc } from "kit/format/time";
import type { UtcText } from "kit/units";

export interface ChartSeries {
  times: number[];
  values: number[];
  /** Each point has limits of its own; null while they were not known. */
  centre: (number | null)[];
  lower: (number | null)[];
  upper: (number | null)[];
  /** The points that complete a pattern, oldest first. */
  marked: number[];
  /** Before which point the present phase begins; undefined when all of them, or none of before, are shown. */
  phase: number | undefined;
}

export interface Specification {
  lower?: number | null | undefined;
  target?: number | null | undefined;
  upper?: number | null | undefined;
}

export function seriesOf(points: readonly ChartPoint[], since: UtcText | undefined): ChartSeries {
  const series: ChartSeries = {
    ...{ times: [], values: [], centre: [], lower: [], upper: [], marked: [] },
    phase: undefined,
  };
  for (const point of points) {
    const time = parseUtc(point.time);
    if (time === undefined) continue;
    if (point.marks.length > 0) series.marked.push(series.times.length);
    series.times.push(time);
    series.values.push(point.value);
    series.centre.push(point.centre ?? null);
    series.lower.push(point.lower ?? null);
    series.upper.push(point.upper ?? null);
  }
  series.phase = phaseOf(series.times, parseUtc(since));
  return series;
}

/** Where the phase that began at `since` begins among the points; times.length when none came since. */
export function phaseOf(times: readonly number[], since: number | undefined): number | undefined {
  if (since === undefined || times.length === 0 || since <= times[0]!) return undefined;
  const first = times.findIndex((t) => t >= since);
  return first < 0 ? times.length : first;
}

const known = (values: readonly (number | null | undefined)[]) =>
  values.filter((v): v is number => v !== null && v !== undefined && Number.isFinite(v));

function extent(...columns: readonly (readonly (number | null)[])[]): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { low, high };
}

/** A specification that would press the points into less than this share of the height is told in words. */
const kFlattest = 0.2;

export interface Bounds {
  min: number;
  max: number;
  /** Specification limits that lie outside. */
  beyond: ("lower" | "upper")[];
}

/** What the values' axis shows: points and control limits, and the specification where they are not lost in it. */
export function boundsOf(
  series: ChartSeries,
  specification: Specification,
  from = 0,
  to = series.values.length,
): Bounds {
  const cut = <T>(column: readonly T[]) => column.slice(from, to);
  const own = extent(cut(series.values), cut(series.lower), cut(series.upper));
  if (own.low > own.high) return { min: 0, max: 1, beyond: [] };
  const spec = known([specification.lower, specification.upper]);
  const all = { low: Math.min(own.low, ...spec), high: Math.max(own.high, ...spec) };
  const shown = own.high - own.low >= kFlattest * (all.high - all.low) ? all : own;
  const margin = (shown.high - shown.low) * 0.06 || Math.max(Math.abs(shown.high) * 0.01, 0.5);
  const min = shown.low - margin;
  const max = shown.high + margin;
  const beyond = (["lower", "upper"] as const).filter((side) => {
    const limit = specification[side];
    return typeof limit === "number" && (limit < min || limit > max);
  });
  return { min, max, beyond };
}

/** As many decimals as tell a quarter of the points' σ. */
export function decimalsOf(series: Pick<ChartSeries, "lower" | "upper" | "values">): number {
  const last = series.upper.length - 1;
  const width = (series.upper[last] ?? NaN) - (series.lower[last] ?? NaN);
  const { low, high } = extent(series.values);
  const sigma = (width > 0 ? width : high - low) / 6;
  if (!(sigma > 0) || !Number.isFinite(sigma)) return 1;
  return Math.max(0, Math.min(6, Math.ceil(-Math.log10(sigma / 4))));
}

/** The part of a chart that is looked at, as indices with `to` beyond the last. */
export interface Window {
  from: number;
  to: number;
}

/** The window after a step: nearer or farther around `at`, or moved by a share of itself; always inside the points. */
export function zoomed(window: Window, count: number, factor: number, at = (window.from + window.to) / 2): Window {
  const width = Math.max(Math.min(kFewestShown, count), Math.min(count, (window.to - window.from) * factor));
  const share = (at - window.from) / (window.to - window.from || 1);
  return within({ from: at - share * width, to: at - share * width + width }, count);
}

export const kFewestShown = 10;

export function within({ from, to }: Window, count: number): Window {
  const width = Math.min(count, Math.round(to - from));
  const left = Math.max(0, Math.min(count - width, Math.round(from)));
  return { from: left, to: left + width };
}

/** Moves names apart that would stand on each other, as little as may be and never above the first's or below `bottom`;
 *  in and out are heights in the order given. */
export function apart(heights: readonly number[], least: number, bottom: number): number[] {
  const order = heights.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  order.forEach((each, n) => {
    const above = order[n - 1];
    if (above) each.y = Math.max(each.y, above.y + least);
  });
  for (let n = order.length - 1; n >= 0; n--) {
    order[n]!.y = Math.min(order[n]!.y, (order[n + 1]?.y ?? bottom + least) - least);
  }
  const placed = [...heights];
  for (const { y, i } of order) placed[i] = y;
  return placed;
}
