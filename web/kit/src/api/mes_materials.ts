// What the MES application's server says of materials: received lots, stock, arrivals, and what an order has of them.
// Field names are those of the wire. Quantities are in the unit beside them, a UNECE code.

import type { EquipmentPath, LotId, UtcText } from "kit/units";

/** How a lot came in, and what is left of it; lots that were made here have none. */
export interface Received {
  supplier: string;
  supplier_lot: string;
  expires?: UtcText | null;
  location: string;
  received: UtcText;
  by: string;
  used: number;
  left: number;
}

/** A lot that went into another; the quantity is in the unit of the one that went in, `parent`. */
export interface LotLink {
  lot: LotId;
  parent: LotId;
  quantity: number;
  unit: string;
}

/** A raw or packaging material: what may be used now, what may not, and what is announced. */
export interface Stock {
  material: string;
  name: string;
  kind: string;
  unit: string;
  left: number;
  held: number;
  expired: number;
  lots: number;
  arrivals: { id: string; at: UtcText; quantity: number }[];
}

/** A lot booked in for an order at a unit. */
export interface BookedLot {
  lot: LotId;
  left: number;
  since: UtcText;
  by: string;
  equipment: EquipmentPath;
  expires?: UtcText | null;
}

/** A material that an order needs by its bill, and what is there of it. */
export interface OrderMaterial {
  material: string;
  name: string;
  unit: string;
  needed: number;
  booked: number;
  used: number;
  left: number;
  enough: boolean;
  equipment: EquipmentPath;
  lots: BookedLot[];
}

export interface NewLot {
  id?: string;
  material: string;
  quantity: number;
  unit?: string;
  supplier?: string;
  supplier_lot?: string;
  expires?: UtcText;
  location?: string;
  arrival?: string;
}

/** GET /api/v1/orders/{id}/balance, of one bought-in material: in = out + scrapped + lost + difference. */
export interface MaterialBalance {
  material: string;
  name: string;
  unit: string;
  in: number;
  out: number;
  scrapped: number;
  lost: number;
  /** Still on the line; below zero: no lot was booked in for so much. */
  difference: number;
  /** Taken of lots once the pallet being filled is full. */
  pending: number;
  left: number;
}

export interface Balance {
  order: string;
  unit: string;
  good: number;
  scrap: number;
  pallets: number;
  on_pallets: number;
  /** On the pallet that is being filled; below zero: its first one was begun before. */
  not_on_pallets: number;
  materials: MaterialBalance[];
}
