// Lots, filtered by disposition and kind; the filter stands in the address.

import type { Lot } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Empty, Fault, Loading, PageHead } from "kit/components/text";
import { query, withQuery } from "kit/router/router";
import { LotTable } from "mes/parts/lot_table";
import { kindText } from "mes/state/words";

const kFilters = [
  { label: "All", disposition: undefined },
  { label: "Held", disposition: "held" },
  { label: "Released", disposition: "released" },
  { label: "Rejected", disposition: "rejected" },
];

export function LotsPage() {
  const disposition = query("disposition");
  const kind = query("kind");
  const lots = useResource<Lot[]>(`/api/v1/lots${disposition ? `?disposition=${disposition}` : ""}`, ["lots"]);
  const kinds = [...new Set((lots.data ?? []).map((l) => l.kind))];
  const shown = (lots.data ?? []).filter((l) => !kind || l.kind === kind);
  return (
    <div class="mw-stack">
      <PageHead
        title="Lots"
        end={
          kinds.length > 1 || kind ? (
            <nav class="mw-tabs" aria-label="Kind">
              {[undefined, ...kinds].map((k) => (
                <a key={k ?? ""} href={withQuery({ kind: k })} aria-current={k === kind ? "page" : undefined}>
                  {k ? kindText(k) : "All kinds"}
                </a>
              ))}
            </nav>
          ) : null
        }
      >
        <nav class="mw-tabs" aria-label="Disposition">
          {kFilters.map((f) => (
            <a
              key={f.label}
              href={withQuery({ disposition: f.disposition })}
              aria-current={f.disposition === disposition ? "page" : undefined}
            >
              {f.label}
            </a>
          ))}
        </nav>
      </PageHead>
      {lots.error && <Fault>{lots.error}</Fault>}
      {!lots.data && !lots.error && <Loading what="Loading the lots" />}
      {lots.data && (
        <section class="mw-panel">
          {shown.length === 0 ? (
            <Empty title={disposition === "held" ? "Nothing is held" : "No lots here"}>
              Lots are made by the line: a batch at the mixer, a sublot at the pasteurizer, pallets at the palletizer.
            </Empty>
          ) : (
            <LotTable lots={shown} actions />
          )}
        </section>
      )}
    </div>
  );
}
