// The statistics of a selected time, as the historian reckons them; the average is weighted by time.

import { useEffect, useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { TagStatistics } from "kit/api/operator_types";
import { penColour } from "kit/charts/trend";
import { type Column, Table } from "kit/components/table";
import { Fault, Loading, Panel } from "kit/components/text";
import { formatNumber, formatValue, kNoValue } from "kit/format/number";
import { absoluteTime, stepText, parseUtc } from "kit/format/time";
import type { Range } from "kit/geometry/scale";
import { now } from "kit/live/clock";
import type { TagInfo } from "kit/api/operator_types";
import { rangeText } from "operator/trend/picture";
import { penLabel } from "operator/trend/pens";
import { utcText } from "operator/trend/view";

interface Row {
  tag: TagInfo;
  index: number;
  of: TagStatistics | undefined;
}

/** A value of the tag in its own words: a number, a state's name, on or off. */
function inWords(tag: TagInfo, value: number | null | undefined): string {
  if (value === null || value === undefined) return kNoValue;
  return formatValue(tag.type === "boolean" ? value !== 0 : value, tag);
}

const reckoned = (tag: TagInfo, value: number | null | undefined) =>
  value === null || value === undefined ? kNoValue : formatNumber(value, tag.decimals + 1);

function At({ time }: { time: TagStatistics["minimum_time"] }) {
  const at = parseUtc(time);
  return at === undefined ? null : <span class="op-below mw-small mw-muted">{absoluteTime(at, now.peek())}</span>;
}

const column = (head: string, text: (row: Row) => string): Column<Row> => ({
  head,
  kind: "end",
  cell: (row) => <span class="mw-num">{text(row)}</span>,
});

const extreme = (head: string, which: "minimum" | "maximum"): Column<Row> => ({
  head,
  kind: "end",
  cell: ({ tag, of }) => (
    <span class="mw-num">
      {inWords(tag, of?.[which])}
      <At time={of?.[`${which}_time`]} />
    </span>
  ),
});

const kColumns: Column<Row>[] = [
  {
    head: "Pen",
    cell: ({ tag, index }) => (
      <span class="op-stat-pen">
        <i class="op-pen" style={{ background: penColour(index) }} />
        <span>
          {penLabel(tag)}
          <span class="op-below mw-small mw-muted">{tag.unit}</span>
        </span>
      </span>
    ),
  },
  column("Count", ({ of }) => (of ? formatNumber(of.count, 0) : kNoValue)),
  extreme("Minimum", "minimum"),
  extreme("Maximum", "maximum"),
  column("Average", ({ tag, of }) => reckoned(tag, of?.average)),
  column("Std. dev.", ({ tag, of }) => reckoned(tag, of?.standard_deviation)),
  column("First", ({ tag, of }) => inWords(tag, of?.first)),
  column("Last", ({ tag, of }) => inWords(tag, of?.last)),
  column("Change", ({ tag, of }) => (of?.delta == null ? kNoValue : formatNumber(of.delta, tag.decimals))),
  column("Good", ({ of }) => (of?.percent_good == null ? kNoValue : `${formatNumber(of.percent_good, 1)} %`)),
];

interface Answer {
  key: string;
  rows: TagStatistics[] | undefined;
  fault: string | undefined;
}

function useStatistics(tags: readonly TagInfo[], selection: Range): Answer & { stale: boolean } {
  const query = new URLSearchParams({
    tag: tags.map((t) => t.path).join(","),
    from: utcText(selection.low),
    to: utcText(selection.high),
  }).toString();
  const [answer, setAnswer] = useState<Answer>({ key: "", rows: undefined, fault: undefined });
  useEffect(() => {
    const abort = new AbortController();
    api
      .get<TagStatistics[]>(`/api/v1/history/statistics?${query}`, abort.signal)
      .then((rows) => setAnswer({ key: query, rows, fault: undefined }))
      .catch((cause: unknown) => {
        if (!abort.signal.aborted) setAnswer({ key: query, rows: undefined, fault: sentenceOf(cause) });
      });
    return () => abort.abort();
  }, [query]);
  return { ...answer, stale: answer.key !== query };
}

interface Props {
  tags: readonly TagInfo[];
  selection: Range;
  onClose: () => void;
}

export function SelectionStatistics({ tags, selection, onClose }: Props) {
  const { rows, fault, stale } = useStatistics(tags, selection);
  const found = tags.map((tag, index) => ({ tag, index, of: rows?.find((r) => r.tag === tag.path) }));
  return (
    <Panel
      title="Statistics of the selection"
      flush
      end={
        <span class="op-stat-head">
          <span class="mw-muted mw-num">
            {rangeText(selection)}, {stepText(selection.high - selection.low)}
          </span>
          <button type="button" class="mw-button small" onClick={onClose}>
            Clear
          </button>
        </span>
      }
    >
      {fault && <Fault>The statistics could not be reckoned: {fault}</Fault>}
      {!rows && !fault && <Loading what="Reckoning the statistics" />}
      {rows && (
        <div class={stale ? "op-stale" : ""} aria-busy={stale}>
          <Table label="Statistics" columns={kColumns} rows={found} keyOf={(row) => row.tag.path} />
        </div>
      )}
    </Panel>
  );
}
