// Definitions as people change them: from what is in force to the text of a change, and what a change differs in.

export type Effect = "in_effect" | "future" | "past" | "draft";
export interface Version {
  version: number;
  effective_from?: string | null;
  effective_to?: string | null;
  approved?: { by: string; on: string } | null;
  effect: Effect;
}
export interface Bill extends Version {
  material: string;
  yield_percent: number;
  items: { material: string; quantity: number; unit: string; loss_percent: number }[];
}
export interface Step {
  segment: string;
  name: string;
  equipment: string;
  equipment_class: string;
  yield_percent: number;
  capabilities: { equipment: string; rate_per_h?: number | null; unit?: string | null; time_s: number }[];
  parameters: { id: string; value: number; unit: string; low?: number | null; high?: number | null }[];
}
export interface Routing extends Version {
  id: string;
  materials: string[];
  steps: Step[];
}
export interface SetupMatrix {
  id: string;
  equipment: string[];
  setups: { attribute: string; from: string; to: string; time_s: number; name: string }[];
}
export interface Calendar {
  id: string;
  name: string;
  equipment: string[];
  /** Fixed; a calendar in a time zone has none. */
  utc_offset_min?: number | null;
  time_zone?: string | null;
  shifts: { name: string; days: string[]; from: string; to: string }[];
  holidays: { date: string; name: string }[];
  maintenance: { equipment: string; from: string; to: string; name: string }[];
}
export interface DefinitionChange {
  id: string;
  title: string;
  content: string;
  state: "draft" | "approved" | "withdrawn";
  by: string;
  created: string;
  decided_by: string;
  decided?: string | null;
}

export type Section = "bills" | "routings" | "setup_matrices" | "calendars";
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Item = { [key: string]: Json };

/** Without what is not given: an empty text, null, and a list or an object with nothing in it. */
export function pruned(value: Json): Json | undefined {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) {
    const kept = value.map(pruned).filter((one) => one !== undefined);
    return kept.length === 0 ? undefined : kept;
  }
  if (typeof value !== "object") return value;
  const kept = Object.entries(value)
    .map(([key, one]) => [key, pruned(one)] as const)
    .filter(([, one]) => one !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept as [string, Json][]);
}

const item = (value: unknown) => (pruned(value as Json) ?? {}) as Item;
/** A duration as the file has it: the greatest unit that it is whole in. */
export function durationWord(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0 && seconds > 0) return `${seconds / 60}min`;
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`;
}

export function offsetWord(minutes: number): string {
  const two = (n: number) => String(Math.trunc(n)).padStart(2, "0");
  const all = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(all / 60)}:${two(all % 60)}`;
}

export const billItem = (bill: Bill): Item =>
  item({
    material: bill.material,
    version: bill.version,
    effective_from: bill.effective_from ?? null,
    yield_percent: bill.yield_percent,
    items: bill.items.map((i) => ({ ...i })),
  });

export const routingItem = (routing: Routing): Item =>
  item({
    id: routing.id,
    materials: routing.materials,
    version: routing.version,
    effective_from: routing.effective_from ?? null,
    steps: routing.steps.map((step) => ({
      ...step,
      capabilities: step.capabilities.map((one) => ({
        equipment: one.equipment,
        rate: one.rate_per_h ? { quantity: one.rate_per_h, unit: one.unit ?? "", per: "1h" } : null,
        time: one.time_s > 0 || !one.rate_per_h ? durationWord(one.time_s) : null,
      })),
    })),
  });

export const matrixItem = (matrix: SetupMatrix): Item =>
  item({ ...matrix, setups: matrix.setups.map(({ time_s, ...row }) => ({ ...row, time: durationWord(time_s) })) });

export const calendarItem = ({ utc_offset_min, ...calendar }: Calendar): Item =>
  item({ ...calendar, utc_offset: typeof utc_offset_min === "number" ? offsetWord(utc_offset_min) : null });

/** The next version of what is in effect: begins with its approval unless a date is given. */
export function nextVersion(current: Item, versions: readonly number[]): Item {
  const { effective_from: _began, ...rest } = structuredClone(current);
  return "version" in current ? { ...rest, version: Math.max(0, ...versions) + 1 } : rest;
}

export const contentOf = (section: Section, one: Item) => JSON.stringify({ [section]: [item(one)] }, null, 2);

/** The one definition of a change that a form can show; undefined where the text is no JSON or has more in it. */
export function itemOf(section: Section, content: string): Item | undefined {
  try {
    const read = JSON.parse(content) as Item;
    const list = read[section];
    if (Object.keys(read).length !== 1 || !Array.isArray(list) || list.length !== 1) return undefined;
    const [one] = list;
    return typeof one === "object" && one !== null && !Array.isArray(one) ? one : undefined;
  } catch {
    return undefined;
  }
}

export interface Difference {
  what: string;
  before?: string;
  after?: string;
}

const kNames = ["segment", "material", "id", "date", "attribute", "name", "equipment"];

function flatten(value: Json, at: string, into: Map<string, string>): void {
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== "object")) {
      into.set(at, value.join(", "));
      return;
    }
    const seen = new Map<string, number>();
    for (const one of value) {
      const key = one && typeof one === "object" && !Array.isArray(one) ? kNames.find((k) => k in one) : undefined;
      const name = key ? String((one as Item)[key]) : "row";
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      flatten(one, `${at} › ${name}${times > 1 ? ` (${times})` : ""}`, into);
    }
  } else if (value !== null && typeof value === "object") {
    for (const [key, one] of Object.entries(value)) flatten(one, at === "" ? key : `${at} › ${key}`, into);
  } else into.set(at, String(value));
}

const rowOf = (what: string) => what.split(" › ").slice(0, -1).join(" › ");

/** A row that is there on one side alone is one difference, with all that is in it. */
function rowsTogether(list: readonly Difference[], old: Map<string, string>, now: Map<string, string>): Difference[] {
  const has = (side: Map<string, string>, row: string) => [...side.keys()].some((what) => rowOf(what) === row);
  const out = new Map<string, Difference>();
  for (const one of list) {
    const row = rowOf(one.what);
    const side = row === "" ? undefined : !has(old, row) ? "after" : !has(now, row) ? "before" : undefined;
    const told = side && out.get(row);
    if (told) told[side] = `${told[side]}, ${one[side]}`;
    else out.set(side ? row : one.what, side ? { what: row, [side]: one[side]! } : one);
  }
  return [...out.values()];
}

/** What differs, by the names of rows and not by their places. */
export function differences(before: Item | undefined, after: Item): Difference[] {
  const [old, now] = [new Map<string, string>(), new Map<string, string>()];
  if (before) flatten(item(before), "", old);
  flatten(item(after), "", now);
  const out: Difference[] = [];
  for (const what of new Set([...old.keys(), ...now.keys()])) {
    const [from, to] = [old.get(what), now.get(what)];
    if (from === to) continue;
    out.push({ what, ...(from !== undefined && { before: from }), ...(to !== undefined && { after: to }) });
  }
  return rowsTogether(out, old, now);
}
