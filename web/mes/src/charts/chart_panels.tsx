// What stands below the large chart: the marked points, what the process is capable of, and the stream's deviations.

import type { Capability, Chart } from "kit/api/mes_charts";
import type { Deviation } from "kit/api/mes_types";
import { Empty, Panel, Quantity, Time } from "kit/components/text";
import { formatNumber } from "kit/format/number";
import { absoluteTime } from "kit/format/time";
import { count, shortId } from "kit/format/words";
import { DeviationMark, DeviationState } from "mes/parts/marks";
import { capabilityText, marksOf, rulesText, ruleSentence } from "mes/state/chart_words";
import { headline } from "mes/state/words";

/** More of them are in the chart itself. */
const kMostMarks = 200;

interface MarksProps {
  chart: Chart;
  decimals: number;
  chosen: number | undefined;
  onChoose: (time: number) => void;
}

export function MarkList({ chart, decimals, chosen, onChoose }: MarksProps) {
  const marks = marksOf(chart.points);
  if (marks.length === 0) {
    return (
      <Panel title="Marked points" flush>
        <Empty title="No point is marked">
          A point that completes one of the patterns that chance seldom makes stands here.
        </Empty>
      </Panel>
    );
  }
  const rules = [...new Set(marks.flatMap((mark) => mark.rules))].sort();
  return (
    <Panel title={`${count(marks.length, "marked point")}${marks.length > 1 ? ", newest first" : ""}`} flush>
      <ul class="mes-list mes-marks">
        {marks.slice(0, kMostMarks).map((mark) => (
          <li key={mark.time} data-chosen={mark.time === chosen}>
            <button
              class="mw-button quiet small mw-num"
              aria-pressed={mark.time === chosen}
              title="Show it in the chart"
              onClick={() => onChoose(mark.time)}
            >
              {absoluteTime(mark.time, Date.now())}
            </button>
            <Quantity value={mark.value} unit={chart.unit} decimals={decimals} />
            <span class="what" title={mark.rules.map(ruleSentence).join("\n")}>
              {rulesText(mark.rules)}
            </span>
          </li>
        ))}
        {marks.length > kMostMarks && (
          <li class="mw-muted">{count(marks.length - kMostMarks, "older one")} in the chart above</li>
        )}
      </ul>
      <p class="mw-muted mw-small mes-rules">
        {rules.map((rule) => (
          <span key={rule}>{ruleSentence(rule)}</span>
        ))}
      </p>
    </Panel>
  );
}

export function CapabilityPanel({
  capability,
  unit,
  decimals,
}: {
  capability: Capability | null | undefined;
  unit: string;
  decimals: number;
}) {
  if (!capability) {
    return (
      <Panel title="Capability" flush>
        <Empty title="Not known yet">It takes two points of the present phase, and a specification.</Empty>
      </Panel>
    );
  }
  const { cp, cpk, pp, ppk, mean, sigma_within, sigma_overall, points } = capability;
  const figures: [string, string, string][] = [
    ["Cp", index(cp), "Width of the specification over 6 σ within"],
    ["Cpk", index(cpk), "Distance to the nearest specification limit over 3 σ within"],
    ["Pp", index(pp), "Width of the specification over 6 σ overall"],
    ["Ppk", index(ppk), "Distance to the nearest specification limit over 3 σ overall"],
  ];
  return (
    <Panel title="Capability">
      <dl class="mes-figures wide">
        {figures.map(([name, text, title]) => (
          <div key={name} title={title}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <dl class="mw-facts mes-facts">
        <dt>Mean</dt>
        <dd>
          <Quantity value={mean} unit={unit} decimals={decimals + 1} />
        </dd>
        <dt>σ within</dt>
        <dd>
          <Quantity value={sigma_within} unit={unit} decimals={decimals + 1} />
        </dd>
        <dt>σ overall</dt>
        <dd>
          <Quantity value={sigma_overall} unit={unit} decimals={decimals + 1} />
        </dd>
      </dl>
      <p class="mw-muted mw-small mes-note">
        {capabilityText(capability)}. Of {count(points, "point")} of the present phase.
      </p>
    </Panel>
  );
}

const index = (value: number | null | undefined) => formatNumber(value ?? NaN, 2);

export function ChartDeviations({ chart, known }: { chart: Chart; known: readonly Deviation[] }) {
  if (chart.deviations.length === 0) {
    return (
      <Panel title="Deviations" flush>
        <Empty title="None of this stream">A marked point opens one.</Empty>
      </Panel>
    );
  }
  return (
    <Panel title="Deviations, newest first" flush>
      <ul class="mes-list">
        {chart.deviations.map((id) => {
          const deviation = known.find((d) => d.id === id);
          const href = `/deviations/${encodeURIComponent(id)}`;
          return (
            <li key={id}>
              {deviation && <DeviationMark deviation={deviation} />}
              <span class="what">
                <a href={href}>{deviation ? headline(deviation) : shortId(id)}</a>
                {deviation && (
                  <span class="mw-muted mw-small">
                    <Time at={deviation.opened_at} />, <DeviationState deviation={deviation} />
                  </span>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
