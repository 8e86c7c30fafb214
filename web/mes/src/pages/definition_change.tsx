// One change of definitions: what it differs in, and the decision of another person about it. Its author may amend it.

import { useState } from "preact/hooks";
import { api } from "kit/api/client";
import { refreshShown, useResource } from "kit/api/resource";
import { mayAs, session } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { confirm } from "kit/components/confirm";
import { Empty, Fault, Loading, PageHead, Panel, Time } from "kit/components/text";
import { query, withQuery } from "kit/router/router";
import type { UtcText } from "kit/units";
import { ChangeEditor } from "mes/definitions/change_editor";
import { ChangeState } from "mes/definitions/change_table";
import { Compared } from "mes/definitions/compared";
import { EarlierRevisions } from "mes/definitions/earlier_revisions";
import { TextEditor } from "mes/definitions/text_editor";
import { kDrafters, useAllKnown, whyNotApprove } from "mes/definitions/use_definitions";
import { formHolds, partOf } from "mes/state/change_form";
import type { DefinitionChange } from "mes/state/definitions";
import { type Changed, changedBy, definitionAddress, shownOf } from "mes/state/known_definitions";

export function DefinitionChangePage({ id }: { id: string }) {
  const found = useResource<DefinitionChange>(`/api/v1/definitions/changes/${encodeURIComponent(id)}`, ["definitions"]);
  const change = found.data;
  if (found.missing) return <Empty title={`No change ${id}`}>All changes are listed under Definitions.</Empty>;
  if (!change) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the change" />;
  if (query("edit") !== undefined && change.state === "draft" && isOwn(change)) return <Amend change={change} />;
  return <Shown key={id} change={change} />;
}

function Shown({ change }: { change: DefinitionChange }) {
  const [seen] = useState(change.revision);
  const changed = changedBy(change);
  const open = change.state === "draft";
  return (
    <div class="mw-stack">
      <PageHead title={change.title || change.id} end={open ? <Decide change={change} /> : null}>
        <ChangeState change={change} />
      </PageHead>
      {open && change.revision > seen && !isOwn(change) && (
        <p class="mw-notice" role="status">
          {change.by} amended it while you had it open: what stands here is revision {change.revision}.
        </p>
      )}
      <Panel title={change.id}>
        <Facts change={change} changed={changed} />
      </Panel>
      {open && <Compared changed={changed} />}
      <Panel title="As handed in">
        <pre class="mes-content" tabIndex={0}>
          {change.content}
        </pre>
      </Panel>
      {change.revision > 1 && <EarlierRevisions change={change} />}
    </div>
  );
}

/** The form with what the draft says, against what is in effect; the text where it is none that a form can show. */
function Amend({ change }: { change: DefinitionChange }) {
  const { all, error } = useAllKnown();
  const changed = changedBy(change);
  const back = withQuery({ edit: undefined });
  const start = () => changed.map((one) => partOf(one, shownOf(all?.get(one.shape.section) ?? [], one.id)?.shown));
  return (
    <div class="mw-stack">
      <PageHead title={change.title || change.id} />
      {changed.length === 0 || !changed.every(formHolds) ? (
        <TextEditor draft={change} onCancel={back} />
      ) : all ? (
        <ChangeEditor start={start} all={all} draft={change} onCancel={back} />
      ) : error ? (
        <Fault>{error}</Fault>
      ) : (
        <Loading what="Loading what is in effect" />
      )}
    </div>
  );
}

function Facts({ change, changed }: { change: DefinitionChange; changed: readonly Changed[] }) {
  return (
    <dl class="mw-facts">
      {changed.map(({ shape, id, item }) => (
        <>
          <dt>{shape.title}</dt>
          <dd>
            <a href={definitionAddress(shape.section, id)}>{id}</a>
            {item["version"] !== undefined && ` becomes version ${String(item["version"])}`}
          </dd>
        </>
      ))}
      <dt>Written</dt>
      <dd>
        by {change.by}, <Time at={change.created as UtcText} />
      </dd>
      {change.amended && <dt>Amended</dt>}
      {change.amended && (
        <dd>
          <Time at={change.amended as UtcText} />, revision {change.revision}
        </dd>
      )}
      {change.decided && <dt>{change.state === "approved" ? "Approved" : "Withdrawn"}</dt>}
      {change.decided && (
        <dd>
          by {change.decided_by}, <Time at={change.decided as UtcText} />
        </dd>
      )}
    </dl>
  );
}

function isOwn(change: DefinitionChange): boolean {
  const here = session.value;
  return here.kind === "in" && here.session.user === change.by && mayAs(kDrafters);
}

function Decide({ change }: { change: DefinitionChange }) {
  const at = `/api/v1/definitions/changes/${encodeURIComponent(change.id)}`;
  const decide = async (what: string) => {
    await api.post(`${at}/${what}`);
    refreshShown("definitions");
  };
  const approve = async () => {
    const sure = await confirm({
      title: change.revision > 1 ? `Approve revision ${change.revision} of this change?` : "Approve this change?",
      text: "It is in force at once, for all that is planned and made from when it begins.",
      action: "Approve",
    });
    // What stood here when it was pressed, and nothing that it became since.
    if (sure !== undefined) await decide(`approve?revision=${change.revision}`);
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
      {isOwn(change) && (
        <a class="mw-button" href={withQuery({ edit: "1" })}>
          Change
        </a>
      )}
      <ActionButton primary run={approve} disabled={why !== undefined} why={why}>
        Approve
      </ActionButton>
    </span>
  );
}
