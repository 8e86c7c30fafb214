// Three orders of the ERP and what is needed to make the first: the bottling plant as fast as its simulated line works,
// the file as the ERP drops it, lots to book in, and lots that must be refused.
import assert from "node:assert/strict";
import { cp, readFile, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { root, until } from "./line.mjs";

export const kSpeed = 10;
export const kOrder = "ERP-5001";
const kQuantity = 3000; // what is on the line when it begins was mixed before: a third of it
const kDays = "mon, tue, wed, thu, fri, sat, sun";

export const lots = {
  "CON-1": { material: "CONCENTRATE", quantity: 50000 },
  "SUG-1": { material: "SUGAR", quantity: 5000 },
  "WAT-1": { material: "WATER", quantity: 200000 },
  "BOT-1": { material: "BOTTLE-500", quantity: 400 }, // not enough: the next one goes on
  "BOT-2": { material: "BOTTLE-500", quantity: 200000 },
  "CAP-1": { material: "CAP-28", quantity: 200000 },
  "LAB-1": { material: "LABEL-ORANGE", quantity: 200000 },
};
export const refused = {
  "APP-1": { lot: { material: "CONCENTRATE-APPLE", quantity: 1000 }, why: /CONCENTRATE-APPLE|bill/ },
  "OLD-1": { lot: { material: "SUGAR", quantity: 10, expires: "2020-01-01T00:00:00Z" }, why: /expired/ },
  "BAD-1": { lot: { material: "SUGAR", quantity: 10 }, hold: true, why: /held/ },
};

/** The bottling plant with the times of a line that is so many times as fast; without orders of its own if so asked. */
export async function fasterPlant(folder, { ownOrders = true, speed = kSpeed } = {}) {
  const plant = path.join(folder, "bottling");
  await cp(path.join(root, "plants/bottling"), plant, { recursive: true });
  const file = path.join(plant, "master_data.yaml");
  const whole = await readFile(file, "utf8");
  const change = (text, from, to) => {
    const changed = text.replace(from, to);
    assert.notEqual(changed, text, `${from}`);
    return changed;
  };
  let faster = change(
    whole,
    /\b(dwell|transit|to_pallet|to_pallet_within|before): (\d+)s/g,
    (_, name, s) => `${name}: ${Math.round((Number(s) * 1000) / speed)}ms`,
  );
  faster = change(
    faster,
    /utc_offset: "\+00:00"\n    shifts:[\s\S]*?holidays:/,
    `shifts:\n      - {name: All, days: [${kDays}], from: "00:00", to: "00:00"}\n    holidays:`,
  );
  if (!ownOrders) faster = change(faster, /^orders:\n(  - .*\n)+/m, "");
  await writeFile(file, faster);
  return plant;
}

/** Drops the ERP's file into its folder and waits until it is taken; `from` and `due` instead of its own times. */
export async function importOrders(erp, { from, due, quantity = kQuantity } = {}) {
  let text = await readFile(path.join(root, "mes/erp/testdata/three_orders.xml"), "utf8");
  text = text.replace(">12000<", `>${quantity}<`);
  if (from) text = text.replaceAll("2026-11-30T06:00:00Z", from);
  if (due) text = text.replaceAll("2026-12-01T14:00:00Z", due);
  await writeFile(path.join(erp, "in", ".week.xml"), text);
  await rename(path.join(erp, "in", ".week.xml"), path.join(erp, "in", "week.xml"));
  await until("the orders are taken", async () => (await readdir(path.join(erp, "done"))).includes("week.xml"), 20_000);
}

/** The code that is printed on a bottle of a pallet, about in its middle. */
export function bottleOf(pallet, sequence = "000001") {
  const at = new Date((Date.parse(pallet.from) + Date.parse(pallet.to)) / 2 - 1000).toISOString();
  return `LINE1-${at.slice(0, 19).replace(/[-:]/g, "")}Z-${sequence}`;
}
