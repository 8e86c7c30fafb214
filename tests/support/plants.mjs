// The bottling plant with something changed.
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./line.mjs";

/** A copy of the bottling plant in folder, with `from` in one file replaced by `to`; returns its path. */
export async function plantWith(folder, file, from, to) {
  const plant = path.join(folder, "bottling");
  await cp(path.join(root, "plants/bottling"), plant, { recursive: true });
  const place = path.join(plant, file);
  const whole = await readFile(place, "utf8");
  if (whole.split(from).length !== 2) throw new Error(`${file} does not have “${from}” once`);
  await writeFile(place, whole.replace(from, to));
  return plant;
}
