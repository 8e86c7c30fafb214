// One point of a control chart in words: when, how much, its limits, and the rules that mark it.

import type { Chart } from "kit/api/mes_charts";
import { Quantity } from "kit/components/text";
import { formatNumber } from "kit/format/number";
import { absoluteTime } from "kit/format/time";
import type { ChartSeries } from "mes/state/chart_series";
import { ruleSentence } from "mes/state/chart_words";

interface Props {
  chart: Chart;
  series: ChartSeries;
  index: number;
  decimals: number;
}

export function Readout({ chart, series, index, decimals }: Props) {
  const value = series.values[index];
  if (value === undefined) return <p class="mes-readout" />;
  const text = (v: number | null | undefined) => formatNumber(v ?? NaN, decimals);
  const centre = series.centre[index] ?? null;
  const marks = chart.points[index]?.marks ?? [];
  return (
    <p class="mes-readout" aria-live="polite">
      <span class="mw-num mw-muted">{absoluteTime(series.times[index], Date.now())}</span>
      <strong>
        <Quantity value={value} unit={chart.unit} decimals={decimals} />
      </strong>
      <span class="mw-muted mw-num">
        {centre === null
          ? "not judged: its limits were not known yet"
          : `centre ${text(centre)}, limits ${text(series.lower[index])} to ${text(series.upper[index])}`}
      </span>
      {marks.map((rule) => (
        <span key={rule} class="mes-rule">
          <i aria-hidden="true" />
          {ruleSentence(rule)}
        </span>
      ))}
    </p>
  );
}
