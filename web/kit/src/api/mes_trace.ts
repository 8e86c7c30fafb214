// What the MES application's server says of genealogy: traces, recalls, bottles, and the circumstances of a lot. Field
// names are those of the wire.

import type { LotLink } from "kit/api/mes_materials";
import type { Lot } from "kit/api/mes_types";
import type { Scalar } from "kit/format/number";
import type { DeviationId, EquipmentPath, LotId, OrderId, TagPath, UtcText } from "kit/units";

export type Direction = "backward" | "forward";

/** A lot in a trace; `level` is how many steps it is from the lot that was asked for. */
export interface TracedLot extends Pick<
  Lot,
  "id" | "kind" | "material" | "quantity" | "unit" | "order" | "status" | "disposition" | "from" | "to" | "tracing"
> {
  level: number;
}

export interface Trace {
  lot: LotId;
  direction: Direction;
  lots: TracedLot[];
  links: LotLink[];
  /** There is more than was asked for, or than is told at once. */
  truncated: boolean;
}

export interface Recall {
  lot: LotId;
  /** Where what was made of it is now: nothing was made of these yet. */
  lots: TracedLot[];
  by_material: { material: string; quantity: number; unit: string; lots: number }[];
  orders: OrderId[];
  units: number;
  truncated?: boolean;
}

/** A bottle by its printed code or by the serial number it is recorded under, and where it is. */
export interface Bottle {
  code: string;
  line: EquipmentPath;
  /** It and the sequence are told by a printed code alone. */
  printed?: UtcText | null;
  sequence?: number | null;
  /** One, or those that it may be in. */
  pallets: Omit<TracedLot, "level">[];
  tracing?: Lot["tracing"];
  note: string;
  trace: Trace | null;
}

export interface LotContext {
  windows: { equipment: EquipmentPath; from: UtcText; to: UtcText | null }[];
  recipe: { id: string; value: Scalar; unit: string; readback?: Scalar | null }[];
  operators: string[];
  /** Alarms that were active in the units while it was there. */
  alarms?: {
    alarm: string;
    equipment: EquipmentPath;
    tag: TagPath;
    /** 1 critical to 4 low; 0 where it was not told. */
    priority: number;
    message: string;
    from: UtcText;
    to?: UtcText | null;
  }[];
  deviations: { id: DeviationId; rule: string; equipment: EquipmentPath; from: UtcText; to?: UtcText | null }[];
  history: { tag: TagPath; from: UtcText; to: UtcText | null }[];
}
