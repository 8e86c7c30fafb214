// An analog value: a moving indicator before it is a number. Range, normal band, limits, set-point and pointer, then
// the number with its unit, then the last ten minutes as a sparkline.

import type { TagInfo } from "kit/api/operator_types";
import { useSeries } from "kit/charts/series";
import { ValueText } from "kit/components/live_value";
import { PriorityShape, priorityName } from "kit/components/priority_shape";
import { sentenceCase } from "kit/format/words";
import { displayRange, fraction, sparklinePath } from "kit/geometry/scale";
import { now } from "kit/live/clock";
import { useTag } from "kit/live/tags";
import type { TagPath } from "kit/units";

export const kTenMinutesMs = 600_000;

interface Props {
  tag: TagInfo;
  setpoint?: TagPath | undefined;
  sparkline?: boolean;
  label?: string;
}

/** The worst limit that `value` is beyond; limits named low… are beyond when under. */
export function violatedLimit(tag: TagInfo, value: number | undefined) {
  if (value === undefined) return undefined;
  const beyond = tag.limits.filter((l) => (l.name.startsWith("low") ? value < l.value : value > l.value));
  return beyond.sort((a, b) => a.priority - b.priority)[0];
}

/** A pointer says something only on a scale that the plant file gives: a range, a normal band or limits. */
const hasScale = (tag: TagInfo) => Boolean(tag.range ?? tag.normal) || tag.limits.length > 0;

export function Analog({ tag, setpoint, sparkline, label }: Props) {
  const current = useTag(tag.path)!.value;
  const wanted = useTag(setpoint)?.value?.value;
  const value = typeof current?.value === "number" ? current.value : undefined;
  const aim = typeof wanted === "number" ? wanted : undefined;
  const worst = violatedLimit(tag, value);
  return (
    <div class="mw-analog">
      <span class="name" title={tag.description || tag.path}>
        {label ?? sentenceCase(tag.name)}
      </span>
      <span class="number">
        {worst && <Flag priority={worst.priority} />}
        <ValueText tag={tag} value={current} />
      </span>
      {hasScale(tag) && <Bar tag={tag} value={value} setpoint={aim} violated={worst?.priority} />}
      {sparkline && <Sparkline tag={tag} />}
    </div>
  );
}

function Flag({ priority }: { priority: number }) {
  return (
    <span style={{ display: "inline-block", verticalAlign: "-4px", marginRight: "6px" }}>
      <PriorityShape priority={priority} />
    </span>
  );
}

interface BarProps {
  tag: TagInfo;
  value: number | undefined;
  setpoint: number | undefined;
  violated: number | undefined;
}

function Bar({ tag, value, setpoint, violated }: BarProps) {
  const limits = tag.limits.map((l) => l.value);
  const range = displayRange(tag.range, [value, setpoint, tag.normal?.low, tag.normal?.high, ...limits]);
  const at = (v: number) => `${fraction(v, range) * 100}%`;
  const band = tag.normal;
  const pointer = violated === undefined ? undefined : { fill: `var(--${priorityName(violated)})` };
  return (
    <svg class="bar mw-live" aria-hidden="true">
      <rect class="track" x="0" y="6" width="100%" height="7" rx="1" />
      {band && (
        <rect
          class="band"
          x={at(band.low)}
          y="6"
          height="7"
          width={`${(fraction(band.high, range) - fraction(band.low, range)) * 100}%`}
        />
      )}
      {tag.limits.map((limit) => (
        <line key={limit.name} class="limit" x1={at(limit.value)} x2={at(limit.value)} y1="4" y2="15">
          <title>{`${limit.name.replace("_", " ")} ${limit.value} ${tag.unit}`}</title>
        </line>
      ))}
      {setpoint !== undefined && (
        <svg x={at(setpoint)} y="12" overflow="visible">
          <path class="setpoint" d="M0 1 5 7H-5z" />
        </svg>
      )}
      {value !== undefined && (
        <svg x={at(value)} y="0" overflow="visible">
          <path class="pointer" d="M-5 0H5V5L0 11-5 5z" style={pointer} />
        </svg>
      )}
    </svg>
  );
}

const kSparkBox = { width: 300, height: 28 };

export function Sparkline({ tag, height = 28 }: { tag: TagInfo; height?: number }) {
  const series = useSeries(tag.path, kTenMinutesMs);
  void series.version.value;
  const time = { low: now.value - kTenMinutesMs, high: now.value };
  const last = series.points.at(-1);
  const points = last && last.v !== null ? [...series.points, { t: now.value, v: last.v }] : series.points;
  const seen = points.map((p) => p.v ?? undefined);
  const values = displayRange(undefined, seen);
  const d = sparklinePath(points, kSparkBox, time, values);
  return (
    <svg
      class="mw-spark spark mw-live"
      height={height}
      viewBox={`0 0 ${kSparkBox.width} ${kSparkBox.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={d} />
    </svg>
  );
}
