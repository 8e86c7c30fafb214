// A change while it is typed: the definitions in it, each as a form, against what is in effect of it.

import { tellingDifferences } from "mes/state/definition_differences";
import { type FormRow, itemFrom, mapFault, toForm } from "mes/state/definition_form";
import type { Shape } from "mes/state/definition_shapes";
import { contentOf, type Item, nextVersion, placesOf } from "mes/state/definitions";
import type { Changed, Known } from "mes/state/known_definitions";

export interface FormPart {
  /** Tells the parts of one change apart on the page, whatever is typed. */
  key: number;
  shape: Shape;
  id: string;
  version: number | undefined;
  /** What is in effect; of a new definition nothing. */
  before: Item | undefined;
  form: FormRow;
}

let parts = 0;
const part = (of: Omit<FormPart, "key">): FormPart => ({ key: ++parts, ...of });

/** A definition as it is in effect, to be changed; without one, a new one. */
export function partFor(shape: Shape, current?: Known, versions: readonly Known[] = []): FormPart {
  const numbers = versions.map((one) => one.version ?? 0);
  const start = current ? nextVersion(current.item, numbers) : {};
  const version = shape.versioned ? ((start["version"] as number | undefined) ?? 1) : undefined;
  return part({ shape, id: current?.id ?? "", version, before: current?.item, form: toForm(shape, start) });
}

/** A definition as a draft has it. */
export function partOf({ shape, id, item }: Changed, current?: Known): FormPart {
  const version = shape.versioned ? Number(item["version"] ?? 1) : undefined;
  return part({ shape, id, version, before: current?.item, form: toForm(shape, item) });
}

/** Whether a form has a place for everything that a draft says of it; else it is amended as a text. */
export function formHolds({ shape, item }: Changed): boolean {
  const kept = itemOfPart(partOf({ shape, id: String(item[shape.id] ?? ""), item }));
  return tellingDifferences(item, kept).length === 0;
}

export const itemOfPart = ({ shape, id, version, form }: FormPart): Item => itemFrom(shape, id, version, form);

const read = (all: readonly FormPart[]) => all.map((one) => ({ section: one.shape.section, item: itemOfPart(one) }));

/** The text that is handed in, and where in it each part stands. */
export const textOf = (all: readonly FormPart[]) => {
  const list = read(all);
  return { content: contentOf(list), places: placesOf(list) };
};

export const differsFromEffect = (one: FormPart) => tellingDifferences(one.before, itemOfPart(one)).length > 0;

/** Why it cannot be handed in; undefined where it can. `draft`: what it amends. */
export function lacksOf(
  title: string,
  all: readonly FormPart[],
  draft?: { title: string; content: string },
): string | undefined {
  if (title.trim() === "") return "Say in a few words what changes.";
  const same = all.find((one) => !differsFromEffect(one));
  if (all.length === 0 || (same && all.length === 1)) return "Nothing is changed.";
  if (same) return `${same.shape.title}, ${same.id}: nothing is changed.`;
  const ofMap = all.map((one) => mapFault(one.shape, one.form)).find((fault) => fault !== undefined);
  if (ofMap) return ofMap;
  if (draft && draft.title === title.trim() && draft.content === textOf(all).content) return "It says so already.";
  return undefined;
}
