// What stands out on the charts, and the words for it.

import type { Capability, Characteristic, ChartPoint, ChartStream } from "kit/api/mes_charts";
import type { Deviation } from "kit/api/mes_types";
import { formatNumber } from "kit/format/number";
import { parseUtc } from "kit/format/time";
import { sentenceCase } from "kit/format/words";
import type { Specification } from "mes/state/chart_series";

/** A stream's standing, the gravest first. */
export type Standing = "deviation" | "marked" | "calm" | "silent";

const kGravity: Standing[] = ["deviation", "marked", "calm", "silent"];

export function standingOf(stream: Pick<ChartStream, "deviation" | "marks" | "time">): Standing {
  if (stream.deviation) return "deviation";
  if (!stream.time) return "silent";
  return stream.marks.length > 0 ? "marked" : "calm";
}

/** The streams that a person should look at, the gravest first; those alike stay in the plant's order. */
export function standingOut(streams: readonly ChartStream[]): ChartStream[] {
  return streams
    .filter((s) => ["deviation", "marked"].includes(standingOf(s)))
    .sort((a, b) => kGravity.indexOf(standingOf(a)) - kGravity.indexOf(standingOf(b)));
}

/** "nozzle_7" → "Nozzle 7" */
export const streamName = (stream: string) => sentenceCase(stream);

/** What a tile says of its stream; `limits` tells whether its newest point was judged. */
export function standingText(stream: ChartStream, limits: boolean): string {
  const rules = rulesText(stream.marks);
  switch (standingOf(stream)) {
    case "deviation":
      return rules === "" ? "Deviation open" : `Deviation: ${rules}`;
    case "marked":
      return `Marked: ${rules}`;
    case "calm":
      return limits ? "In control" : "Learning its limits";
    case "silent":
      return "No points yet";
  }
}

/** "Nelson 1, 2 and 5" for ["Nelson 1", "Nelson 2", "Nelson 5"]. */
export function rulesText(rules: readonly string[]): string {
  const families = new Map<string, string[]>();
  for (const rule of rules) {
    const [, family, number] = /^(.*) (\d+)$/.exec(rule) ?? [undefined, rule, ""];
    families.set(family, [...(families.get(family) ?? []), number]);
  }
  return [...families]
    .map(([family, numbers]) => {
      const listed = numbers.filter((n) => n !== "");
      const last = listed.pop();
      if (last === undefined) return family;
      return `${family} ${listed.length > 0 ? `${listed.join(", ")} and ` : ""}${last}`;
    })
    .join("; ");
}

const kSentences: Record<string, string> = {
  "Nelson 1": "one point beyond 3 σ",
  "Nelson 2": "nine points in a row on one side of the centre line",
  "Nelson 3": "six points in a row steadily rising or falling",
  "Nelson 4": "fourteen points in a row going up and down by turns",
  "Nelson 5": "two of three points in a row beyond 2 σ on one side",
  "Nelson 6": "four of five points in a row beyond 1 σ on one side",
  "Nelson 7": "fifteen points in a row within 1 σ of the centre line",
  "Nelson 8": "eight points in a row beyond 1 σ, on both sides",
  "Western Electric 1": "one point beyond 3 σ",
  "Western Electric 2": "two of three points in a row beyond 2 σ on one side",
  "Western Electric 3": "four of five points in a row beyond 1 σ on one side",
  "Western Electric 4": "eight points in a row on one side of the centre line",
};

/** "Nelson 1: one point beyond 3 σ" */
export const ruleSentence = (rule: string) => (kSentences[rule] ? `${rule}: ${kSentences[rule]}` : rule);

export interface Marked {
  index: number;
  time: number;
  value: number;
  rules: string[];
}

/** The marked points, newest first. */
export function marksOf(points: readonly ChartPoint[]): Marked[] {
  return points
    .map((point, index) => ({ index, time: parseUtc(point.time) ?? 0, value: point.value, rules: point.marks }))
    .filter((point) => point.rules.length > 0)
    .reverse();
}

/** "485 to 515 g, target 500"; "at least 485 g" where there is no upper limit. */
export function specificationText({ lower, target, upper }: Specification, unit: string): string {
  const of = `\u00a0${unit}`;
  const low = typeof lower === "number" ? givenNumber(lower) : undefined;
  const high = typeof upper === "number" ? givenNumber(upper) : undefined;
  const range =
    low !== undefined && high !== undefined
      ? `${low} to ${high}${of}`
      : low !== undefined
        ? `at least ${low}${of}`
        : high !== undefined
          ? `at most ${high}${of}`
          : "";
  const aim = typeof target === "number" ? `target ${givenNumber(target)}${range === "" ? of : ""}` : "";
  return [range, aim].filter(Boolean).join(", ") || "No specification";
}

/** A number with the decimals with which it was given. */
export const givenNumber = (value: number) =>
  formatNumber(value, Math.min(4, String(value).split(".")[1]?.length ?? 0));

/** What a Cpk means; the bounds are those that automotive and food customers ask for. */
export function capabilityText({ cpk }: Pick<Capability, "cpk">): string {
  if (cpk < 1) return "Not capable: some of it falls outside the specification";
  return cpk < 1.33 ? "Barely capable: little room for a drift" : "Capable";
}

/** A deviation that a chart raised names characteristic and stream as its rule: "FILL-WEIGHT/nozzle_7". */
export function chartOf(rule: string): { characteristic: string; stream: string } | undefined {
  const [characteristic, stream, ...more] = rule.split("/");
  return characteristic && stream && more.length === 0 ? { characteristic, stream } : undefined;
}

/** The name of a deviation's limit: "High 80 °C"; of a chart's, which rules name, "Control limit 505.7 g". */
export function limitText({
  rule,
  limit,
  limit_value,
  unit,
}: Pick<Deviation, "rule" | "limit" | "limit_value" | "unit">) {
  if (chartOf(rule)) return `Control limit ${formatNumber(limit_value, 1)} ${unit}`;
  return `${sentenceCase(limit)} ${limit_value} ${unit}`;
}

export const chartHref = (characteristic: string, stream: string) =>
  `/charts/${encodeURIComponent(characteristic)}/${encodeURIComponent(stream)}`;

/** The streams before and after one, in the plant's order. */
export function neighboursOf(of: Characteristic, stream: string): { before?: string; after?: string } {
  const at = of.streams.findIndex((s) => s.stream === stream);
  const before = of.streams[at - 1]?.stream;
  const after = at < 0 ? undefined : of.streams[at + 1]?.stream;
  return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

export const kRanges = [100, 500, 2000, 10_000] as const;

/** How many points the address asks for: one of the ranges. */
export const rangeOf = (text: string | undefined): number => kRanges.find((n) => String(n) === text) ?? 500;
