// What stands behind the values: the connections to the devices, their clocks, and the program itself.

import type { ScadaSystem } from "kit/api/operator_types";
import { useResource } from "kit/api/resource";
import { Table } from "kit/components/table";
import { Fault, Loading, PageHead, Panel, Time } from "kit/components/text";
import { formatNumber } from "kit/format/number";

export function SystemPage() {
  const system = useResource<ScadaSystem>("/api/v1/system", [], 2000);
  if (system.error && !system.data) return <Fault>{system.error}</Fault>;
  if (!system.data) return <Loading what="Loading" />;
  const { connections, started, version } = system.data;
  return (
    <div class="mw-stack">
      <PageHead title="System" />
      <Panel title="Connections to devices" flush>
        <Table
          label="Connections"
          rows={connections}
          keyOf={(c) => c.name}
          columns={[
            { head: "Name", cell: (c) => <strong>{c.name}</strong> },
            {
              head: "State",
              cell: (c) => (c.connected ? "Connected" : <span class="mw-chip wrong">Not connected</span>),
            },
            { head: "Since", cell: (c) => <Time at={c.since} /> },
            {
              head: "Clock offset",
              kind: "end",
              cell: (c) =>
                c.clock_offset_ms == null ? (
                  <span class="mw-muted">not known yet</span>
                ) : (
                  <span class="mw-num">
                    {formatNumber(c.clock_offset_ms, 1)}
                    <span class="mw-unit">ms</span>
                  </span>
                ),
            },
            { head: "Last fault", kind: "wrap", cell: (c) => <span class="mw-muted">{c.last_error}</span> },
          ]}
        />
      </Panel>
      <Panel title="Program">
        <dl class="mw-facts">
          <dt>Version</dt>
          <dd>{version}</dd>
          <dt>Started</dt>
          <dd>
            <Time at={started} /> (<Time at={started} relative />)
          </dd>
        </dl>
      </Panel>
    </div>
  );
}
