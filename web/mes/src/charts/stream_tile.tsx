// A stream among its like: name, newest value, the last points against their limits, and a word on how it stands. One
// that is out of control differs by edge, by shape and by that word.

import type { Characteristic, ChartStream } from "kit/api/mes_charts";
import type { Deviation } from "kit/api/mes_types";
import { Icon } from "kit/components/icons";
import { PriorityShape } from "kit/components/priority_shape";
import { Quantity } from "kit/components/text";
import { SparkChart } from "mes/charts/spark_chart";
import { useChart } from "mes/charts/use_chart";
import { DeviationMark } from "mes/parts/marks";
import { decimalsOf, seriesOf } from "mes/state/chart_series";
import { chartHref, standingOf, standingText, streamName } from "mes/state/chart_words";

/** As many as can still be told apart in a tile. */
const kPoints = 48;

interface Props {
  of: Characteristic;
  stream: ChartStream;
  /** The deviation that is open, once it is known. */
  deviation: Deviation | undefined;
}

export function StreamTile({ of, stream, deviation }: Props) {
  const { chart } = useChart(of.id, stream.stream, kPoints, stream.time ?? undefined);
  const points = chart?.points ?? [];
  const standing = standingOf(stream);
  const judged = points.at(-1)?.centre ?? undefined;
  const text = standingText(stream, judged !== undefined || points.length === 0);
  const decimals = decimalsOf(seriesOf(points, undefined));
  return (
    <a class="mes-tile" href={chartHref(of.id, stream.stream)} data-standing={standing} data-stream={stream.stream}>
      <span class="head">
        <Mark standing={standing} deviation={deviation} />
        <strong>{streamName(stream.stream)}</strong>
        {typeof stream.value === "number" && <Quantity value={stream.value} unit={of.unit} decimals={decimals} />}
      </span>
      {points.length > 0 ? <SparkChart points={points} since={stream.since} /> : <span class="mes-spark" />}
      <span class="word">
        {text}
        {stream.tightened && standing !== "deviation" && ", watched closely"}
      </span>
    </a>
  );
}

function Mark({ standing, deviation }: { standing: string; deviation: Deviation | undefined }) {
  if (standing === "deviation")
    return deviation ? <DeviationMark deviation={deviation} size={22} /> : <PriorityShape priority={2} size={22} />;
  return standing === "marked" ? <Icon name="mark" size={20} /> : null;
}
