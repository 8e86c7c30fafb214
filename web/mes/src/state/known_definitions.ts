// Definitions of any kind in one shape: which there are, in which versions, and what each comes to in a few words.

import { count } from "kit/format/words";
import {
  type Bill,
  billItem,
  type Calendar,
  calendarItem,
  type DefinitionChange,
  type Effect,
  type Item,
  itemOf,
  matrixItem,
  type Routing,
  routingItem,
  type Section,
  type SetupMatrix,
  type Version,
} from "mes/state/definitions";
import { kShapes, type Shape } from "mes/state/definition_shapes";

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

/** What a change changes, where that is one definition. */
export function changedBy(change: Pick<DefinitionChange, "content">): Changed | undefined {
  for (const shape of kShapes) {
    const item = itemOf(shape.section, change.content);
    if (item) return { shape, id: String(item[shape.id] ?? ""), item };
  }
  return undefined;
}

const at = (ids: readonly string[]) => `/definitions/${ids.map(encodeURIComponent).join("/")}`;
export const definitionAddress = (section: Section, id: string) => at([section, id]);
export const changeAddress = (id: string) => at(["changes", id]);
