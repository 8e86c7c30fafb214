// Amounts of material: a number with as many decimals as its size is good for, and its unit (UNECE Recommendation 20)
// as people write it.

import { formatNumber } from "kit/format/number";
import { unbroken } from "kit/format/words";

const kUnits: Record<string, string> = {
  KGM: "kg",
  GRM: "g",
  TNE: "t",
  LTR: "L",
  HLT: "hL",
  MLT: "mL",
  MTQ: "m³",
  MTR: "m",
  H87: "pieces",
  C62: "pieces",
  EA: "pieces",
  CEL: "°C",
};
const kWhole = ["pieces", "bottles", "pallets"];

/** "KGM" → "kg"; what is no known code stays as it is. */
export const unitText = (unit: string) => kUnits[unit] ?? unit;

/** Pieces are whole; of what is measured, three or four figures tell enough. */
export function amountDecimals(value: number, unit: string): number {
  const size = Math.abs(value);
  if (kWhole.includes(unitText(unit)) || size >= 100 || size === 0) return 0;
  return size >= 10 ? 1 : 2;
}

/** "12.5 kg" for (12.5, "KGM"), "1 piece" for (1, "H87"); kept on one line. */
export function amountText(value: number, unit: string): string {
  const number = formatNumber(value, amountDecimals(value, unit));
  const name = unitText(unit);
  const one = number === "1" && kWhole.includes(name);
  return unbroken(`${number} ${one ? name.slice(0, -1) : name}`.trim());
}
