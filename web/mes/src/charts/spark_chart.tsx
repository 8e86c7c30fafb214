// A control chart as small as a stamp: points, centre line and limits, the marked points as diamonds.

import { useMemo } from "preact/hooks";
import type { ChartPoint } from "kit/api/mes_charts";
import { sparklinePath } from "kit/geometry/scale";
import type { UtcText } from "kit/units";
import { boundsOf, seriesOf } from "mes/state/chart_series";

const kBox = { width: 200, height: 64 };

export function SparkChart({ points, since }: { points: readonly ChartPoint[]; since: UtcText }) {
  const drawn = useMemo(() => {
    const series = seriesOf(points, since);
    const { min, max } = boundsOf(series, {});
    const across = { low: 0, high: Math.max(1, points.length - 1) };
    const up = { low: min, high: max };
    const path = (column: readonly (number | null)[]) =>
      sparklinePath(
        column.map((v, t) => ({ t, v })),
        kBox,
        across,
        up,
      );
    const x = (i: number) => (i / across.high) * kBox.width;
    return {
      values: path(series.values),
      centre: path(series.centre),
      limits: path(series.lower) + path(series.upper),
      phase: series.phase === undefined ? undefined : x(Math.min(series.phase, points.length) - 0.5),
      marks: series.marked.map((i) => ({
        left: (i / across.high) * 100,
        top: ((max - series.values[i]!) / (max - min)) * 100,
      })),
    };
  }, [points, since]);
  return (
    <span class="mes-spark" aria-hidden="true">
      <svg viewBox={`0 0 ${kBox.width} ${kBox.height}`} preserveAspectRatio="none">
        {drawn.phase !== undefined && <path class="phase" d={`M${drawn.phase} 0V${kBox.height}`} />}
        <path class="limits" d={drawn.limits} />
        <path class="centre" d={drawn.centre} />
        <path class="values" d={drawn.values} />
      </svg>
      {drawn.marks.map(({ left, top }) => (
        <i key={left} style={{ left: `${left}%`, top: `${top}%` }} />
      ))}
    </span>
  );
}
