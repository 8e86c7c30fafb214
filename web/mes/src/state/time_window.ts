// What of time the plan shows: hours, a day or a week, from a moment on or following the clock; its scale and the ticks
// of its axis, which stand at whole hours and midnights of the local time. Pure.

import { parseUtc } from "kit/format/time";

export const kZooms = ["hours", "day", "week"] as const;
export type Zoom = (typeof kZooms)[number];

const kHourMs = 3_600_000;
const kSpans: Record<Zoom, number> = { hours: 8 * kHourMs, day: 24 * kHourMs, week: 7 * 24 * kHourMs };
/** A window that follows the clock moves in steps of this, so that nothing trembles. */
const kStepMs = 300_000;
/** How much of a window that follows the clock is past. */
const kPast = 1 / 8;
const kMostLabels = 60;

export interface TimeWindow {
  from: number;
  to: number;
}

export const zoomOf = (text: string | undefined): Zoom => kZooms.find((z) => z === text) ?? "day";

/** The window an address names; without a moment it follows the clock. */
export function windowOf(zoom: Zoom, from: string | undefined, now: number): TimeWindow {
  const span = kSpans[zoom];
  const start = parseUtc(from) ?? Math.floor((now - span * kPast) / kStepMs) * kStepMs;
  return { from: start, to: start + span };
}

export const moved = (window: TimeWindow, byMs: number): TimeWindow => ({
  from: Math.round(window.from + byMs),
  to: Math.round(window.to + byMs),
});

/** Where a moment stands on `width` pixels; beyond the window it is beyond the pixels. */
export const placeOf = (ms: number, window: TimeWindow, width: number) =>
  ((ms - window.from) / (window.to - window.from)) * width;

/** The pixels between two moments as far as the window shows them; nothing where it does not, or only a hair. */
export function stretchOf(
  from: number,
  to: number,
  window: TimeWindow,
  width: number,
): { x: number; width: number } | undefined {
  if (to <= from || to <= window.from || from >= window.to) return undefined;
  // A little beyond both edges, so that a bar that goes on does not seem to end there.
  const x = Math.max(-8, placeOf(from, window, width));
  const end = Math.min(width + 8, placeOf(to, window, width));
  return { x, width: Math.max(2, end - x) };
}

export interface Tick {
  at: number;
  label: string;
  /** A midnight. */
  day: boolean;
}

const two = (n: number) => String(n).padStart(2, "0");
const dayText = (date: Date) =>
  date.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" }).replace(",", "");

/** The hours between labels of `labelPx` on `width` pixels: a divisor of the day, or days. */
export function stepHours(window: TimeWindow, width: number, labelPx: number): number {
  const perHour = (width * kHourMs) / (window.to - window.from);
  return [1, 2, 3, 4, 6, 12, 24].find((hours) => hours * perHour >= labelPx) ?? 48;
}

/** Whole local hours in the window; a midnight has its day as its label. */
export function ticksOf(window: TimeWindow, width: number, labelPx = 56): Tick[] {
  const step = stepHours(window, width, labelPx);
  const out: Tick[] = [];
  const first = new Date(window.from);
  const date = new Date(first.getFullYear(), first.getMonth(), first.getDate());
  while (date.getTime() < window.to && out.length < kMostLabels) {
    const day = date.getHours() === 0;
    if (date.getTime() >= window.from)
      out.push({ at: date.getTime(), label: day ? dayText(date) : `${two(date.getHours())}:00`, day });
    // By the calendar and not by milliseconds: the day on which the clocks change has 23 hours, or 25.
    if (step >= 24) date.setDate(date.getDate() + step / 24);
    else date.setHours((Math.floor(date.getHours() / step) + 1) * step);
  }
  return out;
}

/** Of labels that stand at `places` (ascending), those that reach neither the next mark nor the edge. */
export function withRoom(places: readonly number[], widths: readonly number[], edge: number): boolean[] {
  return places.map((x, i) => x + (widths[i] ?? 0) <= (places[i + 1] ?? edge));
}

/** As much of a text as has room; of an id, which differs in its end, the `end`. "" for less than three letters. */
export function fitted(text: string, room: number, letterPx: number, keep: "start" | "end"): string {
  const letters = Math.floor(room / letterPx);
  if (letters >= text.length) return text;
  if (letters < 3) return "";
  return keep === "start" ? `${text.slice(0, letters - 1).trimEnd()}…` : `…${text.slice(1 - letters)}`;
}
