// A definition while it is typed: every field is text as a person left it; numbers and lists are read when it is handed
// in. Fields are named by their path: "items.2.quantity".

import { parseNumber } from "kit/format/number";
import type { Item, Json } from "mes/state/definitions";
import type { Field, Rows, Shape } from "mes/state/definition_shapes";

export interface FormRow {
  values: Record<string, string>;
  rows: Record<string, FormRow[]>;
}
type Level = { map?: boolean; fields: readonly Field[]; rows?: readonly Rows[] };

function valueAt(item: Item, key: string): Json | undefined {
  let at: Json | undefined = item;
  for (const part of key.split("."))
    at = at && typeof at === "object" && !Array.isArray(at) ? (at as Item)[part] : undefined;
  return at;
}

function typed(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** The rows of a list, or of a map: each entry is a row of its name and its value. */
function rowsOf(below: Rows, value: Json | undefined): Item[] {
  if (!below.map) return (Array.isArray(value) ? value : []) as Item[];
  const [name, of] = below.fields;
  const entries = value && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
  return entries.map(([key, one]) => ({ [name!.key]: key, [of!.key]: one }));
}

function fromRows(below: Rows, rows: readonly FormRow[]): Json {
  const items = rows.map((row) => fromForm(below, row));
  if (!below.map) return items;
  const [name, of] = below.fields;
  return Object.fromEntries(items.map((one) => [String(one[name!.key] ?? ""), one[of!.key] ?? ""]));
}

/** What keeps the entries of a map from being kept: no name, or one that stands there twice. */
export function mapFault(level: Level, form: FormRow): string | undefined {
  for (const below of (level.rows ?? []).filter((one) => one.map)) {
    const names = (form.rows[below.key] ?? []).map((row) => (row.values[below.fields[0]!.key] ?? "").trim());
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (names.includes("")) return `Each ${below.one} needs a name.`;
    if (twice !== undefined) return `The ${below.one} ${twice} stands there twice.`;
  }
  return undefined;
}

export function toForm(level: Level, item: Item): FormRow {
  const rows = (level.rows ?? []).map(
    (below) => [below.key, rowsOf(below, item[below.key]).map((one) => toForm(below, one))] as const,
  );
  const values = level.fields.map((field) => [field.key, typed(valueAt(item, field.key))] as const);
  return { values: Object.fromEntries(values), rows: Object.fromEntries(rows) };
}

/** What is no number stays the text it is: the server says where it stands. */
function read(field: Field, text: string): Json | undefined {
  const plain = text.trim();
  if (plain === "") return undefined;
  if (field.kind === "number") return parseNumber(plain) ?? plain;
  if (field.kind !== "list") return plain;
  return plain
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

function put(item: Item, key: string, value: Json): void {
  const [first, ...rest] = key.split(".") as [string, ...string[]];
  if (rest.length === 0) item[first] = value;
  else put((item[first] ??= {}) as Item, rest.join("."), value);
}

export function fromForm(level: Level, form: FormRow): Item {
  const item: Item = {};
  for (const field of level.fields) {
    const value = read(field, form.values[field.key] ?? "");
    if (value !== undefined) put(item, field.key, value);
  }
  for (const below of level.rows ?? []) {
    const list = form.rows[below.key] ?? [];
    if (list.length > 0) item[below.key] = fromRows(below, list);
  }
  return item;
}

const emptyRow = (level: Level): FormRow => toForm(level, {});

/** The form with the row at `path` ("steps.1") changed by `change`; "" is the form itself. */
export function changedAt(form: FormRow, path: string, change: (row: FormRow) => FormRow): FormRow {
  if (path === "") return change(form);
  const [key, index, ...rest] = path.split(".") as [string, string, ...string[]];
  const list = form.rows[key] ?? [];
  const next = list.map((row, i) => (i === Number(index) ? changedAt(row, rest.join("."), change) : row));
  return { ...form, rows: { ...form.rows, [key]: next } };
}

export const typedAt = (form: FormRow, path: string, key: string, text: string) =>
  changedAt(form, path, (row) => ({ ...row, values: { ...row.values, [key]: text } }));

export const rowAdded = (form: FormRow, path: string, below: Rows) =>
  changedAt(form, path, (row) => ({
    ...row,
    rows: { ...row.rows, [below.key]: [...(row.rows[below.key] ?? []), emptyRow(below)] },
  }));

export const rowRemoved = (form: FormRow, path: string, key: string, index: number) =>
  changedAt(form, path, (row) => ({
    ...row,
    rows: { ...row.rows, [key]: (row.rows[key] ?? []).filter((_, i) => i !== index) },
  }));

/** The whole of a shape with its name and version, which are no fields of the form. */
export function itemFrom(shape: Shape, id: string, version: number | undefined, form: FormRow): Item {
  const named: Item = { [shape.id]: id.trim() };
  return { ...named, ...(version !== undefined && { version }), ...fromForm(shape, form) };
}
