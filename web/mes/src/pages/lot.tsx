// One lot: what it is, its disposition, and where it came from and went to.

import type { ComponentChildren } from "preact";
import type { Received } from "kit/api/mes_materials";
import type { GenealogyNode, Hold, LotDetail } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Icon } from "kit/components/icons";
import { Empty, Fault, Loading, PageHead, Panel, Time } from "kit/components/text";
import { amountText } from "kit/format/amount";
import { withLocalTimes } from "kit/format/time";
import { reasonText, sentence, sentenceCase, shortId, withNames } from "kit/format/words";
import { now } from "kit/live/clock";
import { LotParting } from "mes/materials/lot_parting";
import { ActionList } from "mes/parts/action_list";
import { GenealogyView } from "mes/parts/genealogy_view";
import { LotActions } from "mes/parts/lot_actions";
import { Disposition } from "mes/parts/marks";
import { kindText, tracingText } from "mes/state/words";

export function LotPage({ id }: { id: string }) {
  const found = useResource<LotDetail>(`/api/v1/lots/${encodeURIComponent(id)}`, ["lots"]);
  const lot = found.data;
  if (found.missing)
    return <Empty title={`No lot ${id}`}>It may have been typed wrongly. All lots are under Lots.</Empty>;
  if (!lot) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the lot" />;
  return (
    <div class="mw-stack">
      <PageHead title={`${kindText(lot.kind)} ${shortId(lot.id)}`} end={<HeadEnd lot={lot} />}>
        {lot.disposition !== "none" && <Disposition lot={lot} />}
      </PageHead>
      <Holds lot={lot} />
      <Panel title="Lot">
        <dl class="mes-figures wide">
          <Figure label="Material">{lot.material}</Figure>
          <Figure label="Quantity">
            <span class="mw-num mw-live">{amountText(lot.quantity, lot.unit)}</span>
          </Figure>
          <Figure label="Status">{sentenceCase(lot.status)}</Figure>
          <Figure label="Order">
            {lot.order ? <a href={`/orders/${encodeURIComponent(lot.order)}`}>{lot.order}</a> : "–"}
          </Figure>
          {!lot.received && <Made lot={lot} />}
          {!lot.received && <Figure label="Origin">{tracingText(lot.tracing)}</Figure>}
        </dl>
        {lot.tracing_note && (
          <p class="mw-muted mes-note">{sentence(withNames(withLocalTimes(lot.tracing_note, now.value)))}.</p>
        )}
      </Panel>
      {lot.received && <ReceivedPanel received={lot.received} lot={lot} />}
      {lot.received && <LotParting lot={lot} left={lot.received.left} />}
      <Genealogy id={id} direction="backward" title="Made from" empty="Nothing is recorded as an input of this lot." />
      <Genealogy id={id} direction="forward" title="Went into" empty="Nothing has been made from this lot yet." />
      {(lot.actions ?? []).length > 0 && (
        <Panel title="Held and decided" flush>
          <ActionList actions={lot.actions} />
        </Panel>
      )}
    </div>
  );
}

function Made({ lot }: { lot: LotDetail }) {
  return (
    <Figure label="Made">
      <Time at={lot.from ?? lot.created} />
      {lot.to && (
        <>
          {" to "}
          <Time at={lot.to} />
        </>
      )}
    </Figure>
  );
}

function HeadEnd({ lot }: { lot: LotDetail }) {
  return (
    <>
      <a class="mw-button" href={`/trace/${encodeURIComponent(lot.id)}`}>
        <Icon name="trace" />
        Trace
      </a>
      <LotActions lot={lot} />
    </>
  );
}

/** How a bought lot came in, and what is left of it. */
function ReceivedPanel({ received, lot }: { received: Received; lot: LotDetail }) {
  return (
    <Panel title="Received">
      <dl class="mes-figures wide">
        <Figure label="Left">{amountText(received.left, lot.unit)}</Figure>
        <Figure label="Used">{amountText(received.used, lot.unit)}</Figure>
        <Figure label="Came in">
          <Time at={received.received} />
        </Figure>
        <Figure label="Taken in by">{received.by || "–"}</Figure>
        <Figure label="Supplier">{received.supplier || "–"}</Figure>
        <Figure label="Supplier’s lot">{received.supplier_lot || "–"}</Figure>
        <Figure label="Good until">{received.expires ? <Time at={received.expires} minutes /> : "–"}</Figure>
        <Figure label="Stands at">{received.location || "–"}</Figure>
      </dl>
    </Panel>
  );
}

/** Every reason why the lot is held; a decision lifts them all. */
function Holds({ lot }: { lot: LotDetail }) {
  const holds = lot.holds ?? [];
  if (holds.length === 0) return null;
  return (
    <div class="mw-notice wrong">
      {holds.map((hold) => (
        <p key={`${hold.parent}${hold.cause}`}>
          {hold.parent ? (
            <>
              Made of <a href={`/lots/${encodeURIComponent(hold.parent)}`}>{shortId(hold.parent)}</a>, which is held
            </>
          ) : (
            <HoldReason hold={hold} />
          )}
          <span class="mw-muted">
            {" "}
            since <Time at={hold.since} />
          </span>
        </p>
      ))}
    </div>
  );
}

function HoldReason({ hold }: { hold: Hold }) {
  const deviation = /^deviation:(.+)$/.exec(hold.cause)?.[1];
  const text = reasonText(hold.reason).replace(/\.$/, "");
  return deviation ? <a href={`/deviations/${encodeURIComponent(deviation)}`}>{text}</a> : <>{text}</>;
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
