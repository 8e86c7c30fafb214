// What a change said before its author amended it.

import { useResource } from "kit/api/resource";
import { Fault, Panel, Time } from "kit/components/text";
import type { UtcText } from "kit/units";
import type { DefinitionChange, EarlierRevision } from "mes/state/definitions";

export function EarlierRevisions({ change }: { change: DefinitionChange }) {
  const { data, error } = useResource<EarlierRevision[]>(
    `/api/v1/definitions/changes/${encodeURIComponent(change.id)}/revisions`,
    ["definitions"],
  );
  return (
    <Panel title="What it said before">
      <div class="mw-stack mes-earlier">
        {error && !data && <Fault>{error}</Fault>}
        {[...(data ?? [])].reverse().map((one) => (
          <details key={one.revision}>
            <summary>
              Revision {one.revision}, {one.title}{" "}
              <span class="mw-muted mw-small">
                until <Time at={one.until as UtcText} minutes />
              </span>
            </summary>
            <pre class="mes-content" tabIndex={0}>
              {one.content}
            </pre>
          </details>
        ))}
      </div>
    </Panel>
  );
}
