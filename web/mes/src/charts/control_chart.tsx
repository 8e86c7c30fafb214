// The large control chart of a stream. A drag shows what it went over; arrow keys go from point to point, Page keys
// from mark to mark, + and − nearer and farther, Escape shows all again. What is looked at is told in words above it.

import type uPlot from "uplot";
import Plot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Chart } from "kit/api/mes_charts";
import { Icon } from "kit/components/icons";
import { theme } from "kit/theme/theme";
import { dataOf, type Drawn, optionsOf, show } from "mes/charts/chart_plot";
import { Readout } from "mes/charts/readout";
import { type ChartSeries, decimalsOf, seriesOf, type Window, within, zoomed } from "mes/state/chart_series";
import { pointAfter } from "mes/state/chart_keys";
import type { UtcText } from "kit/units";

interface Props {
  chart: Chart;
  since: UtcText;
  height: number;
  /** The time of the point that is looked at: it stays the same when others come. */
  chosen: number | undefined;
  onChoose: (time: number | undefined) => void;
}

/** The points between two times, which stays the same stretch when others come. */
interface Stretch {
  from: number;
  to: number;
}

function windowOf({ times }: ChartSeries, stretch: Stretch | undefined): Window {
  if (!stretch) return { from: 0, to: times.length };
  const from = times.findIndex((t) => t >= stretch.from);
  const beyond = times.findIndex((t) => t > stretch.to);
  return within({ from: Math.max(0, from), to: beyond < 0 ? times.length : beyond }, times.length);
}

export function ControlChart({ chart, since, height, chosen, onChoose }: Props) {
  const series = useMemo(() => seriesOf(chart.points, since), [chart.points, since]);
  const [stretch, setStretch] = useState<Stretch>();
  const [hovered, setHovered] = useState<number>();
  const window = useMemo(() => windowOf(series, stretch), [series, stretch]);
  const at = chosen === undefined ? -1 : series.times.indexOf(chosen);
  const index = at < 0 ? undefined : at;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  const { lower, target, upper, unit } = chart;
  const decimals = useMemo(() => decimalsOf(series), [series]);
  const latest = useRef<Drawn>(null as unknown as Drawn);
  latest.current = { series, specification: { lower, target, upper }, unit, decimals, window, chosen: index };

  const zoom = (next: Window) => {
    const { times } = latest.current.series;
    const { from, to } = within(next, times.length);
    const all = to - from >= times.length;
    setStretch(all || to <= from ? undefined : { from: times[from]!, to: times[to - 1]! });
  };
  const choose = (next: number | undefined) => {
    const time = next === undefined ? undefined : latest.current.series.times[next];
    onChoose(time);
    if (next === undefined || (next >= window.from && next < window.to)) return;
    const half = (window.to - window.from) / 2;
    zoom({ from: next - half, to: next + half });
  };
  const actions = useRef({ zoom, choose });
  actions.current = { zoom, choose };

  // A new plot for other colours, and for other names at its side.
  const colours = theme.value;
  const names = [lower, target, upper, decimals].join();
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const made = new Plot(
      optionsOf(
        latest,
        { width: element.clientWidth, height },
        {
          onHover: setHovered,
          onZoom: (w) => actions.current.zoom(w),
          onDrawn: (tookMs) => (element.dataset.drawMs = tookMs.toFixed(1)),
        },
      ),
      dataOf(latest.current.series),
      element,
    );
    plot.current = made;
    show(made, latest.current);
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [colours, names, height]);
  useEffect(() => {
    plot.current?.setData(dataOf(series), false);
    if (plot.current) show(plot.current, latest.current);
  }, [series]);
  useEffect(() => {
    if (plot.current) show(plot.current, latest.current);
    plot.current?.redraw(false);
  }, [window, index]);
  // One that is chosen elsewhere, in the list of marks, is brought into sight.
  useEffect(() => {
    if (index !== undefined && (index < window.from || index >= window.to)) actions.current.choose(index);
  }, [index]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = pointAfter(event.key, index, series);
    if (next !== undefined) choose(next);
    else if (event.key === "+" || event.key === "=") zoom(zoomed(window, series.times.length, 0.5, index));
    else if (event.key === "-") zoom(zoomed(window, series.times.length, 2, index));
    else if (event.key === "Escape") {
      setStretch(undefined);
      onChoose(undefined);
    } else return;
    event.preventDefault();
  };
  return (
    <div class="mes-control">
      <div class="tools">
        <Readout
          chart={chart}
          series={series}
          index={hovered ?? index ?? series.times.length - 1}
          decimals={decimals}
        />
        <Zoom
          all={stretch === undefined}
          nearer={() => zoom(zoomed(window, series.times.length, 0.5, index))}
          farther={() => zoom(zoomed(window, series.times.length, 2, index))}
          whole={() => setStretch(undefined)}
        />
      </div>
      <div
        class="mw-trend mw-live"
        ref={host}
        style={{ height: `${height}px` }}
        tabIndex={0}
        role="group"
        aria-label="Control chart. Arrow keys go from point to point, Page keys from mark to mark."
        onKeyDown={onKeyDown}
        onClick={() => hovered !== undefined && choose(hovered)}
        onDblClick={() => setStretch(undefined)}
      />
    </div>
  );
}

function Zoom(props: { all: boolean; nearer: () => void; farther: () => void; whole: () => void }) {
  return (
    <span class="zoom">
      <button class="mw-button icon small" onClick={props.nearer} aria-label="Nearer" title="Nearer">
        <Icon name="plus" size={16} />
      </button>
      <button
        class="mw-button icon small"
        onClick={props.farther}
        disabled={props.all}
        aria-label="Farther"
        title="Farther"
      >
        <Icon name="minus" size={16} />
      </button>
      <button class="mw-button small" onClick={props.whole} disabled={props.all}>
        All
      </button>
    </span>
  );
}
