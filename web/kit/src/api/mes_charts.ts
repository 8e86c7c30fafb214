// What the MES application's server says of control charts. Field names are those of the wire; what is not known is
// left out.

import type { DeviationId, EquipmentPath, TagPath, UtcText } from "kit/units";

export interface Characteristic {
  id: string;
  name: string;
  equipment: EquipmentPath;
  unit: string;
  /** The specification. */
  lower?: number | null;
  target?: number | null;
  upper?: number | null;
  /** "Nelson 1" */
  rules: string[];
  streams: ChartStream[];
}

/** One of the processes that are measured alike, such as a nozzle. */
export interface ChartStream {
  stream: string;
  tag: TagPath;
  /** Every reading is taken, not one in several. */
  tightened: boolean;
  /** The beginning of the present phase; what lies before belongs to no pattern any more. */
  since: UtcText;
  /** Of the newest point. */
  time?: UtcText | null;
  value?: number | null;
  marks: string[];
  /** That is open. */
  deviation?: DeviationId | null;
}

export interface ChartPoint {
  time: UtcText;
  value: number;
  centre?: number | null;
  lower?: number | null;
  upper?: number | null;
  /** The rules whose pattern it completes. */
  marks: string[];
}

export interface Capability {
  cp?: number | null;
  cpk: number;
  pp?: number | null;
  ppk: number;
  mean: number;
  sigma_within: number;
  sigma_overall: number;
  points: number;
}

export interface Chart {
  characteristic: string;
  name: string;
  stream: string;
  unit: string;
  lower?: number | null;
  target?: number | null;
  upper?: number | null;
  tightened: boolean;
  since: UtcText;
  /** Oldest first, each with the limits by which it was judged. */
  points: ChartPoint[];
  /** Of the points of the present phase among them; with fewer than two of them there is none. */
  capability?: Capability | null;
  /** Newest first. */
  deviations: DeviationId[];
}
