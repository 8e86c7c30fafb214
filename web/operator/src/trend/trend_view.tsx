// A trend with its tools: the chart, what is said of it, and the statistics of a selection.

import { useEffect, useRef, useState } from "preact/hooks";
import type { TagInfo, TrendPen } from "kit/api/operator_types";
import { Fault, Loading } from "kit/components/text";
import { Legend } from "operator/trend/legend";
import { clockTime } from "kit/format/time";
import type { Range } from "kit/geometry/scale";
import { link } from "kit/live/link";
import { capital, unitName } from "kit/format/words";
import { equipmentOf } from "kit/units";
import { plant } from "operator/state/plant";
import { TrendChart } from "operator/trend/chart";
import { type TrendFeed, useTrendFeed } from "operator/trend/feed";
import { type DrawnPen } from "operator/trend/draw";
import { useDrawnPens } from "operator/trend/pens";
import { compose, fileName, rangeText, save } from "operator/trend/picture";
import { firstAfter } from "operator/trend/samples";
import { SelectionStatistics } from "operator/trend/statistics_table";
import { TrendToolbar } from "operator/trend/toolbar";
import { type Moments, useMoments } from "operator/trend/use_moments";
import type { ViewControl } from "operator/trend/use_view";
import { type View, rangeOf, utcText } from "operator/trend/view";

const kSettleMs = 350;
const kLeastHeight = 300;

/** The present, as often as a pixel of the span is worth; it stands still where nothing is live. */
function usePresent(view: View): number {
  const [now, setNow] = useState(Date.now());
  const everyMs = view.kind === "live" ? Math.max(250, Math.min(5000, view.spanMs / 1500)) : undefined;
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** What a person has come to rest with; gone at once. */
function useSettled(selection: Range | undefined): Range | undefined {
  const [settled, setSettled] = useState<Range>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(selection), selection ? kSettleMs : 0);
    return () => clearTimeout(timer);
  }, [selection?.low, selection?.high]);
  return settled;
}

/** "Bottling: Pasteurizer, Filler" */
function titleOf(tags: readonly TagInfo[]): string {
  const units = [...new Set(tags.map((tag) => unitName(equipmentOf(tag.path))))];
  return `${capital(plant.value?.name || "Millwright")}: ${units.join(", ")}`;
}

function exportLink(tags: readonly TagInfo[], { low, high }: Range): string {
  const query = new URLSearchParams({ tag: tags.map((t) => t.path).join(","), from: utcText(low), to: utcText(high) });
  return `/api/v1/history/export?${query}`;
}

/** How long the last value is known to hold: to the present while connected; of stored ones, to when they were read. */
function heldTo(view: View, time: Range, present: number, feed: TrendFeed): number {
  if (view.kind === "fixed") return Math.min(time.high, feed.stored?.at ?? time.high);
  return link.value.connected ? present : Math.min(present, link.value.lastFrameAt);
}

interface Props {
  tags: readonly TagInfo[];
  control: ViewControl;
  height: number;
}

export function TrendView({ tags, control, height }: Props) {
  const { view } = control;
  const present = usePresent(view);
  const time = rangeOf(view, present);
  const [width, setWidth] = useState(0);
  const [selecting, setSelecting] = useState(false);
  const [selection, setSelection] = useState<Range>();
  const [pictureFault, setPictureFault] = useState<string>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const feed = useTrendFeed(tags, view, width);
  const pens = useDrawnPens(tags, feed, heldTo(view, time, present, feed));
  const moments = useMoments(tags, time, view.kind === "live");
  const reckoned = useSettled(selection);
  const takePicture = () => {
    if (!canvas.current) return;
    setPictureFault(undefined);
    save(compose(canvas.current, titleOf(tags), time, pens), fileName(time)).catch((cause: unknown) =>
      setPictureFault(String(cause instanceof Error ? cause.message : cause)),
    );
  };
  return (
    <div class="mw-stack">
      <section class="mw-panel op-trend-panel" data-view={view.kind}>
        <TrendToolbar
          control={control}
          time={time}
          selecting={selecting}
          onTool={setSelecting}
          csv={exportLink(tags, selection ?? time)}
          onPicture={takePicture}
        />
        {feed.fault && <FeedFault feed={feed} />}
        {pictureFault && <Fault>{pictureFault}</Fault>}
        <div class="op-trend-busy">{feed.loading && <Loading what="Reading the history" />}</div>
        <Legend pens={pens} />
        <TrendChart
          pens={pens}
          time={time}
          moments={moments.all}
          selection={selection}
          height={reckoned ? Math.max(kLeastHeight, height - 110 - 47 * tags.length) : height}
          live={view.kind === "live"}
          selecting={selecting}
          canvas={canvas}
          onBegin={control.begin}
          onShow={control.show}
          onSelect={setSelection}
          onBack={control.back}
          onLive={control.live}
          onWidth={setWidth}
        />
        <Footing pens={pens} moments={moments} time={time} view={view} feed={feed} />
      </section>
      {selection && reckoned && (
        <SelectionStatistics tags={tags} selection={reckoned} onClose={() => setSelection(undefined)} />
      )}
    </div>
  );
}

function FeedFault({ feed }: { feed: TrendFeed }) {
  const at = feed.stored && clockTime(feed.stored.at);
  return (
    <div class="op-trend-fault">
      <Fault>
        The history could not be read: {feed.fault} {at && `What is drawn is as it was read at ${at}.`}
      </Fault>
      <button type="button" class="mw-button" onClick={feed.retry}>
        Try again
      </button>
    </div>
  );
}

interface FootingProps {
  pens: readonly DrawnPen[];
  moments: Moments;
  time: Range;
  view: View;
  feed: TrendFeed;
}

/** How much of what was measured is drawn. */
function detailOf(stored: readonly TrendPen[]): string {
  if (stored.length === 0) return "";
  const tier = stored.find((p) => p.tier)?.tier;
  if (tier) return `Least and greatest of every ${tier} where there is no finer to be seen; zoom in for what is kept`;
  if (stored.every((p) => p.raw)) return "Every sample";
  return "Condensed: the first, least, greatest and last of each column of pixels; zoom in for every sample";
}

/** What is shown, and how true it is: the range, raw or condensed, and what is missing. */
function Footing({ pens, moments, time, view, feed }: FootingProps) {
  const condensed = pens.filter((p) => !p.raw).length;
  const detail = detailOf([...(feed.stored?.pens.values() ?? [])]);
  const cut = moments.since !== undefined && moments.since > time.low;
  const nothing = feed.stored && !feed.loading && pens.every((p) => firstAfter(p.samples.times, time.high) === 0);
  return (
    <footer class="op-trend-foot mw-small mw-muted">
      <span class="mw-num">{rangeText(time)}</span>
      <span data-detail={condensed === 0 ? "raw" : "condensed"}>{detail}</span>
      {nothing && <strong>Nothing is recorded of these pens in this time, nor before it.</strong>}
      {view.kind === "live" && !link.value.connected && <strong>Live values are not coming in.</strong>}
      {cut && (
        <span>Alarms and commands are marked since {rangeText({ low: moments.since!, high: time.high })} only.</span>
      )}
      {moments.fault && <span>Alarms and commands could not be read: {moments.fault}</span>}
    </footer>
  );
}
