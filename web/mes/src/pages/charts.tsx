// What quality measures: each characteristic with its streams side by side, so that the one that drifts is seen.

import type { Characteristic } from "kit/api/mes_charts";
import type { Deviation } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Empty, Fault, Loading, PageHead } from "kit/components/text";
import { count, unitName } from "kit/format/words";
import { StreamTile } from "mes/charts/stream_tile";
import { chartHref, rulesText, specificationText, standingOut, streamName } from "mes/state/chart_words";

export const useCharts = () => useResource<Characteristic[]>("/api/v1/charts", ["charts", "deviations"]);

export function ChartsPage() {
  const found = useCharts();
  const deviations = useResource<Deviation[]>("/api/v1/deviations", ["deviations"]).data ?? [];
  return (
    <div class="mw-stack">
      <PageHead title="Charts" />
      {found.error && <Fault>{found.error}</Fault>}
      {!found.data && !found.error && <Loading what="Loading the charts" />}
      {found.data?.length === 0 && (
        <section class="mw-panel">
          <Empty title="Nothing is charted">
            Each characteristic that the plant’s master data names under “characteristics” has its control charts here.
          </Empty>
        </section>
      )}
      {found.data?.map((of) => (
        <CharacteristicCard key={of.id} of={of} deviations={deviations} />
      ))}
    </div>
  );
}

function CharacteristicCard({ of, deviations }: { of: Characteristic; deviations: readonly Deviation[] }) {
  return (
    <section class="mw-panel mes-characteristic">
      <header>
        <h2>{of.name}</h2>
        <span class="mw-muted about">
          {unitName(of.equipment)}, {specificationText(of, of.unit)}
          {of.rules.length > 0 && <span class="wide-only">. Marked by {rulesText(of.rules)}</span>}
        </span>
        <Summary of={of} />
      </header>
      <div class="mes-tiles">
        {of.streams.map((stream) => (
          <StreamTile
            key={stream.stream}
            of={of}
            stream={stream}
            deviation={deviations.find((d) => d.id === stream.deviation)}
          />
        ))}
      </div>
    </section>
  );
}

function Summary({ of }: { of: Characteristic }) {
  const out = standingOut(of.streams);
  if (out.length === 0) return <span class="mw-muted">{count(of.streams.length, "stream")}, none marked</span>;
  return (
    <span class="mes-out">
      {out.map(({ stream, deviation }) => (
        <a key={stream} class={`mw-chip ${deviation ? "wrong" : "strong"}`} href={chartHref(of.id, stream)}>
          {streamName(stream)}
        </a>
      ))}
    </span>
  );
}
