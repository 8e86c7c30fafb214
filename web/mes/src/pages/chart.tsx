// The control chart of one stream. How many points is a part of the address (?points=), and so is how far back
// (?until=).

import { useState } from "preact/hooks";
import type { Chart, Characteristic, ChartStream } from "kit/api/mes_charts";
import type { Deviation } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Icon } from "kit/components/icons";
import { Empty, Fault, Loading, PageHead } from "kit/components/text";
import { formatNumber } from "kit/format/number";
import { unitName } from "kit/format/words";
import { query, withQuery } from "kit/router/router";
import type { UtcText } from "kit/units";
import { CapabilityPanel, ChartDeviations, MarkList } from "mes/charts/chart_panels";
import { ControlChart } from "mes/charts/control_chart";
import { useChart } from "mes/charts/use_chart";
import { useCharts } from "mes/pages/charts";
import { decimalsOf, seriesOf } from "mes/state/chart_series";
import { chartHref, kRanges, neighboursOf, rangeOf, specificationText, streamName } from "mes/state/chart_words";
import { DeviationMark } from "mes/parts/marks";

export function ChartPage({ characteristic, stream }: { characteristic: string; stream: string }) {
  const found = useCharts();
  const of = found.data?.find((c) => c.id === characteristic);
  const at = of?.streams.find((s) => s.stream === stream);
  if (!found.data) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the chart" />;
  if (!of || !at)
    return (
      <Empty title={`No chart ${characteristic}/${stream}`}>
        It may have been typed wrongly. All of them are under <a href="/charts">Charts</a>.
      </Empty>
    );
  return <StreamChart of={of} stream={at} />;
}

function StreamChart({ of, stream }: { of: Characteristic; stream: ChartStream }) {
  const points = rangeOf(query("points"));
  const until = query("until") as UtcText | undefined;
  const { chart, error } = useChart(of.id, stream.stream, points, until ?? stream.time ?? undefined);
  const deviations = useResource<Deviation[]>("/api/v1/deviations", ["deviations"]).data ?? [];
  const open = deviations.find((d) => d.id === stream.deviation);
  return (
    <div class="mw-stack">
      <PageHead
        title={`${of.name}, ${streamName(stream.stream).toLowerCase()}`}
        end={<Neighbours of={of} stream={stream.stream} />}
      >
        {open && (
          <a class="mes-open" href={`/deviations/${encodeURIComponent(open.id)}`}>
            <DeviationMark deviation={open} />
            Deviation open
          </a>
        )}
        <span class="mw-muted">
          {unitName(of.equipment)}, {specificationText(of, of.unit)}
          {stream.tightened && ". Watched closely: every reading is taken"}
        </span>
      </PageHead>
      {error && <Fault>{error}</Fault>}
      {!stream.time && (
        <section class="mw-panel">
          <Empty title="No points yet">
            The first reading of {stream.tag} appears here. Limits follow once enough of them are known.
          </Empty>
        </section>
      )}
      {stream.time && !chart && !error && <Loading what="Loading the points" />}
      {chart && <Found of={of} stream={stream} chart={chart} points={points} deviations={deviations} />}
    </div>
  );
}

interface FoundProps {
  of: Characteristic;
  stream: ChartStream;
  chart: Chart;
  points: number;
  deviations: readonly Deviation[];
}

function Found({ stream, chart, points, deviations }: FoundProps) {
  const [chosen, setChosen] = useState<number>();
  const decimals = decimalsOf(seriesOf(chart.points, undefined));
  return (
    <>
      <section class="mw-panel">
        <header class="mes-chart-head">
          <h2>Single values</h2>
          <Legend />
          <Ranges points={points} chart={chart} />
        </header>
        {chart.points.length === 0 ? (
          <Empty title="No points so far back">
            <a href={withQuery({ until: undefined })}>To the newest</a>
          </Empty>
        ) : (
          <ControlChart chart={chart} since={stream.since} height={400} chosen={chosen} onChoose={setChosen} />
        )}
      </section>
      <div class="mw-columns">
        <MarkList chart={chart} decimals={decimals} chosen={chosen} onChoose={setChosen} />
        <div class="mw-stack">
          <CapabilityPanel capability={chart.capability} unit={chart.unit} decimals={decimals} />
          <ChartDeviations chart={chart} known={deviations} />
        </div>
      </div>
    </>
  );
}

/** How many points are shown, and which. */
function Ranges({ points, chart }: { points: number; chart: Chart }) {
  const first = chart.points[0];
  const more = first !== undefined && chart.points.length >= points;
  return (
    <nav class="mes-ranges" aria-label="Points shown">
      {kRanges.map((range) => (
        <a
          key={range}
          class="mw-button small"
          href={withQuery({ points: String(range) })}
          aria-current={range === points ? "true" : undefined}
        >
          {formatNumber(range, 0)}
        </a>
      ))}
      {more && (
        <a class="mw-button small" href={withQuery({ until: first.time })} title="The points before these">
          Earlier
        </a>
      )}
      {query("until") !== undefined && (
        <a class="mw-button small" href={withQuery({ until: undefined })} title="The newest points, as they come">
          Newest
        </a>
      )}
    </nav>
  );
}

function Legend() {
  return (
    <span class="mes-chart-legend mw-small" aria-hidden="true">
      <span>
        <i class="limits" />
        control limits
      </span>
      <span>
        <i class="spec" />
        specification
      </span>
      <span>
        <i class="mark" />
        marked
      </span>
    </span>
  );
}

function Neighbours({ of, stream }: { of: Characteristic; stream: string }) {
  const { before, after } = neighboursOf(of, stream);
  return (
    <>
      {before && (
        <a class="mw-button small" href={chartHref(of.id, before)}>
          <Icon name="left" size={16} />
          {streamName(before)}
        </a>
      )}
      {after && (
        <a class="mw-button small" href={chartHref(of.id, after)}>
          {streamName(after)}
          <Icon name="right" size={16} />
        </a>
      )}
    </>
  );
}
