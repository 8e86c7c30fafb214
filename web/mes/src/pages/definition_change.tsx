// One change of definitions: what it differs in, and the decision of another person about it.

import { api } from "kit/api/client";
import { refreshShown, useResource } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { confirm } from "kit/components/confirm";
import { Empty, Fault, Loading, PageHead, Panel, Time } from "kit/components/text";
import type { UtcText } from "kit/units";
import { ChangeState } from "mes/definitions/change_table";
import { DifferenceTable } from "mes/definitions/difference_table";
import { kDrafters, useKnown, whyNotApprove } from "mes/definitions/use_definitions";
import type { DefinitionChange } from "mes/state/definitions";
import { byId, type Changed, changedBy, definitionAddress } from "mes/state/known_definitions";

export function DefinitionChangePage({ id }: { id: string }) {
  const found = useResource<DefinitionChange>(`/api/v1/definitions/changes/${encodeURIComponent(id)}`, ["definitions"]);
  const change = found.data;
  if (found.missing) return <Empty title={`No change ${id}`}>All changes are listed under Definitions.</Empty>;
  if (!change) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the change" />;
  const changed = changedBy(change);
  return (
    <div class="mw-stack">
      <PageHead title={change.title || change.id} end={change.state === "draft" ? <Decide change={change} /> : null}>
        <ChangeState change={change} />
      </PageHead>
      <Panel title={change.id}>
        <Facts change={change} changed={changed} />
      </Panel>
      {changed && change.state === "draft" && <Compared changed={changed} />}
      <Panel title="As handed in">
        <pre class="mes-content" tabIndex={0}>
          {change.content}
        </pre>
      </Panel>
    </div>
  );
}

function Facts({ change, changed }: { change: DefinitionChange; changed: Changed | undefined }) {
  return (
    <dl class="mw-facts">
      {changed && <dt>{changed.shape.title}</dt>}
      {changed && (
        <dd>
          <a href={definitionAddress(changed.shape.section, changed.id)}>{changed.id}</a>
          {changed.item["version"] !== undefined && ` becomes version ${String(changed.item["version"])}`}
        </dd>
      )}
      <dt>Written</dt>
      <dd>
        by {change.by}, <Time at={change.created as UtcText} />
      </dd>
      {change.decided && <dt>{change.state === "approved" ? "Approved" : "Withdrawn"}</dt>}
      {change.decided && (
        <dd>
          by {change.decided_by}, <Time at={change.decided as UtcText} />
        </dd>
      )}
    </dl>
  );
}

function Compared({ changed }: { changed: Changed }) {
  const { known } = useKnown(changed.shape.section);
  if (!known) return <Loading what="Loading what is in effect" />;
  const current = byId(known).find(({ shown }) => shown.id === changed.id)?.shown;
  return (
    <Panel title={current ? "What it changes" : "What it brings"} flush>
      <DifferenceTable before={current?.item} after={changed.item} />
    </Panel>
  );
}

function Decide({ change }: { change: DefinitionChange }) {
  const at = `/api/v1/definitions/changes/${encodeURIComponent(change.id)}`;
  const decide = async (what: "approve" | "withdraw") => {
    await api.post(`${at}/${what}`);
    refreshShown("definitions");
  };
  const approve = async () => {
    const sure = await confirm({
      title: "Approve this change?",
      text: "It is in force at once, for all that is planned and made from when it begins.",
      action: "Approve",
    });
    if (sure !== undefined) await decide("approve");
  };
  const why = whyNotApprove(change);
  const mayWithdraw = mayAs(kDrafters);
  return (
    <span class="mes-actions">
      <ActionButton
        run={() => decide("withdraw")}
        disabled={!mayWithdraw}
        why={mayWithdraw ? undefined : "Needs the role planner or manager."}
      >
        Withdraw
      </ActionButton>
      <ActionButton primary run={approve} disabled={why !== undefined} why={why}>
        Approve
      </ActionButton>
    </span>
  );
}
