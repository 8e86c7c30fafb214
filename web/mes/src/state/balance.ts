// How a material's balance divides, for a bar and a word.

import type { MaterialBalance } from "kit/api/mes_materials";

export interface Share {
  part: "good" | "scrapped" | "lost" | "rest";
  percent: number;
}

/** Of what was taken, or of what is in the pieces where that is more. */
export function shares(row: MaterialBalance): Share[] {
  const parts = { good: row.out, scrapped: row.scrapped, lost: row.lost, rest: Math.max(0, row.difference) } as const;
  const whole = Object.values(parts).reduce((sum, one) => sum + one, 0);
  if (!(whole > 0)) return [];
  return (Object.entries(parts) as [Share["part"], number][])
    .filter(([, amount]) => amount > 0)
    .map(([part, amount]) => ({ part, percent: (100 * amount) / whole }));
}

/** A difference smaller than a thousandth of what was taken is the arithmetic's. */
export function differenceText(row: MaterialBalance): string | undefined {
  if (Math.abs(row.difference) <= 1e-3 * Math.max(row.in, row.out)) return undefined;
  if (row.difference > 0) return "on the line still";
  return -row.difference <= row.pending * 1.001 ? "on the pallet that is not full yet" : "of no lot as yet";
}
