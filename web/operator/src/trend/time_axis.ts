// What stands under a trend's time axis: as fine as the grid, and as far apart as the texts are wide. No canvas here.

import { clockTime, clockTimeMs, dayMonth } from "kit/format/time";

const kMinuteMs = 60_000;
const kDayMs = 86_400_000;

/** Days, minutes, seconds or milliseconds; the day under the first and under each midnight. */
export function timeLabels(places: readonly number[]): string[] {
  const times = places.map(Math.round);
  const step = (times[1] ?? 0) - (times[0] ?? 0);
  const whole = (unit: number) => times.every((t) => t % unit === 0);
  const clock = (t: number) =>
    whole(kMinuteMs) ? clockTime(t).slice(0, 5) : whole(1000) ? clockTime(t) : clockTimeMs(t);
  return times.map((t, i) => {
    if (step >= kDayMs) return dayMonth(t);
    const newDay = i === 0 || new Date(t).toDateString() !== new Date(times[i - 1]!).toDateString();
    return newDay ? `${clock(t)}\n${dayMonth(t)}` : clock(t);
  });
}

/** Pixels between labels: as wide as those of `spanMs` on `px` pixels get. */
export function timeSpace(spanMs: number, px: number): number {
  const perPixel = spanMs / Math.max(1, px);
  if (perPixel * 54 > 30_000) return 54;
  return perPixel * 76 > 500 ? 76 : 94;
}
