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
export interface MaterialDefinition {
  id: string;
  name: string;
  kind: string;
  unit: string;
  unit_name: string;
  conversions: { from: string; to: string; factor: number }[];
  attributes: { [name: string]: string };
  tolerance: { under_percent: number; over_percent: number };
}
export interface EquipmentClass {
  id: string;
  name: string;
  equipment: string[];
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
  /** From 1: each amendment of its author is another. */
  revision: number;
  amended?: string | null;
  /** What the content says, however it is written; null where it is too much to be told. */
  sections: Json;
}
/** What a change said before it was amended. */
export interface EarlierRevision {
  revision: number;
  title: string;
  content: string;
  written: string;
  until: string;
}

export type Section = "materials" | "bills" | "equipment_classes" | "routings" | "setup_matrices" | "calendars";
/** In the order in which they lean on each other. */
export const kSections: readonly Section[] = [
  "materials",
  "bills",
  "equipment_classes",
  "routings",
  "setup_matrices",
  "calendars",
];
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

export const item = (value: unknown) => (pruned(value as Json) ?? {}) as Item;
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

/** A tolerance of nothing is as good as none. */
export const materialItem = ({ tolerance, ...material }: MaterialDefinition): Item =>
  item({
    ...material,
    tolerance: {
      under_percent: tolerance.under_percent || null,
      over_percent: tolerance.over_percent || null,
    },
  });

export const classItem = (one: EquipmentClass): Item => item({ ...one });

/** The next version of what is in effect: begins with its approval unless a date is given. */
export function nextVersion(current: Item, versions: readonly number[]): Item {
  const { effective_from: _began, ...rest } = structuredClone(current);
  return "version" in current ? { ...rest, version: Math.max(0, ...versions) + 1 } : rest;
}

export interface Part {
  section: Section;
  item: Item;
}

/** The text of a change of some definitions. */
export function contentOf(parts: readonly Part[]): string {
  const sections = kSections.flatMap((section) => {
    const items = parts.filter((part) => part.section === section).map((part) => item(part.item));
    return items.length > 0 ? [[section, items] as const] : [];
  });
  return JSON.stringify(Object.fromEntries(sections), null, 2);
}

/** Where each part stands in that text: "bills.0". */
export const placesOf = (parts: readonly { section: Section }[]) =>
  parts.map(({ section }, at) => `${section}.${parts.slice(0, at).filter((one) => one.section === section).length}`);

const isItem = (one: Json): one is Item => typeof one === "object" && one !== null && !Array.isArray(one);

/** The definitions that a change is of; undefined where it is of something else. */
export function partsOf(read: Json): Part[] | undefined {
  if (!isItem(read)) return undefined;
  const parts: Part[] = [];
  for (const [section, list] of Object.entries(read)) {
    if (!kSections.includes(section as Section) || !Array.isArray(list) || !list.every(isItem)) return undefined;
    parts.push(...list.map((one) => ({ section: section as Section, item: one as Item })));
  }
  return parts.length > 0 ? parts : undefined;
}
