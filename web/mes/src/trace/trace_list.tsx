// A trace as a list, by level: for the keyboard, and where there are too many lots for a picture. Up and down move
// between the rows, Enter chooses one.

import { useState } from "preact/hooks";
import type { Trace, TracedLot } from "kit/api/mes_trace";
import { type Column, Table } from "kit/components/table";
import { Time } from "kit/components/text";
import { amountText } from "kit/format/amount";
import { shortId } from "kit/format/words";
import { withQuery } from "kit/router/router";
import { Disposition } from "mes/parts/marks";
import { usedOf } from "mes/state/trace";
import { kindText, tracingText } from "mes/state/words";

/** More rows come with a press. */
const kPage = 200;

/** What lots were booked in for does not begin here, whatever its kind begins with. */
const tracedText = (lot: TracedLot) => (lot.tracing === "untraced" ? "Booked in" : tracingText(lot.tracing));

function columnsOf(trace: Trace): Column<TracedLot>[] {
  const used = usedOf(trace);
  const fed = new Set<string>(trace.links.map((link) => link.lot));
  return [
    { head: "Step", kind: "end", width: "56px", cell: (l) => <span class="mw-num">{l.level}</span> },
    {
      head: "Lot",
      cell: (l) => (
        <>
          <a href={withQuery({ lot: l.id })} title={l.id}>
            {shortId(l.id)}
          </a>
          <div class="mw-muted mw-small">{kindText(l.kind)}</div>
        </>
      ),
    },
    { head: "Material", wideOnly: true, cell: (l) => l.material },
    { head: "Quantity", kind: "end", cell: (l) => <span class="mw-num">{amountText(l.quantity, l.unit)}</span> },
    {
      head: trace.direction === "backward" ? "Of it used" : "Taken",
      kind: "end",
      cell: (l) => {
        const amount = used.get(l.id);
        return <span class="mw-num">{amount?.quantity ? amountText(amount.quantity, amount.unit) : "–"}</span>;
      },
    },
    { head: "Made", wideOnly: true, cell: (l) => <Time at={l.from} minutes /> },
    { head: "Origin", wideOnly: true, cell: (l) => (fed.has(l.id) ? tracedText(l) : tracingText(l.tracing)) },
    {
      head: "Disposition",
      cell: (l) => <Disposition lot={{ disposition: l.disposition, hold_reason: null }} />,
    },
  ];
}

/** Up and down, to the first and the last row. */
function moveFocus(event: KeyboardEvent): void {
  const row = (event.target as Element).closest("tbody tr");
  const to = {
    ArrowDown: row?.nextElementSibling,
    ArrowUp: row?.previousElementSibling,
    Home: row?.parentElement?.firstElementChild,
    End: row?.parentElement?.lastElementChild,
  }[event.key];
  if (!to) return;
  event.preventDefault();
  (to as HTMLElement).focus();
}

export function TraceList({ trace, chosen }: { trace: Trace; chosen: string }) {
  const [most, setMost] = useState(kPage);
  const lots = [...trace.lots].sort((a, b) => a.level - b.level || a.id.localeCompare(b.id, "en", { numeric: true }));
  return (
    <div class="mes-trace-list" onKeyDown={moveFocus}>
      <Table
        label="Lots of the trace"
        columns={columnsOf(trace)}
        rows={lots.slice(0, most)}
        keyOf={(l) => l.id}
        hrefOf={(l) => withQuery({ lot: l.id })}
        selected={chosen}
      />
      {lots.length > most && (
        <p class="more">
          <button class="mw-button" onClick={() => setMost(most + kPage)}>
            Show {Math.min(kPage, lots.length - most)} more of {lots.length - most}
          </button>
        </p>
      )}
    </div>
  );
}
