// Numbers as people read them: the tag's decimals, a thin space between thousands, a true minus sign.

const kThinSpace = "\u202f";
const kMinus = "\u2212";
export const kNoValue = "–";

/** "−1 234.5" for (−1234.49, 1). A value that is no number gives a dash. */
export function formatNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return kNoValue;
  const fixed = Math.abs(value).toFixed(Math.max(0, Math.min(6, decimals)));
  const [whole = "0", fraction] = fixed.split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, kThinSpace) : whole;
  const negative = value < 0 && Number(fixed) !== 0;
  return (negative ? kMinus : "") + (fraction === undefined ? grouped : `${grouped}.${fraction}`);
}

export type Scalar = number | boolean | string;

/** A tag's value in words: its state's name, its number with the tag's decimals, on or off, or the text itself. */
export function formatValue(
  value: Scalar | null | undefined,
  how: { decimals?: number | undefined; states?: Record<string, string> | undefined },
): string {
  if (value === null || value === undefined) return kNoValue;
  if (typeof value === "boolean") return how.states?.[value ? "1" : "0"] ?? (value ? "on" : "off");
  if (typeof value === "string") return value === "" ? kNoValue : value;
  const named = how.states?.[String(value)];
  return named ?? formatNumber(value, how.decimals ?? (Number.isInteger(value) ? 0 : 1));
}

/** Reads what a person typed; a decimal comma is as good as a point. undefined when it is not a number. */
export function parseNumber(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(/[\s\u202f]/g, "")
    .replace(",", ".")
    .replace(kMinus, "-");
  if (plain === "" || !/^[+-]?\d*\.?\d+$|^[+-]?\d+\.$/.test(plain)) return undefined;
  return Number(plain);
}

/** Why `value` may not be entered, or undefined when it may. */
export function rangeFault(
  value: number | undefined,
  range: { low: number; high: number } | undefined | null,
  unit: string,
): string | undefined {
  if (value === undefined) return "Enter a number.";
  if (!range || (value >= range.low && value <= range.high)) return undefined;
  const suffix = unit === "" ? "" : ` ${unit}`;
  return `Allowed: ${range.low} to ${range.high}${suffix}.`;
}

/** Share of a whole in percent, 0 to 100; 0 when there is no whole. */
export function percentOf(part: number, whole: number): number {
  if (!(whole > 0) || !Number.isFinite(part)) return 0;
  return Math.max(0, Math.min(100, (part / whole) * 100));
}
