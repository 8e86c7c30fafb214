// The genealogy explorer: from a lot or a bottle's code to what it was made of, or on to what was made of it, as a
// picture or a list; the recall list; and beside it the circumstances of the lot that is chosen.

import { useState } from "preact/hooks";
import type { Bottle, Direction, Trace } from "kit/api/mes_trace";
import { useResource } from "kit/api/resource";
import { Empty, Fault, Loading, PageHead, Panel } from "kit/components/text";
import { sentence, shortId } from "kit/format/words";
import { go, query, segments, withQuery } from "kit/router/router";
import { BottlePanel } from "mes/trace/bottle_panel";
import { LotContextPanel } from "mes/trace/lot_context";
import { RecallList } from "mes/trace/recall_list";
import { TraceGraph } from "mes/trace/trace_graph";
import { TraceList } from "mes/trace/trace_list";
import { scannedId } from "mes/state/station";
import { directionOf, isBottleCode, traceText, wantedOf } from "mes/state/trace";

const kLevels = 30;
const kViews = [
  ["graph", "Picture"],
  ["list", "List"],
  ["recall", "Recall"],
] as const;

export function TracePage() {
  const id = segments.value[1];
  return (
    <div class="mw-stack">
      <PageHead title="Trace" end={<Finder id={id} key={id} />}>
        {id && <span class="mw-muted">{shortId(id)}</span>}
      </PageHead>
      {id === undefined && (
        <section class="mw-panel">
          <Empty title="Where from?">
            Type or scan a lot’s id, the code printed on a bottle, such as LINE1-20261128T105001Z-000123, or a recorded
            serial number. Its whole way appears here, back to its sugar or on to every pallet.
          </Empty>
        </section>
      )}
      {id !== undefined &&
        (isBottleCode(id) ? (
          <OfBottle code={id} missing={`The bottle ${id} is not known`} key={id} />
        ) : (
          <OfLot id={id} key={id} />
        ))}
    </div>
  );
}

function Finder({ id }: { id: string | undefined }) {
  const [text, setText] = useState(id ?? "");
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = wantedOf(text);
    if (wanted !== "") go(`/trace/${encodeURIComponent(wanted)}`);
  };
  return (
    <form class="mes-finder" role="search" onSubmit={submit}>
      <input
        class="mw-input"
        name="trace"
        aria-label="A lot’s id or a bottle’s code"
        placeholder="A lot’s id or a bottle’s code"
        autocomplete="off"
        spellcheck={false}
        autofocus={id === undefined}
        value={text}
        onInput={(e) => setText(e.currentTarget.value)}
      />
      <button class="mw-button primary" type="submit" disabled={scannedId(text) === ""}>
        Trace
      </button>
    </form>
  );
}

function OfLot({ id }: { id: string }) {
  const direction = directionOf(query("direction"));
  const path = `/api/v1/lots/${encodeURIComponent(id)}/trace?direction=${direction}&levels=${kLevels}`;
  const found = useResource<Trace>(path, ["lots"]);
  // A plant's own serial numbers look like anything.
  if (found.missing) return <OfBottle code={id} missing={`There is no lot ${id}`} />;
  if (!found.data) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the trace" />;
  return <Explorer trace={found.data} error={found.error} direction={direction} recall />;
}

function OfBottle({ code, missing }: { code: string; missing: string }) {
  const found = useResource<Bottle>(`/api/v1/bottles/${encodeURIComponent(code)}`, ["lots"]);
  const bottle = found.data;
  if (found.missing) return <NotFound what={missing} why={found.error} />;
  if (!bottle) return found.error ? <Fault>{sentence(found.error)}</Fault> : <Loading what="Loading the bottle" />;
  return (
    <>
      <BottlePanel bottle={bottle} />
      {bottle.trace && <Explorer trace={bottle.trace} error={found.error} direction="backward" />}
    </>
  );
}

function NotFound({ what, why }: { what: string; why: string | undefined }) {
  return (
    <section class="mw-panel">
      <Empty title={what}>{why ? sentence(why) : "It may have been typed wrongly. All lots are under Lots."}</Empty>
    </section>
  );
}

interface ExplorerProps {
  trace: Trace;
  error: string | undefined;
  direction: Direction;
  /** A lot has a recall list, and both directions. */
  recall?: boolean;
}

function Explorer({ trace, error, direction, recall }: ExplorerProps) {
  const asked = query("view");
  const view = kViews.find(([name]) => name === asked && (recall || name !== "recall"))?.[0] ?? "graph";
  const chosen = query("lot") ?? trace.lot;
  const lot = trace.lots.find((l) => l.id === chosen);
  return (
    <div class="mes-trace">
      <div class="mw-stack">
        <Tools view={view} direction={direction} recall={recall === true} />
        {error && <Fault>{error}</Fault>}
        {trace.truncated && (
          <p class="mw-notice wrong">Not all of it is shown: the trace goes on further than is told at once.</p>
        )}
        {view === "recall" ? (
          <RecallList id={trace.lot} />
        ) : (
          <Panel title={traceText(trace)} flush>
            {view === "graph" ? (
              <TraceGraph trace={trace} chosen={chosen} key={`${trace.lot} ${trace.direction}`} />
            ) : (
              <TraceList trace={trace} chosen={chosen} />
            )}
          </Panel>
        )}
      </div>
      <LotContextPanel id={chosen} lot={lot} key={chosen} />
    </div>
  );
}

function Tools({ view, direction, recall }: { view: string; direction: Direction; recall: boolean }) {
  return (
    <div class="mes-trace-tools">
      <nav class="mw-tabs" aria-label="View">
        {kViews
          .filter(([name]) => recall || name !== "recall")
          .map(([name, words]) => (
            <a key={name} href={withQuery({ view: name })} aria-current={name === view ? "page" : undefined}>
              {words}
            </a>
          ))}
      </nav>
      {recall && view !== "recall" && (
        <nav class="mw-tabs" aria-label="Direction">
          {(["backward", "forward"] as const).map((way) => (
            <a
              key={way}
              href={withQuery({ direction: way, lot: undefined })}
              aria-current={way === direction ? "page" : undefined}
            >
              {way === "backward" ? "Made from" : "Went into"}
            </a>
          ))}
        </nav>
      )}
    </div>
  );
}
