// A definition while it is typed: every field is text as a person left it; numbers and lists are read when it is handed
// in. Fields are named by their path: "items.2.quantity".

import { parseNumber } from "kit/format/number";
import type { Item, Json } from "mes/state/definitions";
import type { Field, Rows, Shape } from "mes/state/definition_shapes";

export interface FormRow {
  values: Record<string, string>;
  rows: Record<string, FormRow[]>;
}
type Level = { fields: readonly Field[]; rows?: readonly Rows[] };

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

export function toForm(level: Level, item: Item): FormRow {
  const rows = (level.rows ?? []).map((below) => {
    const list = item[below.key];
    return [below.key, (Array.isArray(list) ? list : []).map((one) => toForm(below, one as Item))] as const;
  });
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
    if (list.length > 0) item[below.key] = list.map((row) => fromForm(below, row));
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

/** For each line of a pretty-printed content the path in its one definition; "" where the line is none of a field. */
export function pathsByLine(content: string): string[] {
  const stack: { name: string; next?: number }[] = [];
  return content.split("\n").map((raw) => {
    const line = raw.trim();
    const last = stack.at(-1);
    if (/^[}\]]/.test(line)) {
      stack.pop();
      return "";
    }
    const key = /^"((?:[^"\\]|\\.)*)":/.exec(line)?.[1];
    const name = key ?? (last?.next !== undefined ? String(last.next++) : "");
    const path = [...stack.map((one) => one.name), name].filter((one) => one !== "");
    if (/[{[]$/.test(line)) stack.push({ name, ...(line.endsWith("[") && { next: 0 }) });
    return path.slice(2).join(".");
  });
}

export interface Faults {
  /** By the path of the field or row. */
  at: ReadonlyMap<string, string>;
  /** What is said of no field. */
  other: readonly string[];
}
export const kNoFaults: Faults = { at: new Map(), other: [] };

/** Puts the server's located faults ("change:LINE: what") to the fields that `content` has on those lines. */
export function faultsOf(message: string, content: string): Faults {
  const paths = pathsByLine(content);
  const at = new Map<string, string>();
  const other: string[] = [];
  for (const line of message.split("\n").filter((one) => one.trim() !== "")) {
    const [, number, what] = /:(\d+): (.*)$/.exec(line) ?? [];
    const path = number === undefined ? undefined : paths[Number(number) - 1];
    if (path) at.set(path, at.has(path) ? `${at.get(path)}; ${what}` : what!);
    else other.push(what ?? line);
  }
  return { at, other };
}

/** The fault of a field, or of an entry of the list in it. */
export function faultAt(faults: Faults, path: string): string | undefined {
  const own = faults.at.get(path);
  if (own !== undefined) return own;
  for (const [where, what] of faults.at)
    if (new RegExp(`^${path.replaceAll(".", "\\.")}\\.\\d+$`).test(where)) return what;
  return undefined;
}
