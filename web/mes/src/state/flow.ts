// The units of the lines in the order of flow, which the routings of the master data tell.

import type { EquipmentStatus, Routing } from "kit/api/mes_types";

const lineOf = (path: string) => path.split("/")[0] ?? path;

/** Line by line: the line itself, its units as the product passes them, then those that no routing names. */
export function inFlowOrder<T extends Pick<EquipmentStatus, "path">>(
  equipment: readonly T[],
  routings: readonly Routing[],
): T[] {
  const longestFirst = [...routings].sort((a, b) => b.steps.length - a.steps.length);
  const passed = [...new Set<string>(longestFirst.flatMap((r) => r.steps.map((s) => s.equipment)))];
  const rank = ({ path }: T) => {
    if (path === lineOf(path)) return -1;
    const at = passed.indexOf(path);
    return at < 0 ? passed.length : at;
  };
  return [...equipment].sort(
    (a, b) => lineOf(a.path).localeCompare(lineOf(b.path)) || rank(a) - rank(b) || a.path.localeCompare(b.path),
  );
}
