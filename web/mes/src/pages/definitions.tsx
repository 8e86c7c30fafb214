// Definitions of every kind: what is in effect of each, and what waits for approval.

import { mayAs } from "kit/api/session";
import { type Column, Table } from "kit/components/table";
import { Empty, Fault, Loading, PageHead, Panel } from "kit/components/text";
import { unitText } from "kit/format/amount";
import { count } from "kit/format/words";
import { query, withQuery } from "kit/router/router";
import { ChangeEditor } from "mes/definitions/change_editor";
import { ChangeTable } from "mes/definitions/change_table";
import { kDrafters, type Offered, useAllKnown, useChanges, useKnown, useOffers } from "mes/definitions/use_definitions";
import { partFor } from "mes/state/change_form";
import { type Field, kShapes, type Shape, shapeOf } from "mes/state/definition_shapes";
import { byId, contains, definitionAddress, effectText, type Known } from "mes/state/known_definitions";

type Row = { shown: Known; versions: Known[] };
const kDecidedShown = 5;

function columnsOf(shape: Shape, names: readonly Offered[]): Column<Row>[] {
  const nameOf = ({ id, item }: Known) =>
    shape.id === "material" ? names.find((one) => one.id === id)?.name : (item["name"] as string | undefined);
  return [
    {
      head: shape.id === "material" ? "Material" : "Name",
      kind: "wrap",
      cell: ({ shown }) => (
        <>
          <a class="mes-product" href={definitionAddress(shape.section, shown.id)}>
            {nameOf(shown) || shown.id}
          </a>
          {nameOf(shown) && <div class="mw-muted mw-small">{shown.id}</div>}
        </>
      ),
    },
    ...(shape.listed
      ? listedColumns(shape, shape.listed)
      : [{ head: "Contains", kind: "wrap" as const, cell: ({ shown }: Row) => contains(shape, shown.item) }]),
    ...(shape.versioned ? kVersionColumns : []),
  ];
}

/** A unit of measure as people write it. */
function told({ item }: Known, { key, offer }: Field) {
  const value = item[key];
  if (value === undefined) return "–";
  return offer === "units" ? unitText(String(value)) : Array.isArray(value) ? value.join(", ") : String(value);
}

function listedColumns(shape: Shape, keys: readonly string[]): Column<Row>[] {
  return shape.fields
    .filter(({ key }) => keys.includes(key))
    .map((field) => ({
      head: field.label.split(",")[0]!,
      kind: field.wide ? ("wrap" as const) : undefined,
      cell: ({ shown }: Row) => told(shown, field),
    }));
}

const kVersionColumns: Column<Row>[] = [
  {
    head: "Version",
    cell: ({ shown, versions }) => (
      <>
        <span class="mw-num">{shown.version}</span>
        {versions.length > 1 && <span class="mw-muted mw-small"> of {versions.length}</span>}
      </>
    ),
  },
  { head: "Stands", cell: ({ shown }) => effectText(shown.effect) },
  { head: "Since", wideOnly: true, cell: ({ shown }) => <span class="mw-num">{shown.from?.slice(0, 10) ?? "–"}</span> },
  { head: "Approved by", wideOnly: true, cell: ({ shown }) => shown.approved?.by ?? "–" },
];

function NewButton({ shape }: { shape: Shape }) {
  const words = `New ${shape.one}`;
  return mayAs(kDrafters) ? (
    <a class="mw-button" href={withQuery({ new: "1" })}>
      {words}
    </a>
  ) : (
    <button class="mw-button" disabled title="Needs the role planner or manager.">
      {words}
    </button>
  );
}

export function DefinitionsPage() {
  const shape = shapeOf(query("kind")) ?? kShapes[0]!;
  const changes = useChanges().data ?? [];
  const drafts = changes.filter((change) => change.state === "draft");
  const decided = changes.filter((change) => change.state !== "draft").slice(0, kDecidedShown);
  const writes = query("new") !== undefined && mayAs(kDrafters);
  return (
    <div class="mw-stack">
      <PageHead title="Definitions" end={writes ? null : <NewButton shape={shape} />}>
        <nav class="mw-tabs mes-kinds" aria-label="Kind">
          {kShapes.map((one) => (
            <a
              key={one.section}
              href={withQuery({ kind: one.section, new: undefined })}
              aria-current={one === shape ? "page" : undefined}
            >
              {one.title}
            </a>
          ))}
        </nav>
      </PageHead>
      {writes && <Write key={shape.section} shape={shape} />}
      {!writes && drafts.length > 0 && (
        <Panel title={`${count(drafts.length, "change")} for approval`} flush>
          <ChangeTable label="Changes for approval" changes={drafts} />
        </Panel>
      )}
      {!writes && <KnownPanel key={shape.section} shape={shape} />}
      {!writes && decided.length > 0 && (
        <Panel title="Decided lately" flush>
          <ChangeTable label="Decided changes" changes={decided} />
        </Panel>
      )}
    </div>
  );
}

function Write({ shape }: { shape: Shape }) {
  const { all, error } = useAllKnown();
  if (!all) return error ? <Fault>{error}</Fault> : <Loading what="Loading the definitions" />;
  return <ChangeEditor start={() => [partFor(shape)]} all={all} onCancel={withQuery({ new: undefined })} />;
}

function KnownPanel({ shape }: { shape: Shape }) {
  const { known, error } = useKnown(shape.section);
  const names = useOffers().materials;
  if (!known) return error ? <Fault>{error}</Fault> : <Loading what="Loading the definitions" />;
  const rows = byId(known);
  return (
    <Panel title={shape.title} flush>
      {rows.length === 0 ? (
        <Empty title={`No ${shape.one} yet`}>
          The plant's master data file has none; a change may bring the first.
        </Empty>
      ) : (
        <Table
          label={shape.title}
          columns={columnsOf(shape, names)}
          rows={rows}
          keyOf={({ shown }) => shown.id}
          hrefOf={({ shown }) => definitionAddress(shape.section, shown.id)}
        />
      )}
    </Panel>
  );
}
