// The samples a trend shows: what the historian answers for the view, and while the view is live, what has come since.
// An answer is kept on the screen until the next is there; an answer that failed is told, and asked for again.

import { useEffect, useRef, useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { TagInfo, TrendAnswer, TrendPen } from "kit/api/operator_types";
import { link } from "kit/live/link";
import { tags as liveTags } from "kit/live/tags";
import type { Range } from "kit/geometry/scale";
import type { TagPath } from "kit/units";
import { type GrowingSamples, append, noSamples } from "operator/trend/samples";
import { type Asked, type View, askFor, rangeOf, suffices, utcText, viewKey } from "operator/trend/view";

const kSettleMs = 120;
const kAgainAfterFaultMs = 5000;
const kMostLive = 20_000;

export interface Stored {
  asked: Asked;
  pens: ReadonlyMap<TagPath, TrendPen>;
  /** When it was asked for: nothing later is in it. */
  at: number;
}

export interface TrendFeed {
  stored: Stored | undefined;
  /** They grow in place. */
  live: ReadonlyMap<TagPath, GrowingSamples>;
  loading: boolean;
  fault: string | undefined;
  retry: () => void;
}

/** Whether live samples follow upon an answer: it reached to the present when it was asked for. */
export const reachesPresent = (stored: Stored) => stored.asked.to >= stored.at - 1000;

/** How long a live view goes on with its first answer and live values, which may be fewer than the stored ones. */
const renewAfterMs = (spanMs: number) => Math.max(5000, Math.min(60_000, spanMs / 40));

const pathsKey = (tags: readonly TagInfo[]) => tags.map((t) => t.path).join(",");
const rawEverywhere = (stored: Stored) => [...stored.pens.values()].every((p) => p.raw);

function enough(stored: Stored | undefined, tags: readonly TagInfo[], range: Range, widthPx: number): boolean {
  if (!stored || tags.some((t) => !stored.pens.has(t.path))) return false;
  // What had not happened yet when it was asked for is not in it.
  const until = { ...stored.asked, to: Math.min(stored.asked.to, stored.at) };
  return suffices(until, rawEverywhere(stored), range, widthPx);
}

async function ask(paths: string, asked: Asked, signal: AbortSignal): Promise<Stored> {
  const at = Date.now();
  const query = new URLSearchParams({
    tag: paths,
    from: utcText(asked.from),
    to: utcText(asked.to),
    columns: String(asked.columns),
  });
  const answer = await api.get<TrendAnswer>(`/api/v1/history/trend?${query}`, signal);
  return { asked, at, pens: new Map(answer.pens.map((p) => [p.tag, p])) };
}

interface AnswerState {
  stored: Stored | undefined;
  loading: boolean;
  fault: string | undefined;
}

/** What the historian answers for the view, asked for once the view has come to rest, and again while it is live. */
function useStored(tags: readonly TagInfo[], view: View, widthPx: number): AnswerState & { retry: () => void } {
  const [state, setState] = useState<AnswerState>({ stored: undefined, loading: false, fault: undefined });
  const [turn, setTurn] = useState(0);
  const latest = useRef(state.stored);
  latest.current = state.stored;
  const paths = pathsKey(tags);
  const isLive = view.kind === "live";
  const lost = link.value.everConnected && !link.value.connected;
  useEffect(() => {
    if (paths === "" || widthPx <= 0) return undefined;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const again = (ms: number) => (timer = setTimeout(() => void run(), ms));
    const run = async () => {
      const range = rangeOf(view, Date.now());
      try {
        const stored = await ask(paths, askFor(range, widthPx, isLive), abort.signal);
        setState({ stored, loading: false, fault: undefined });
        if (view.kind === "live") again(renewAfterMs(view.spanMs));
      } catch (cause) {
        if (abort.signal.aborted) return;
        setState((s) => ({ ...s, loading: false, fault: sentenceOf(cause) }));
        again(kAgainAfterFaultMs);
      }
    };
    const kept = !isLive && turn === 0 && enough(latest.current, tags, rangeOf(view, Date.now()), widthPx);
    setState((s) => ({ ...s, loading: !kept }));
    if (!kept) again(isLive ? 0 : kSettleMs);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [paths, viewKey(view), Math.round(widthPx / 50), isLive && lost, turn]);
  return { ...state, retry: () => setTurn((n) => n + 1) };
}

export function useTrendFeed(tags: readonly TagInfo[], view: View, widthPx: number): TrendFeed {
  const answer = useStored(tags, view, widthPx);
  const live = useRef(new Map<TagPath, GrowingSamples>());
  const following = useRef(false);
  const isLive = view.kind === "live";
  useEffect(() => {
    // What came live stays on the screen until the historian has answered for the view that followed.
    if (!following.current) live.current = new Map();
    following.current = isLive;
    if (!isLive) return undefined;
    live.current = new Map(tags.map((t) => [t.path, live.current.get(t.path) ?? noSamples()]));
    const release = liveTags.retain(tags.map((t) => t.path));
    const silence = tags.map((tag) =>
      liveTags.listen(tag.path, (change) => void append(live.current.get(tag.path)!, change, kMostLive)),
    );
    return () => {
      release();
      silence.forEach((stop) => stop());
    };
  }, [pathsKey(tags), isLive]);
  return { ...answer, live: live.current };
}
