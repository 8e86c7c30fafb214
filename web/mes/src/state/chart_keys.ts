// From point to point of a control chart by the keyboard.

import type { ChartSeries } from "mes/state/chart_series";

/** Where a key leads from the point that is looked at (from the newest, when none is); undefined for other keys. */
export function pointAfter(
  key: string,
  index: number | undefined,
  { times, marked }: Pick<ChartSeries, "times" | "marked">,
): number | undefined {
  const last = times.length - 1;
  if (last < 0) return undefined;
  const at = index ?? last + 1;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "ArrowRight":
      return Math.min(last, at + 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageUp":
      return marked.filter((i) => i < at).at(-1);
    case "PageDown":
      return marked.find((i) => i > at);
    default:
      return undefined;
  }
}
