// What stands behind the MES: the bus, the last event, the program.

import type { MesSystem } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Fault, Loading, PageHead, Panel, Quantity, Time } from "kit/components/text";

export function SystemPage() {
  const system = useResource<MesSystem>("/api/v1/system", [], 2000);
  if (system.error && !system.data) return <Fault>{system.error}</Fault>;
  if (!system.data) return <Loading what="Loading" />;
  const { bus, last_event, started, version, line_seen_at } = system.data;
  return (
    <div class="mw-stack">
      <PageHead title="System" />
      <div class="mw-columns even">
        <Panel title="Message bus">
          <dl class="mw-facts">
            <dt>Connection</dt>
            <dd>{bus.connected ? "Connected" : <span class="mw-chip wrong">Not connected</span>}</dd>
            <dt>Waiting events</dt>
            <dd>{bus.queue_depth == null ? "–" : <Quantity value={bus.queue_depth} />}</dd>
            <dt>Dead letters</dt>
            <dd>
              {bus.dead_letters === 0 ? (
                <Quantity value={0} />
              ) : (
                <span class="mw-chip wrong">
                  <Quantity value={bus.dead_letters} />
                </span>
              )}
            </dd>
            <dt>Last event</dt>
            <dd>
              <Time at={last_event} /> (<Time at={last_event} relative />)
            </dd>
            <dt>Line last seen</dt>
            <dd>
              <Time at={line_seen_at} /> (<Time at={line_seen_at} relative />)
            </dd>
          </dl>
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
    </div>
  );
}
