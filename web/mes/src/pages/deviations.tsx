// Deviations, newest first; open ones alone when asked.

import type { Deviation } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Empty, Fault, Loading, PageHead } from "kit/components/text";
import { query, withQuery } from "kit/router/router";
import { DeviationTable } from "mes/parts/deviation_table";
import { isOpen } from "mes/state/words";

export function DeviationsPage() {
  const openOnly = query("state") === "open";
  const all = useResource<Deviation[]>("/api/v1/deviations", ["deviations"]);
  const shown = (all.data ?? [])
    .filter((d) => !openOnly || isOpen(d))
    .sort((a, b) => b.opened_at.localeCompare(a.opened_at));
  return (
    <div class="mw-stack">
      <PageHead title="Deviations">
        <nav class="mw-tabs" aria-label="State">
          <a href={withQuery({ state: undefined })} aria-current={openOnly ? undefined : "page"}>
            All
          </a>
          <a href={withQuery({ state: "open" })} aria-current={openOnly ? "page" : undefined}>
            Open
          </a>
        </nav>
      </PageHead>
      {all.error && <Fault>{all.error}</Fault>}
      {!all.data && !all.error && <Loading what="Loading the deviations" />}
      {all.data && (
        <section class="mw-panel">
          {shown.length === 0 ? (
            <Empty title={openOnly ? "No open deviation" : "No deviations yet"}>
              A deviation opens when a value stays beyond its limit for the time its rule says. To see one, switch on a
              fault of the simulated line: millwright plc fault control_sensor_drift on.
            </Empty>
          ) : (
            <DeviationTable deviations={shown} />
          )}
        </section>
      )}
    </div>
  );
}
