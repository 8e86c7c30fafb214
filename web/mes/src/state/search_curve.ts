// How the search for a better plan gets on: its cost over time as a curve of steps, and in words. Pure.

import type { PlanCost, PlanSearch } from "kit/api/mes_plan";
import { durationText } from "kit/format/time";
import { count } from "kit/format/words";

export type CostName = keyof PlanCost;

export const kCosts: readonly { name: CostName; label: string }[] = [
  { name: "tardiness_s", label: "Lateness in all" },
  { name: "setup_s", label: "Changeover in all" },
  { name: "makespan_s", label: "Until all is made" },
];

export const costText = (seconds: number) => (seconds < 0.5 ? "none" : durationText(seconds * 1000));

export interface Curve {
  first: number;
  best: number;
  /** Of an SVG path that holds each value until the next. */
  path: string;
}

const round = (n: number) => Math.round(n * 10) / 10;

/** Steps over the time searched so far; the cost's zero, or its least where that is far from zero, at the bottom. */
export function curveOf(search: PlanSearch, name: CostName, size: { width: number; height: number }): Curve {
  const points = [...search.improvements].sort((a, b) => a.at_s - b.at_s);
  const values = points.length > 0 ? points.map((p) => p[name]) : [search.cost[name]];
  const first = values[0]!;
  const best = search.cost[name];
  const high = Math.max(...values, best);
  const low = Math.min(...values, best);
  const floor = low > 0.5 * high ? low - 0.25 * (high - low) : 0;
  const span = Math.max(high - floor, 1e-9);
  const until = Math.max(search.elapsed_s, points.at(-1)?.at_s ?? 0, 1e-9);
  const x = (s: number) => round((size.width * s) / until);
  const y = (value: number) => round(size.height - (size.height * (value - floor)) / span);
  let path = `M0 ${y(first)}`;
  points.slice(1).forEach((p) => (path += `H${x(p.at_s)}V${y(p[name])}`));
  return { first, best, path: `${path}H${size.width}` };
}

/** "Searched for 30 s, 4 better plans found" */
export function searchText(search: PlanSearch): string {
  const better = Math.max(0, search.improvements.length - 1);
  const time = durationText(search.elapsed_s * 1000);
  const head = { running: "Searching for", done: "Searched for", stopped: "Stopped after" }[search.state];
  return `${head} ${time}, ${better === 0 ? "no better plan yet" : `${count(better, "better plan")} found`}`;
}

/** "−40 %" against the first; "" where nothing became better or worse. */
export function gainText(curve: Pick<Curve, "first" | "best">): string {
  if (curve.first <= 0 || curve.best === curve.first) return "";
  const percent = Math.round((100 * (curve.best - curve.first)) / curve.first);
  return percent === 0 ? "" : `${percent < 0 ? "−" : "+"}${Math.abs(percent)} %`;
}
