// A uPlot wrapped for time series of tags: one value axis per unit (two at most are labelled), limits as lines, moments
// as numbered flags, gaps where a value was not good. The caller hands over points; the chart follows theme and size.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import { drawLimits, drawMarks, kFlagsHeight, limitsWidth, scaleKey } from "kit/charts/trend_notes";
import { formatNumber } from "kit/format/number";
import { clockTime } from "kit/format/time";
import type { Point, Range } from "kit/geometry/scale";
import { theme, themeColour } from "kit/theme/theme";

export interface Pen {
  label: string;
  unit: string;
  decimals: number;
  points: readonly Point[];
  /** Set-points and the like are drawn as steps. */
  stepped?: boolean;
}

export interface LimitLine {
  value: number;
  unit: string;
  label: string;
  priority: number;
}

export interface Mark {
  t: number;
  label: string;
}

export interface TrendProps {
  pens: readonly Pen[];
  time: Range;
  height: number;
  limits?: readonly LimitLine[];
  marks?: readonly Mark[];
  /** Changes whenever points were added in place. */
  version?: number;
}

export const kPenCount = 6;
export const penColour = (index: number) => `var(--pen-${(index % kPenCount) + 1})`;

export function Trend(props: TrendProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>();
  const latest = useRef(props);
  latest.current = props;
  const flagged = (props.marks?.length ?? 0) > 0;
  const named = (props.limits ?? []).map((l) => l.label).join();
  const shape = `${flagged}${named}\n${props.pens.map((p) => `${p.label}|${p.unit}|${p.stepped}`).join("\n")}`;
  const colours = theme.value;

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const plot = new uPlot(options(latest, element.clientWidth), dataOf(latest.current.pens), element);
    chart.current = plot;
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: latest.current.height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = undefined;
    };
  }, [shape, colours, props.height]);

  useEffect(() => {
    const plot = chart.current;
    if (!plot) return;
    plot.batch(() => {
      plot.setData(dataOf(props.pens), false);
      for (const unit of unitsOf(props.pens)) plot.setScale(scaleKey(unit), valueRange(latest.current, unit));
      plot.setScale("x", { min: props.time.low / 1000, max: props.time.high / 1000 });
    });
  }, [props.version, props.time.low, props.time.high, props.pens, shape, colours]);

  return <div class="mw-trend mw-live" ref={host} style={{ height: `${props.height}px` }} />;
}

export function Legend({ pens }: { pens: readonly Pen[] }) {
  return (
    <div class="mw-legend mw-small">
      {pens.map((pen, i) => (
        <span key={pen.label}>
          <i data-stepped={pen.stepped === true} style={{ color: penColour(i) }} />
          <span>
            {pen.label}
            <span class="mw-unit">{pen.unit}</span>
          </span>
        </span>
      ))}
    </div>
  );
}

const unitsOf = (pens: readonly Pen[]) => [...new Set(pens.map((p) => p.unit))];

function dataOf(pens: readonly Pen[]): uPlot.AlignedData {
  if (pens.length === 0) return [[]];
  const tables = pens.map(
    (pen) => [pen.points.map((p) => p.t / 1000), pen.points.map((p) => p.v)] as uPlot.AlignedData,
  );
  return tables.length === 1 ? tables[0]! : uPlot.join(tables);
}

/** The values and limits of one unit with a margin; never flatter than the pens' last shown digit can tell. */
export function valueRange(props: Pick<TrendProps, "pens" | "limits">, unit: string): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  let decimals = 0;
  for (const pen of props.pens) {
    if (pen.unit !== unit) continue;
    decimals = Math.max(decimals, pen.decimals);
    for (const { v } of pen.points) {
      if (v === null) continue;
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
  }
  for (const limit of props.limits ?? []) {
    if (limit.unit !== unit) continue;
    min = Math.min(min, limit.value);
    max = Math.max(max, limit.value);
  }
  if (min > max) return { min: 0, max: 1 };
  const margin = Math.max((max - min) * 0.08, 5 * 10 ** -decimals);
  return { min: min - margin, max: max + margin };
}

function options(latest: { current: TrendProps }, width: number): uPlot.Options {
  const { pens, height, marks } = latest.current;
  const units = unitsOf(pens);
  const muted = themeColour("--muted");
  const grid = { stroke: themeColour("--line-soft"), width: 1 };
  const font = '12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
  const axis = { stroke: muted, grid, ticks: { show: false }, font, gap: 6 };
  const decimalsOf = (unit: string) =>
    Math.min(2, Math.max(0, ...pens.filter((p) => p.unit === unit).map((p) => p.decimals)));
  return {
    width,
    height,
    padding: [
      marks && marks.length > 0 ? kFlagsHeight : 10,
      units.length > 1 ? 4 : Math.max(30, limitsWidth(latest.current)),
      0,
      0,
    ],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: { x: { time: true }, ...Object.fromEntries(units.map((u) => [scaleKey(u), { auto: false }])) },
    axes: [
      { ...axis, size: 28, space: 80, values: (_u, splits) => timeLabels(splits) },
      ...units.slice(0, 2).map((unit, i) => ({
        ...axis,
        scale: scaleKey(unit),
        side: (i === 0 ? 3 : 1) as 1 | 3,
        size: 58,
        space: 36,
        grid: { ...grid, show: i === 0 },
        values: (_u: uPlot, splits: number[]) =>
          splits.map((s) => formatNumber(s, axisDecimals(splits, decimalsOf(unit)))),
      })),
    ],
    series: [
      {},
      ...pens.map((pen, i) => ({
        label: pen.label,
        scale: scaleKey(pen.unit),
        stroke: themeColour(`--pen-${(i % kPenCount) + 1}`),
        width: 1.5,
        points: { show: false },
        ...(pen.stepped ? { paths: uPlot.paths.stepped!({ align: 1 }), dash: [6, 4] } : {}),
      })),
    ],
    hooks: {
      drawAxes: [(plot) => drawLimits(plot, latest.current)],
      draw: [(plot) => drawMarks(plot, latest.current)],
    },
  };
}

/** Hours and minutes where every label falls on a full minute. */
function timeLabels(splits: number[]): string[] {
  const fullMinutes = splits.every((s) => s % 60 === 0);
  return splits.map((s) => clockTime(s * 1000).slice(0, fullMinutes ? 5 : 8));
}

/** The fewest decimals that tell the labels apart and true. */
export function axisDecimals(splits: readonly number[], most: number): number {
  for (let d = 0; d < most; d += 1) {
    if (splits.every((s) => Math.abs(Number(s.toFixed(d)) - s) < 1e-6)) return d;
  }
  return most;
}
