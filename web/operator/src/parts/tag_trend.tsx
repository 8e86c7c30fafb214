// A trend of tags of the last minutes, followed live. One component a pen feeds the chart, so that hooks stay in order
// whatever the person picks.

import { useEffect, useRef, useState } from "preact/hooks";
import type { TagInfo } from "kit/api/operator_types";
import { type Series, useSeries } from "kit/charts/series";
import { Legend, type LimitLine, type Pen, Trend } from "kit/charts/trend";
import { sentenceCase, unitName } from "kit/format/words";
import { now } from "kit/live/clock";
import { equipmentOf } from "kit/units";

interface Props {
  tags: readonly TagInfo[];
  spanMs: number;
  height: number;
  /** With the unit's name in front: for pens of several units. */
  longNames?: boolean;
}

function Feeder({ tag, spanMs, onSeries }: { tag: TagInfo; spanMs: number; onSeries: (s: Series) => void }) {
  const series = useSeries(tag.path, spanMs);
  useEffect(() => onSeries(series), [series]);
  return null;
}

/** `named`: with the value's name, where it is not plain whose limits they are. */
function limitLines(tags: readonly TagInfo[], named: boolean): LimitLine[] {
  return tags.flatMap((tag) =>
    tag.limits.map((l) => ({
      value: l.value,
      unit: tag.unit,
      priority: l.priority,
      label: sentenceCase(`${named ? `${tag.name} ` : ""}${l.name} ${l.value} ${tag.unit}`),
    })),
  );
}

export function TagTrend({ tags, spanMs, height, longNames }: Props) {
  const fed = useRef(new Map<string, Series>());
  const [, setFedCount] = useState(0);
  const end = now.value;
  const pens: Pen[] = tags.map((tag) => {
    const points = fed.current.get(`${tag.path}|${spanMs}`)?.points ?? [];
    const last = points.at(-1);
    return {
      label: longNames ? `${unitName(equipmentOf(tag.path))} ${tag.name.replace(/_/g, " ")}` : sentenceCase(tag.name),
      unit: tag.unit,
      decimals: tag.decimals,
      stepped: tag.name.endsWith("_setpoint"),
      points: last && last.v !== null && last.t < end ? [...points, { t: end, v: last.v }] : points,
    };
  });
  // The limits of one value among others are told apart; those of several would be a ladder.
  const limited = tags.filter((t) => t.limits.length > 0);
  const limits = limited.length === 1 || tags.length <= 2 ? limitLines(limited, limited[0] !== tags[0]) : [];
  return (
    <div>
      {tags.map((tag) => (
        <Feeder
          key={`${tag.path}|${spanMs}`}
          tag={tag}
          spanMs={spanMs}
          onSeries={(series) => {
            fed.current.set(`${tag.path}|${spanMs}`, series);
            setFedCount((n) => n + 1);
          }}
        />
      ))}
      <Legend pens={pens} />
      <Trend pens={pens} time={{ low: end - spanMs, high: end }} height={height} limits={limits} />
    </div>
  );
}
