// Branded types: a tag's path cannot stand where an order's id is wanted, nor seconds where milliseconds are.

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

export type TagPath = Branded<string, "TagPath">;
export type EquipmentPath = Branded<string, "EquipmentPath">;
export type AlarmId = Branded<string, "AlarmId">;
export type CommandId = Branded<string, "CommandId">;
export type OrderId = Branded<string, "OrderId">;
export type LotId = Branded<string, "LotId">;
export type DeviationId = Branded<string, "DeviationId">;
export type WorkflowId = Branded<string, "WorkflowId">;
export type TaskId = Branded<string, "TaskId">;

/** RFC 3339 in UTC, as it travels. */
export type UtcText = Branded<string, "UtcText">;
/** Milliseconds since 1970, as the browser counts. */
export type UnixMs = Branded<number, "UnixMs">;

export const tagPath = (text: string) => text as TagPath;
export const equipmentPath = (text: string) => text as EquipmentPath;
export const unixMs = (ms: number) => ms as UnixMs;

/** The equipment a tag belongs to: everything before the last slash. */
export function equipmentOf(tag: TagPath): EquipmentPath {
  return tag.slice(0, Math.max(0, tag.lastIndexOf("/"))) as EquipmentPath;
}

/** The last segment of a path. */
export function leafOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
