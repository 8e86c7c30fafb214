// The plant as the operator application knows it: loaded once after sign-in, then looked up by path.

import { computed, signal } from "@preact/signals";
import { api, sentenceOf } from "kit/api/client";
import type { EquipmentInfo, PlantInfo, TagInfo } from "kit/api/operator_types";
import { unitName } from "kit/format/words";
import type { EquipmentPath, TagPath } from "kit/units";

export const plant = signal<PlantInfo | undefined>(undefined);
export const plantFault = signal<string | undefined>(undefined);

const kRetryMs = 3000;

export async function loadPlant(): Promise<void> {
  try {
    plant.value = await api.get<PlantInfo>("/api/v1/plant");
    plantFault.value = undefined;
  } catch (cause) {
    plantFault.value = sentenceOf(cause);
    setTimeout(() => void loadPlant(), kRetryMs);
  }
}

const byPath = computed(() => new Map(plant.value?.equipment.map((e) => [e.path, e])));
const tagsByPath = computed(
  () => new Map(plant.value?.equipment.flatMap((e) => e.tags.map((t) => [t.path, t] as const))),
);

export const equipmentAt = (path: string | undefined) => byPath.value.get(path as EquipmentPath);
export const tagAt = (path: string | undefined) => tagsByPath.value.get(path as TagPath);

/** Equipment without a parent in the list: the lines. */
export const roots = computed(() => {
  const all = plant.value?.equipment ?? [];
  return all.filter((e) => !e.parent || !byPath.value.has(e.parent));
});

/** The line to show first: the first equipment with children that have states. */
export const line = computed(
  () => plant.value?.equipment.find((e) => e.children.some((c) => tagOf(equipmentAt(c), "state"))) ?? roots.value[0],
);

export function tagOf(equipment: EquipmentInfo | undefined, leaf: string): TagInfo | undefined {
  return equipment?.tags.find((t) => t.path.endsWith(`/${leaf}`));
}

/** "line1" → "Line 1" */
export const displayName = (equipment: EquipmentInfo) => unitName(equipment.name);

/** The units of a line in the order of flow: children that have a state and more than passes between others. */
export function unitsOf(equipment: EquipmentInfo | undefined): EquipmentInfo[] {
  const children = (equipment?.children ?? []).map(equipmentAt).filter((e): e is EquipmentInfo => e !== undefined);
  return children.filter((e) => tagOf(e, "state") && !isConveyor(e));
}

const isConveyor = (equipment: EquipmentInfo) => /conveyor/i.test(`${equipment.type} ${equipment.name}`);
export const conveyorsOf = (equipment: EquipmentInfo | undefined) =>
  (equipment?.children ?? []).map(equipmentAt).filter((e): e is EquipmentInfo => e !== undefined && isConveyor(e));

export interface Buffer {
  level: TagInfo;
  capacity: TagInfo | undefined;
  /** "tank" holds product, "conveyor" holds pieces. */
  kind: "tank" | "conveyor";
}

/** What stands between two neighbours: a conveyor tag named after both, or the tank that feeds the second. */
export function bufferBetween(all: EquipmentInfo, from: EquipmentInfo, to: EquipmentInfo): Buffer | undefined {
  const name = `${from.name}_${to.name}`.toLowerCase();
  for (const conveyor of conveyorsOf(all)) {
    const level = tagOf(conveyor, name);
    if (level) return { level, capacity: tagOf(conveyor, `${name}_capacity`), kind: "conveyor" };
  }
  const level = tagOf(to, "feed_level") ?? tagOf(to, "bowl_level");
  return level && { level, capacity: tagOf(to, "bowl_capacity"), kind: "tank" };
}

const kDull = new RegExp(
  "^(state|stop_code|local_switch|local|.*_setpoint|.*_capacity|capacity|pallet_size|" +
    "nozzle_\\d+|last_fill_.*|control_.*)$",
);
const kTelling = ["temperature", "level", "speed", "pressure", "good_count", "count", "pallet_count", "flow", "batch"];

/** The two or three tags that matter: those with limits first, then what a unit is known by. */
export function keyTags(equipment: EquipmentInfo, most: number): TagInfo[] {
  const rank = (tag: TagInfo) => {
    const known = kTelling.indexOf(tag.name);
    return (tag.limits.length > 0 ? 0 : 20) + (known < 0 ? 15 : known);
  };
  const candidates = equipment.tags.filter((t) => !kDull.test(t.name) && (t.type !== "boolean" || t.limits.length > 0));
  return candidates.sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

/** The tag that shows what is in force for a measured value, by its command or by its name. */
export function setpointOf(equipment: EquipmentInfo, tag: TagInfo): TagPath | undefined {
  return equipment.tags.find((t) => t.name === `${tag.name}_setpoint`)?.path;
}

/** Numbers that swing, as opposed to counters, switches, named states and the room there is. */
export function isAnalog(tag: TagInfo): boolean {
  if (tag.name.endsWith("_capacity")) return false;
  return (
    (tag.type === "real" || tag.type === "double" || tag.limits.length > 0) &&
    Object.keys(tag.states ?? {}).length === 0
  );
}
