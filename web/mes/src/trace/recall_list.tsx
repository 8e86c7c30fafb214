// The recall list of a lot: where what was made of it is now, on pallets or not yet on one, and the same as a file.

import { useState } from "preact/hooks";
import type { Recall } from "kit/api/mes_trace";
import { useResource } from "kit/api/resource";
import { Icon } from "kit/components/icons";
import { type Column, Table } from "kit/components/table";
import { Empty, Fault, Loading, Panel, Time } from "kit/components/text";
import { amountText } from "kit/format/amount";
import { formatNumber } from "kit/format/number";
import { count, shortId } from "kit/format/words";
import { Disposition } from "mes/parts/marks";

type Row = Recall["lots"][number];

const kPage = 200;

const kColumns: Column<Row>[] = [
  { head: "Lot", cell: (l) => <a href={`/lots/${encodeURIComponent(l.id)}`}>{shortId(l.id)}</a> },
  { head: "Material", cell: (l) => l.material },
  { head: "Order", wideOnly: true, cell: (l) => (l.order ? <a href={`/orders/${l.order}`}>{l.order}</a> : "–") },
  { head: "Quantity", kind: "end", cell: (l) => <span class="mw-num">{amountText(l.quantity, l.unit)}</span> },
  { head: "Made", wideOnly: true, cell: (l) => <Time at={l.from} minutes /> },
  { head: "Disposition", cell: (l) => <Disposition lot={{ disposition: l.disposition, hold_reason: null }} /> },
];

export function RecallList({ id }: { id: string }) {
  const path = `/api/v1/lots/${encodeURIComponent(id)}/recall`;
  const found = useResource<Recall>(path, ["lots"]);
  const [most, setMost] = useState(kPage);
  const recall = found.data;
  if (!recall) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the recall list" />;
  const lots = recall.lots.slice(0, most);
  return (
    <Panel
      title={`To recall with ${shortId(id)}`}
      flush
      end={
        <a class="mw-button" href={`${path}.csv`} download={`recall-${id}.csv`}>
          <Icon name="download" />
          As CSV
        </a>
      }
    >
      {recall.truncated && <p class="mw-notice wrong">Not all of it is listed: there is more than is told at once.</p>}
      {recall.lots.length === 0 && !recall.truncated && (
        <Empty title="Nothing to recall">Nothing was made of it.</Empty>
      )}
      {recall.lots.length > 0 && (
        <>
          <Sums recall={recall} />
          <Table label="Lots to recall" columns={kColumns} rows={lots} keyOf={(l) => l.id} />
          {recall.lots.length > most && (
            <p class="mes-more">
              <button class="mw-button" onClick={() => setMost(most + kPage)}>
                Show more of {recall.lots.length - most}
              </button>
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

function Sums({ recall }: { recall: Recall }) {
  return (
    <dl class="mes-figures wide mes-recall-sums">
      <div>
        <dt>Lots</dt>
        <dd class="mw-num">{formatNumber(recall.lots.length, 0)}</dd>
      </div>
      {recall.by_material.map((sum) => (
        <div key={`${sum.material}${sum.unit}`}>
          <dt>
            {sum.material}, {count(sum.lots, "lot")}
          </dt>
          <dd class="mw-num">{amountText(sum.quantity, sum.unit)}</dd>
        </div>
      ))}
      {recall.units > 0 && (
        <div>
          <dt>Recorded units</dt>
          <dd class="mw-num">{formatNumber(recall.units, 0)}</dd>
        </div>
      )}
      {recall.orders.length > 0 && (
        <div>
          <dt>Orders</dt>
          <dd>
            {recall.orders.map((order) => (
              <a key={order} class="mes-part" href={`/orders/${encodeURIComponent(order)}`}>
                {order}
              </a>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}
