// Where the flags of moments stand above a trend. Moments closer than their flags are wide share one flag, "2–5"; a
// lone one carries its words when there is room before the next. No canvas here.

export interface PlacedFlag {
  /** Left edge, in the same measure as the marks. */
  x: number;
  width: number;
  /** The numbers of the marks it stands for. */
  number: string;
  /** The mark's words, or "" where they do not fit. */
  words: string;
}

const kPadding = 10;
const kBetween = 4;

/** Flags for marks in time order, numbered from 1; `measure` tells how wide a text is. */
export function placeFlags(
  marks: readonly { x: number; label: string }[],
  measure: (text: string) => number,
  bounds: { left: number; right: number },
): PlacedFlag[] {
  const numberOf = (from: number, to: number) => (from === to ? `${from + 1}` : `${from + 1}–${to + 1}`);
  const widthOf = (from: number, to: number) => measure(numberOf(from, to)) + kPadding;
  const groups: { from: number; to: number; x: number }[] = [];
  marks.forEach(({ x }, i) => {
    const last = groups.at(-1);
    if (last && x < last.x + widthOf(last.from, i) + kBetween) last.to = i;
    else groups.push({ from: i, to: i, x });
  });
  return groups.map(({ from, to, x }, i) => {
    const width = widthOf(from, to);
    const left = Math.max(bounds.left, Math.min(x, bounds.right - width));
    const room = (groups[i + 1]?.x ?? bounds.right) - left - width - 2 * kBetween;
    const words = from === to && measure(marks[from]!.label) <= room ? marks[from]!.label : "";
    return { x: left, width, number: numberOf(from, to), words };
  });
}
