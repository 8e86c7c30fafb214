// The uPlot under a trend: it lays the scales and draws grid and axes; pens and moments are drawn over them (draw.ts).
// A series stands for each axis without drawing, because a scale needs one.

import uPlot from "uplot";
import { axisDecimals } from "kit/charts/trend";
import { formatNumber } from "kit/format/number";
import type { Range } from "kit/geometry/scale";
import { themeColour } from "kit/theme/theme";
import { type ValueAxis, axisRange, kNoRange, namedSplits } from "operator/trend/axes";
import type { DrawnPen } from "operator/trend/draw";
import { timeLabels, timeSpace } from "operator/trend/time_axis";

/** Room above the plot for the shapes of moments and the units of the axes, in CSS pixels. */
export const kTopRoom = 30;
/** Below this, a plot has room for one axis at each side; the legend tells the other units. */
const kNarrowPx = 560;
export const kFont = 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

export const axisColour = (axis: ValueAxis, pens: readonly DrawnPen[]) =>
  themeColour(axis.pens.length === 1 ? `--pen-${pens[axis.pens[0]!]!.colour}` : "--muted");

/** Measures texts; the plot keeps count of the fonts of its own canvas. */
let ruler: CanvasRenderingContext2D | undefined;

/** The axis as wide as its labels and its unit, in steps, so that it does not twitch as they change. */
function axisWidth(labels: readonly string[]): number {
  ruler ??= document.createElement("canvas").getContext("2d")!;
  ruler.font = `600 12px ${kFont}`;
  const widest = Math.max(0, ...labels.map((l) => ruler!.measureText(l).width));
  return Math.ceil((widest + 12) / 12) * 12;
}

/** Nothing is on the screen: an axis without values has no labels to show. */
function isVoid(plot: uPlot, axis: ValueAxis): boolean {
  const { min, max } = plot.scales[axis.key]!;
  return min === kNoRange.low && max === kNoRange.high;
}

function valueAxis(axis: ValueAxis, place: number, narrow: boolean, pens: readonly DrawnPen[]): uPlot.Axis {
  const first = place === 0;
  const grid = { stroke: themeColour("--line-soft"), width: 1, show: first };
  const { states } = axis;
  const label = (splits: number[]) =>
    states
      ? splits.map((s) => states[String(s)] ?? "")
      : splits.map((s) => formatNumber(s, axisDecimals(splits, Math.min(4, axis.decimals + 1))));
  return {
    show: !narrow || place < 2,
    scale: axis.key,
    side: axis.side === "left" ? 3 : 1,
    stroke: axisColour(axis, pens),
    font: `12px ${kFont}`,
    grid,
    gap: 6,
    space: 36,
    ticks: { show: !first, size: 4, width: 1, stroke: themeColour("--line") },
    size: (_plot, values) => axisWidth([axis.unit, ...(values ?? [])]),
    values: (plot, splits) => (isVoid(plot, axis) ? splits.map(() => "") : label(splits)),
    ...(states
      ? { splits: (_p: uPlot, _i: number, low: number, high: number) => namedSplits(states, { low, high }) }
      : {}),
  };
}

export interface PlotHooks {
  under: (plot: uPlot) => void;
  over: (plot: uPlot) => void;
}

export function createPlot(
  host: HTMLElement,
  size: { width: number; height: number },
  axes: readonly ValueAxis[],
  pens: readonly DrawnPen[],
  hooks: PlotHooks,
): uPlot {
  const soft = { stroke: themeColour("--line-soft"), width: 1 };
  const hasSide = (side: string) => axes.some((a) => a.side === side);
  const options: uPlot.Options = {
    ...size,
    ms: 1,
    padding: [kTopRoom, hasSide("right") ? 8 : 24, 0, hasSide("left") ? 8 : 24],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, ...Object.fromEntries(axes.map((a) => [a.key, { auto: false }])) },
    axes: [
      {
        stroke: themeColour("--muted"),
        font: `12px ${kFont}`,
        grid: soft,
        ticks: { show: false },
        size: 40,
        space: (_plot, _axis, low, high, px) => timeSpace(high - low, px),
        gap: 6,
        values: (_plot, splits) => timeLabels(splits),
      },
      ...axes.map((axis, i) => valueAxis(axis, i, size.width < kNarrowPx, pens)),
    ],
    series: [{}, ...axes.map((axis) => ({ scale: axis.key, paths: () => null, points: { show: false } }))],
    hooks: { drawAxes: [hooks.under], draw: [hooks.over] },
  };
  return new uPlot(options, frame({ low: 0, high: 1 }, axes), host);
}

const frame = (time: Range, axes: readonly ValueAxis[]): uPlot.AlignedData => [
  [time.low, time.high],
  ...axes.map(() => [null, null]),
];

/** Shows `time`, each axis with the range of what its pens show there. */
export function showRange(plot: uPlot, time: Range, axes: readonly ValueAxis[], pens: readonly DrawnPen[]): void {
  const samples = pens.map((p) => p.samples);
  plot.batch(() => {
    plot.setData(frame(time, axes), false);
    for (const axis of axes) {
      const { low, high } = axisRange(axis, samples, time);
      plot.setScale(axis.key, { min: low, max: high });
    }
    plot.setScale("x", { min: time.low, max: time.high });
  });
}
