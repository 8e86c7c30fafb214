// What there is of definitions, and what may be offered while one is typed.

import { useResource } from "kit/api/resource";
import { mayAs, session } from "kit/api/session";
import type { Material } from "kit/api/mes_types";
import { type Bill, type DefinitionChange, kSections, type Routing, type Section } from "mes/state/definitions";
import { type Known, knownOf } from "mes/state/known_definitions";
import type { Offer } from "mes/state/definition_shapes";

export const kDrafters = ["planner", "manager", "admin"];
export const kApprovers = ["manager", "admin"];

export function useKnown(section: Section): { known: Known[] | undefined; error: string | undefined } {
  const { data, error } = useResource<unknown[]>(`/api/v1/definitions/${section}`, ["definitions"]);
  return { known: data && knownOf(section, data), error };
}

export type AllKnown = ReadonlyMap<Section, readonly Known[]>;
/** Everything that is defined; undefined until all of it is there. */
export function useAllKnown(): { all: AllKnown | undefined; error: string | undefined } {
  const read = kSections.map((section) => [section, useKnown(section)] as const);
  const error = read.map(([, { error: one }]) => one).find((one) => one !== undefined);
  if (read.some(([, { known }]) => !known)) return { all: undefined, error };
  return { all: new Map(read.map(([section, { known }]) => [section, known!])), error };
}

export const useChanges = () => useResource<DefinitionChange[]>("/api/v1/definitions/changes", ["definitions"]);

/** Why the person here may not approve it; undefined where they may. */
export function whyNotApprove(change: DefinitionChange): string | undefined {
  if (!mayAs(kApprovers)) return "Needs the role manager.";
  const here = session.value;
  const own = here.kind === "in" && here.session.user === change.by;
  return own ? "Whoever wrote a change does not approve it: another person does." : undefined;
}

export interface Offered {
  id: string;
  name: string;
}
export type Offers = Record<Offer, readonly Offered[]>;

export function useOffers(): Offers {
  const materials = useResource<Material[]>("/api/v1/materials", ["definitions"]).data ?? [];
  const units = useResource<{ code: string; name: string }[]>("/api/v1/definitions/units").data ?? [];
  const classes = useResource<{ id: string; name: string; equipment: string[] }[]>(
    "/api/v1/definitions/equipment_classes",
    ["definitions"],
  ).data;
  const routings = useResource<Routing[]>("/api/v1/definitions/routings", ["definitions"]).data ?? [];
  const bills = useResource<Bill[]>("/api/v1/definitions/bills", ["definitions"]).data ?? [];
  const inUse = new Set(bills.flatMap((bill) => bill.items.map((item) => item.unit)));
  const places = new Set([
    ...(classes ?? []).flatMap((one) => one.equipment),
    ...routings.flatMap((routing) => routing.steps.map((step) => step.equipment)),
  ]);
  return {
    materials: materials.map(({ id, name }) => ({ id, name: name ?? "" })),
    units: units
      .map(({ code, name }) => ({ id: code, name }))
      .sort((a, b) => Number(inUse.has(b.id)) - Number(inUse.has(a.id))),
    classes: (classes ?? []).map(({ id, name }) => ({ id, name })),
    equipment: [...places].sort().map((id) => ({ id, name: "" })),
  };
}
