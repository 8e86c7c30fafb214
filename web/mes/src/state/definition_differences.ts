// What a definition differs in from another, by the names of its rows.

import { type Item, item, type Json } from "mes/state/definitions";

export interface Difference {
  what: string;
  before?: string;
  after?: string;
}

const kNames = ["segment", "material", "id", "date", "attribute", "name", "equipment", "from"];

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

/** The number of a version, and that it begins with its approval, are no differences of what is defined. */
export const tellingDifferences = (before: Item | undefined, after: Item) =>
  differences(before, after).filter(
    ({ what, after: now }) => what !== "version" && !(what === "effective_from" && now === undefined),
  );
