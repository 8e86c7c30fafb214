// A definition to read: its fields, then its rows as tables, those of a routing's steps below each step.

import { type Column, Table } from "kit/components/table";
import { unitText } from "kit/format/amount";
import { type Offers } from "mes/definitions/use_definitions";
import { type FormRow, toForm } from "mes/state/definition_form";
import type { Field, Rows, Shape } from "mes/state/definition_shapes";
import type { Item } from "mes/state/definitions";

interface ValueProps {
  field: Field;
  row: FormRow;
  offers: Offers;
}

function Value({ field, row, offers }: ValueProps) {
  const text = row.values[field.key] ?? "";
  if (text === "") return <span class="mw-muted">{field.hint === "any" ? "any" : "–"}</span>;
  if (field.offer === "units") return <>{unitText(text)}</>;
  if (field.key === "effective_from") return <span class="mw-num">{text.replace(/T00:00:00Z$/, "")}</span>;
  const name = field.offer && offers[field.offer].find((one) => one.id === text)?.name;
  if (!name) return <span class={field.kind === "number" ? "mw-num" : undefined}>{text}</span>;
  return (
    <>
      {name} <span class="mw-muted mw-small">{text}</span>
    </>
  );
}

/** Columns of which no row says anything are left out. */
function columnsOf(rows: Rows, list: readonly FormRow[], offers: Offers): Column<FormRow>[] {
  return rows.fields
    .filter((field) => list.some((row) => row.values[field.key]) || field.hint === "any")
    .map((field) => ({
      head: field.label,
      cell: (row: FormRow) => <Value field={field} row={row} offers={offers} />,
      ...(field.kind === "number" ? { kind: "end" as const } : field.wide ? { kind: "wrap" as const } : {}),
    }));
}

function RowTable({ rows, list, offers }: { rows: Rows; list: readonly FormRow[]; offers: Offers }) {
  const indexed = list.map((row, index) => ({ ...row, key: String(index) }));
  return (
    <Table
      label={rows.label}
      columns={columnsOf(rows, list, offers)}
      rows={indexed}
      keyOf={(row) => (row as (typeof indexed)[number]).key}
    />
  );
}

function Step({ rows, row, offers }: { rows: Rows; row: FormRow; offers: Offers }) {
  const [segment, name, ...rest] = rows.fields;
  const told = rest.filter((field) => row.values[field.key]);
  return (
    <li>
      <h3>
        {row.values[name!.key]} <span class="mw-muted mw-small">{row.values[segment!.key]}</span>
      </h3>
      <p class="mw-small">
        {told.map((field) => (
          <span key={field.key}>
            <span class="mw-muted">{field.label}</span> <Value field={field} row={row} offers={offers} />
          </span>
        ))}
      </p>
      {(rows.rows ?? []).map((inner) => {
        const list = row.rows[inner.key] ?? [];
        return list.length > 0 && <RowTable key={inner.key} rows={inner} list={list} offers={offers} />;
      })}
    </li>
  );
}

export function DefinitionView({ shape, item, offers }: { shape: Shape; item: Item; offers: Offers }) {
  const form = toForm(shape, item);
  const told = shape.fields.filter((field) => form.values[field.key]);
  return (
    <div class="mes-definition">
      {told.length > 0 && (
        <dl class="mw-facts">
          {told.map((field) => (
            <>
              <dt>{field.label}</dt>
              <dd>
                <Value field={field} row={form} offers={offers} />
              </dd>
            </>
          ))}
        </dl>
      )}
      {shape.rows.map((rows) => {
        const list = form.rows[rows.key] ?? [];
        if (list.length === 0) return null;
        return (
          <section key={rows.key}>
            <h3>{rows.label}</h3>
            {rows.rows ? (
              <ol class="mes-definition-steps">
                {list.map((row, index) => (
                  <Step key={index} rows={rows} row={row} offers={offers} />
                ))}
              </ol>
            ) : (
              <RowTable rows={rows} list={list} offers={offers} />
            )}
          </section>
        );
      })}
    </div>
  );
}
