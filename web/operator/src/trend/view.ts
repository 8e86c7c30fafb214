// What of time a trend shows: the last minutes, followed live, or a fixed range. Panning and zooming are arithmetic on
// ranges; the view stands in the address. No DOM here.

import { parseUtc } from "kit/format/time";
import type { Range } from "kit/geometry/scale";

export type View = { kind: "live"; spanMs: number } | { kind: "fixed"; from: number; to: number };

const kMinuteMs = 60_000;
export const kSpans: readonly { minutes: number; label: string }[] = [
  { minutes: 2, label: "2 min" },
  { minutes: 10, label: "10 min" },
  { minutes: 30, label: "30 min" },
  { minutes: 60, label: "1 h" },
  { minutes: 480, label: "8 h" },
  { minutes: 1440, label: "1 day" },
  { minutes: 10_080, label: "7 days" },
];
export const kUsualSpanMs = 10 * kMinuteMs;
const kShortestMs = 200;
const kLongestMs = 400 * 24 * 60 * kMinuteMs;

export const rangeOf = (view: View, now: number): Range =>
  view.kind === "live" ? { low: now - view.spanMs, high: now } : { low: view.from, high: view.to };

export const fixed = (range: Range): View => ({ kind: "fixed", from: range.low, to: range.high });

/** Of a length that can be shown, of whole milliseconds, and not in the future: nothing is recorded there. */
export function held(range: Range, now: number): Range {
  const span = Math.min(kLongestMs, Math.max(kShortestMs, range.high - range.low));
  const middle = (range.low + range.high) / 2;
  const low = span === range.high - range.low ? range.low : middle - span / 2;
  const over = Math.max(0, low + span - now);
  return { low: Math.round(low - over), high: Math.round(low + span - over) };
}

export const panned = (range: Range, byMs: number, now: number): Range =>
  held({ low: range.low + byMs, high: range.high + byMs }, now);

/** `factor` below 1 shows less. The moment `about` stays where it is on the screen. */
export function zoomed(range: Range, factor: number, about: number, now: number): Range {
  const span = range.high - range.low;
  const wanted = Math.min(kLongestMs, Math.max(kShortestMs, span * factor));
  const share = (about - range.low) / span;
  return held({ low: about - share * wanted, high: about + (1 - share) * wanted }, now);
}

/** The range in which two fingers, once at `before`, keep their moments under them at `after`; shares of the width. */
export function pinched(
  range: Range,
  before: readonly [number, number],
  after: readonly [number, number],
  now: number,
): Range {
  const span = range.high - range.low;
  const apart = after[1] - after[0];
  if (Math.abs(apart) < 0.02) return range;
  const moments = before.map((share) => range.low + share * span) as [number, number];
  const wanted = (moments[1] - moments[0]) / apart;
  if (!(wanted > 0)) return range;
  return held({ low: moments[0] - after[0] * wanted, high: moments[0] + (1 - after[0]) * wanted }, now);
}

export const momentAt = (range: Range, share: number) => range.low + share * (range.high - range.low);
export const ordered = (a: number, b: number): Range => ({ low: Math.min(a, b), high: Math.max(a, b) });

/** The view an address names. What cannot be read falls back to the usual live span. */
export function viewOf(query: (name: string) => string | undefined): View {
  const from = parseUtc(query("from"));
  const to = parseUtc(query("to"));
  if (from !== undefined && to !== undefined && from < to) return fixed({ low: Math.floor(from), high: Math.ceil(to) });
  return { kind: "live", spanMs: spanOf(query("span")) };
}

/** The live span an address names; it stays there beside from and to, for the way back to live. */
export function spanOf(text: string | undefined): number {
  const minutes = Number(text);
  return minutes > 0 && Number.isFinite(minutes) ? Math.min(kLongestMs, minutes * kMinuteMs) : kUsualSpanMs;
}

export const utcText = (ms: number) => new Date(ms).toISOString();

/** The range and half of it on either side, in steps of half of it: the same while the view moves a bit. */
export function around(range: Range, live: boolean): { from: string; to?: string } {
  const step = Math.max(1000, (range.high - range.low) / 2);
  const from = utcText(Math.floor(range.low / step) * step - step);
  return live ? { from } : { from, to: utcText(Math.ceil(range.high / step) * step + step) };
}

export function queryOf(view: View): Record<string, string | undefined> {
  if (view.kind === "live") return { span: String(view.spanMs / kMinuteMs), from: undefined, to: undefined };
  return { from: utcText(view.from), to: utcText(view.to) };
}

/** Equal for views that read the same in an address. */
export const viewKey = (view: View) =>
  view.kind === "live" ? `${view.spanMs}` : `${utcText(view.from)}/${utcText(view.to)}`;

/** What is asked of the historian for a view: half a width more on both sides, so that a small pan shows no void. */
export interface Asked {
  from: number;
  to: number;
  columns: number;
}

const kMostColumns = 10_000;

export function askFor(range: Range, widthPx: number, live: boolean): Asked {
  const margin = live ? 0 : (range.high - range.low) / 2;
  const columns = Math.round(widthPx * (live ? 1 : 2));
  return { from: range.low - margin, to: range.high + margin, columns: Math.max(100, Math.min(kMostColumns, columns)) };
}

/** Whether an answer shows `range` as well as a new one would: it reaches over it, and is raw or fine enough. */
export function suffices(asked: Asked, raw: boolean, range: Range, widthPx: number): boolean {
  if (range.low < asked.from || range.high > asked.to) return false;
  const perPixel = (range.high - range.low) / Math.max(1, widthPx);
  const perColumn = (asked.to - asked.from) / asked.columns;
  return raw || (perColumn <= perPixel * 1.3 && perColumn >= perPixel / 4);
}
