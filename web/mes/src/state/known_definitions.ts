// Definitions of any kind in one shape: which there are, in which versions, and what each comes to in a few words.

import { count } from "kit/format/words";
import {
  type Bill,
  billItem,
  type Calendar,
  calendarItem,
  classItem,
  type DefinitionChange,
  type Effect,
  type EquipmentClass,
  type Item,
  type MaterialDefinition,
  materialItem,
  matrixItem,
  partsOf,
  type Routing,
  routingItem,
  type Section,
  type SetupMatrix,
  type Version,
} from "mes/state/definitions";
import { type Shape, shapeOf } from "mes/state/definition_shapes";

export interface Known {
  id: string;
  /** Not of what has no versions: the newest counts. */
  version?: number;
  effect: Effect;
  from?: string | undefined;
  to?: string | undefined;
  approved?: { by: string; on: string } | undefined;
  item: Item;
}

function versioned(id: string, of: Version, item: Item): Known {
  return {
    id,
    version: of.version,
    effect: of.effect,
    from: of.effective_from ?? undefined,
    to: of.effective_to ?? undefined,
    approved: of.approved ?? undefined,
    item,
  };
}

const plain = (id: string, item: Item): Known => ({ id, effect: "in_effect", item });

/** What the server answers for a section, every version. */
export function knownOf(section: Section, answer: readonly unknown[]): Known[] {
  switch (section) {
    case "materials":
      return (answer as MaterialDefinition[]).map((one) => plain(one.id, materialItem(one)));
    case "equipment_classes":
      return (answer as EquipmentClass[]).map((one) => plain(one.id, classItem(one)));
    case "bills":
      return (answer as Bill[]).map((one) => versioned(one.material, one, billItem(one)));
    case "routings":
      return (answer as Routing[]).map((one) => versioned(one.id, one, routingItem(one)));
    case "setup_matrices":
      return (answer as SetupMatrix[]).map((one) => plain(one.id, matrixItem(one)));
    case "calendars":
      return (answer as Calendar[]).map((one) => plain(one.id, calendarItem(one)));
  }
}

const kRank: Record<Effect, number> = { in_effect: 0, future: 1, draft: 2, past: 3 };
/** Of several versions the one to look at first: in effect, else the next to come, else the last that was. */
const before = (a: Known, b: Known) =>
  kRank[a.effect] - kRank[b.effect] || (a.effect === "future" ? 1 : -1) * ((a.version ?? 0) - (b.version ?? 0));

/** Each definition once, with its versions, newest first. */
export function byId(known: readonly Known[]): { shown: Known; versions: Known[] }[] {
  const groups = new Map<string, Known[]>();
  for (const one of known) groups.set(one.id, [...(groups.get(one.id) ?? []), one]);
  return [...groups.values()].map((group) => ({
    shown: [...group].sort(before)[0]!,
    versions: [...group].sort((a, b) => (b.version ?? 0) - (a.version ?? 0)),
  }));
}

export const effectText = (effect: Effect) =>
  ({ in_effect: "In effect", future: "To come", past: "Past", draft: "Draft, not approved" })[effect];

/** "7 steps", "3 shifts, 2 holidays". */
export function contains(shape: Shape, item: Item): string {
  const said = shape.rows.flatMap((rows) => {
    const list = item[rows.key];
    const many = rows.one === "maintenance" ? "maintenance windows" : `${rows.one}s`;
    const one = rows.one === "maintenance" ? "maintenance window" : rows.one;
    return Array.isArray(list) && list.length > 0 ? [count(list.length, one, many)] : [];
  });
  return said.length === 0 ? "nothing" : said.join(", ");
}

export interface Changed {
  shape: Shape;
  id: string;
  item: Item;
}

/** The definitions that a change is of, in its order; none where it is of something that is not known here. */
export const changedBy = (change: Pick<DefinitionChange, "sections">): Changed[] =>
  (partsOf(change.sections) ?? []).map(({ section, item }) => {
    const shape = shapeOf(section)!;
    return { shape, id: String(item[shape.id] ?? ""), item };
  });

/** What is in effect of a definition, else what is to come or was. */
export const shownOf = (known: readonly Known[], id: string) => byId(known).find(({ shown }) => shown.id === id);

export interface ClassUse {
  routing: string;
  version: number;
  segment: string;
  equipment: string;
  rate?: { quantity: number; unit: string; per: string } | undefined;
  time?: string | undefined;
}

type RoutingStep = { segment: string; equipment_class?: string; capabilities?: Omit<ClassUse, "routing">[] };

/** What the units of a class are capable of, by the routings in effect and to come. */
export function classUses(id: string, routings: readonly Known[]): ClassUse[] {
  const live = routings.filter(({ effect }) => effect === "in_effect" || effect === "future");
  return live.flatMap((routing) =>
    ((routing.item["steps"] ?? []) as unknown as RoutingStep[])
      .filter((step) => step.equipment_class === id)
      .flatMap(({ segment, capabilities = [] }) =>
        capabilities.map(({ equipment, rate, time }) => ({
          routing: routing.id,
          version: routing.version ?? 1,
          segment,
          equipment,
          rate,
          time,
        })),
      ),
  );
}

const at = (ids: readonly string[]) => `/definitions/${ids.map(encodeURIComponent).join("/")}`;
export const definitionAddress = (section: Section, id: string) => at([section, id]);
export const changeAddress = (id: string) => at(["changes", id]);
