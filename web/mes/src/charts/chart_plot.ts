// How uPlot draws a control chart: the points in their order, one step each whatever the time between them; centre line
// and limits as steps, for each point has its own.

import uPlot from "uplot";
import { axisDecimals } from "kit/charts/trend";
import { formatNumber } from "kit/format/number";
import { clockTime, dayMonth } from "kit/format/time";
import { themeColour } from "kit/theme/theme";
import { drawLines, drawMarked, namesWidth } from "mes/charts/chart_notes";
import { boundsOf, type ChartSeries, type Specification, type Window } from "mes/state/chart_series";

export interface Drawn {
  series: ChartSeries;
  specification: Specification;
  unit: string;
  decimals: number;
  window: Window;
  /** The point that is looked at. */
  chosen: number | undefined;
}

export interface Listeners {
  onHover: (index: number | undefined) => void;
  onZoom: (window: Window) => void;
  onDrawn: (tookMs: number) => void;
}

/** The column of the values: over all others. */
const kValues = 4;
/** Points nearer than this are not drawn one by one. */
const kPointPx = 7;
const kFont = '12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

export function dataOf({ values, centre, lower, upper }: ChartSeries): uPlot.AlignedData {
  return [values.map((_, i) => i), centre, lower, upper, values];
}

export function show(plot: uPlot, drawn: Drawn): void {
  const { window, series, specification } = drawn;
  const { min, max } = boundsOf(series, specification, window.from, window.to);
  plot.batch(() => {
    plot.setScale("x", { min: window.from - 0.5, max: window.to - 0.5 });
    plot.setScale("y", { min, max });
  });
}

export function optionsOf(
  latest: { current: Drawn },
  size: { width: number; height: number },
  listeners: Listeners,
): uPlot.Options {
  const muted = themeColour("--muted");
  const grid = { stroke: themeColour("--line-soft"), width: 1 };
  const axis = { stroke: muted, ticks: { show: false }, font: kFont, gap: 6 };
  const limit = {
    stroke: muted,
    width: 1,
    dash: [5, 4],
    paths: uPlot.paths.stepped!({ align: 1 }),
    points: { show: false },
  };
  const pen = themeColour("--pen-1");
  let began = 0;
  return {
    ...size,
    padding: [12, namesWidth(latest.current, size.width), 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: (_u, i) => (i === kValues ? 9 : 0), fill: pen },
    },
    scales: { x: { time: false }, y: { auto: false } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: 84,
        incrs: kSteps,
        values: (_u, splits) => times(splits, latest.current),
      },
      {
        ...axis,
        ...{ grid, size: 58, space: 36 },
        values: (_u, splits) => splits.map((s) => formatNumber(s, axisDecimals(splits, latest.current.decimals))),
      },
    ],
    series: [
      {},
      { ...limit, dash: [], width: 1.25 },
      limit,
      limit,
      {
        stroke: pen,
        width: 1.25,
        points: {
          show: (u, _i, from, to) => to - from < u.bbox.width / devicePixelRatio / kPointPx,
          ...{ size: 5, stroke: pen, fill: pen },
        },
      },
    ],
    bands: [{ series: [3, 2], fill: `${themeColour("--track")}8c` }],
    hooks: {
      drawClear: [() => void (began = performance.now())],
      drawAxes: [(plot) => drawLines(plot, latest.current)],
      draw: [
        (plot) => {
          drawMarked(plot, latest.current);
          listeners.onDrawn(performance.now() - began);
        },
      ],
      setCursor: [(plot) => listeners.onHover(plot.cursor.idx ?? undefined)],
      setSelect: [(plot) => selected(plot, listeners)],
    },
  };
}

const kSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** A drag shows what it went over. */
function selected(plot: uPlot, listeners: Listeners): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const at = (px: number) => plot.posToVal(px, "x");
  listeners.onZoom({ from: Math.round(at(left)), to: Math.round(at(left + width)) + 1 });
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

/** The clock at each label, and the day before the first of it. */
function times(splits: readonly number[], { series }: Drawn): string[] {
  let day = "";
  return splits.map((index) => {
    const time = series.times[index];
    if (time === undefined || !Number.isInteger(index)) return "";
    const today = dayMonth(time);
    const first = today !== day && dayMonth(series.times[0]!) !== dayMonth(series.times.at(-1)!);
    day = today;
    return first ? `${today}, ${clockTime(time).slice(0, 5)}` : clockTime(time).slice(0, 5);
  });
}
