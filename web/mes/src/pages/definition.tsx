// One definition: a version of it to read, its other versions, and writing a change of it.

import { mayAs } from "kit/api/session";
import { Empty, Fault, Loading, PageHead, Panel } from "kit/components/text";
import { query, withQuery } from "kit/router/router";
import { ChangeEditor } from "mes/definitions/change_editor";
import { ChangeTable } from "mes/definitions/change_table";
import { DefinitionView } from "mes/definitions/definition_view";
import { ClassUses } from "mes/definitions/class_uses";
import { kDrafters, useAllKnown, useChanges, useKnown, useOffers } from "mes/definitions/use_definitions";
import { partFor } from "mes/state/change_form";
import type { Shape } from "mes/state/definition_shapes";
import { byId, changedBy, effectText, type Known } from "mes/state/known_definitions";

export function DefinitionPage({ shape, id }: { shape: Shape; id: string }) {
  const { known, error } = useKnown(shape.section);
  const changes = (useChanges().data ?? []).filter(
    (change) => change.state === "draft" && changedBy(change).some((one) => one.shape === shape && one.id === id),
  );
  const offers = useOffers();
  if (!known) return error ? <Fault>{error}</Fault> : <Loading what="Loading the definition" />;
  const found = byId(known).find(({ shown }) => shown.id === id);
  if (!found) return <Empty title={`No ${shape.one} ${id}`}>All that there are stand under Definitions.</Empty>;
  const asked = Number(query("version"));
  const one = found.versions.find((each) => each.version === asked) ?? found.shown;
  const writes = query("edit") !== undefined && mayAs(kDrafters);
  const name = found.shown.item["name"] ?? offers.materials.find((each) => each.id === id)?.name;
  return (
    <div class="mw-stack">
      <PageHead title={String(name || id)} end={writes ? null : <ChangeButton />}>
        <a class="mw-muted" href={`/definitions?kind=${shape.section}`}>
          {shape.title}
        </a>
        {found.versions.length > 1 && !writes && <VersionTabs versions={found.versions} shown={one} />}
      </PageHead>
      {changes.length > 0 && !writes && (
        <Panel title="For approval" flush>
          <ChangeTable label="Changes for approval" changes={changes} />
        </Panel>
      )}
      {writes ? (
        <Write shape={shape} found={found} />
      ) : (
        <Panel title={one.version === undefined ? id : `Version ${one.version}`} end={<Standing of={one} />}>
          <DefinitionView shape={shape} item={one.item} offers={offers} />
        </Panel>
      )}
      {shape.section === "equipment_classes" && !writes && <ClassUses id={id} />}
    </div>
  );
}

function Write({ shape, found }: { shape: Shape; found: { shown: Known; versions: Known[] } }) {
  const { all, error } = useAllKnown();
  if (!all) return error ? <Fault>{error}</Fault> : <Loading what="Loading the definitions" />;
  const start = () => [partFor(shape, found.shown, found.versions)];
  return <ChangeEditor start={start} all={all} onCancel={withQuery({ edit: undefined })} />;
}

function ChangeButton() {
  return mayAs(kDrafters) ? (
    <a class="mw-button primary" href={withQuery({ edit: "1", version: undefined })}>
      Change
    </a>
  ) : (
    <button class="mw-button" disabled title="Needs the role planner or manager.">
      Change
    </button>
  );
}

function VersionTabs({ versions, shown }: { versions: readonly Known[]; shown: Known }) {
  return (
    <nav class="mw-tabs" aria-label="Version">
      {versions.map((one) => (
        <a
          key={one.version}
          href={withQuery({ version: String(one.version) })}
          aria-current={one === shown ? "page" : undefined}
        >
          {one.version}
        </a>
      ))}
    </nav>
  );
}

/** Since when and until when, and who approved it. */
function Standing({ of }: { of: Known }) {
  if (of.version === undefined) return null;
  const times = [of.from && `since ${of.from.slice(0, 10)}`, of.to && `until ${of.to.slice(0, 10)}`];
  const by = of.approved ? `approved by ${of.approved.by}` : undefined;
  return <span class="mw-muted">{[effectText(of.effect), ...times, by].filter(Boolean).join(", ")}</span>;
}
