// Plain geometry of everything drawn: linear scales and SVG paths. No DOM here.

export interface Range {
  low: number;
  high: number;
}

/** Where `value` lies in `range`, 0 to 1, held at the ends. A range without width puts everything in its middle. */
export function fraction(value: number, range: Range): number {
  const width = range.high - range.low;
  if (!(width > 0)) return 0.5;
  return Math.max(0, Math.min(1, (value - range.low) / width));
}

/** The range to draw an indicator on: the tag's own, or one around its limits and value. */
export function displayRange(range: Range | undefined | null, points: readonly (number | undefined)[]): Range {
  if (range && range.high > range.low) return { low: range.low, high: range.high };
  const known = points.filter((p): p is number => p !== undefined && Number.isFinite(p));
  if (known.length === 0) return { low: 0, high: 1 };
  const low = Math.min(...known);
  const high = Math.max(...known);
  const margin = Math.max((high - low) * 0.1, Math.abs(high) * 0.05, 0.5);
  return { low: low >= 0 ? Math.max(0, low - margin) : low - margin, high: high + margin };
}

export interface Point {
  t: number;
  v: number | null;
}

const round = (n: number) => Math.round(n * 100) / 100;

/** An SVG path through the points, broken wherever a value is missing. "" when there is nothing to draw. */
export function sparklinePath(
  points: readonly Point[],
  box: { width: number; height: number },
  time: Range,
  values: Range,
): string {
  let path = "";
  let pen = "M";
  for (const { t, v } of points) {
    if (v === null || t < time.low || t > time.high) {
      pen = "M";
      continue;
    }
    const x = round(fraction(t, time) * box.width);
    const y = round((1 - fraction(v, values)) * box.height);
    path += `${pen}${x} ${y}`;
    pen = "L";
  }
  return path;
}

/** A smooth link between the right edge of one box and the left edge of another. */
export function linkPath(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const bend = Math.max(12, (to.x - from.x) / 2);
  const at = (x: number, y: number) => `${round(x)} ${round(y)}`;
  return `M${at(from.x, from.y)}C${at(from.x + bend, from.y)} ${at(to.x - bend, to.y)} ${at(to.x, to.y)}`;
}

/** The corner points of a regular polygon as an SVG "points" text. */
export function polygonPoints(corners: number, radius: number, centre: number, turn = 0): string {
  return Array.from({ length: corners }, (_, i) => {
    const angle = turn + (i * 2 * Math.PI) / corners;
    return `${round(centre + radius * Math.sin(angle))},${round(centre - radius * Math.cos(angle))}`;
  }).join(" ");
}
