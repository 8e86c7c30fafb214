// One lot: what it is, its disposition, and where it came from and went to.

import type { ComponentChildren } from "preact";
import type { GenealogyNode, Lot } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Empty, Fault, Loading, PageHead, Panel, Quantity, Time } from "kit/components/text";
import { sentence, sentenceCase, shortId } from "kit/format/words";
import { GenealogyView } from "mes/parts/genealogy_view";
import { LotActions } from "mes/parts/lot_actions";
import { Disposition } from "mes/parts/marks";
import { kindText } from "mes/state/words";

export function LotPage({ id }: { id: string }) {
  const found = useResource<Lot>(`/api/v1/lots/${encodeURIComponent(id)}`, ["lots"]);
  const lot = found.data;
  if (found.missing)
    return <Empty title={`No lot ${id}`}>It may have been typed wrongly. All lots are under Lots.</Empty>;
  if (!lot) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the lot" />;
  return (
    <div class="mw-stack">
      <PageHead title={`${kindText(lot.kind)} ${shortId(lot.id)}`} end={<LotActions lot={lot} />}>
        {lot.disposition !== "none" && <Disposition lot={lot} />}
      </PageHead>
      {lot.hold_reason && <p class="mw-notice wrong">{sentence(lot.hold_reason)}</p>}
      <Panel title="Lot">
        <dl class="mes-figures wide">
          <Figure label="Material">{lot.material}</Figure>
          <Figure label="Quantity">
            <Quantity value={lot.quantity} unit={lot.unit} />
          </Figure>
          <Figure label="Status">{sentenceCase(lot.status)}</Figure>
          <Figure label="Order">
            {lot.order ? <a href={`/orders/${encodeURIComponent(lot.order)}`}>{lot.order}</a> : "–"}
          </Figure>
          <Figure label="Made">
            <Time at={lot.from ?? lot.created} />
            {lot.to && (
              <>
                {" to "}
                <Time at={lot.to} />
              </>
            )}
          </Figure>
        </dl>
      </Panel>
      <Genealogy id={id} direction="backward" title="Made from" empty="Nothing is recorded as an input of this lot." />
      <Genealogy id={id} direction="forward" title="Went into" empty="Nothing has been made from this lot yet." />
    </div>
  );
}

function Figure({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface GenealogyProps {
  id: string;
  direction: "backward" | "forward";
  title: string;
  empty: string;
}

function Genealogy({ id, direction, title, empty }: GenealogyProps) {
  const tree = useResource<GenealogyNode>(`/api/v1/lots/${encodeURIComponent(id)}/genealogy?direction=${direction}`, [
    "lots",
  ]);
  return (
    <Panel title={title} flush>
      {tree.error && !tree.data && <Fault>{tree.error}</Fault>}
      {tree.data && (tree.data.children ?? []).length === 0 && <Empty title="Nothing here">{empty}</Empty>}
      {tree.data && (tree.data.children ?? []).length > 0 && (
        <GenealogyView root={tree.data} self={id} direction={direction} />
      )}
    </Panel>
  );
}
