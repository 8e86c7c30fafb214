// What is on a pallet is found by the bottles queued before it: through a jam too, the last bottle of each pallet came
// from the filler when the filler's own counter, which the MES does not use for it, stood at that bottle.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Line, until } from "../support/line.mjs";
import { fasterPlant } from "../support/three_orders.mjs";

const kSpeed = 4; // times as fast as a real line: 16 bottles a second
const kPallet = 240;
const kPrimed = 120; // bottles on the conveyors while both counters stood at zero
const kWithin = 90; // bottles: readings are kept every five seconds, 80 bottles

describe("a jam between the pasteurizer and the pallet", () => {
  let folder, line;
  const pallets = async () =>
    (await line.mes.read("/api/v1/lots")).filter((lot) => lot.kind === "pallet" && lot.left_to);
  const goodAtFiller = async (at) => {
    const [from, to] = [at - 60_000, at].map((ms) => new Date(ms).toISOString());
    const { samples } = await line.operator.read(`/api/v1/history?tag=line1/filler/good_count&from=${from}&to=${to}`);
    return samples.filter((one) => Date.parse(one.time ?? one.t) <= at).at(-1).value;
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "millwright-queue-"));
    line = await Line.start({ name: "queue", plant: await fasterPlant(folder, { speed: kSpeed }), speed: kSpeed });
  });
  after(async () => {
    await line?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("does not part the pallets from what they are made of", async () => {
    const told = async (number) =>
      until(`pallet ${number} is told`, async () => (await pallets()).find((lot) => lot.number >= number), 90_000);
    await told(2);
    // What is still missing on the pallet then stands on the belts that the jam stops: 40 are behind it, 160 before it.
    await until("a pallet is half full", async () => {
      const missing = kPallet - ((await line.tag("line1/palletizer/good_count")).value % kPallet);
      return missing >= 90 && missing <= 140;
    });
    await line.fault("conveyor_jam", true);
    await until("the filler stands", async () => (await line.tag("line1/filler/state"))?.value !== 6, 60_000);
    const jammed = Date.now();
    await until("it has stood for a while", () => Date.now() - jammed > 15_000, 20_000); // the way grows by this
    await line.fault("conveyor_jam", false);
    const last = (await pallets()).reduce((most, lot) => Math.max(most, lot.number), 0);
    await told(last + 3);

    const before_ms = 30_000 / kSpeed;
    const transit_ms = 60_000 / kSpeed;
    let longest = 0;
    for (const pallet of await pallets()) {
      const entered = Date.parse(pallet.left_to) + before_ms;
      const expected = pallet.number * kPallet - kPrimed;
      const counted = await goodAtFiller(entered);
      const said = `pallet ${pallet.number}: bottle ${expected} of the filler, which had made ${counted} then`;
      assert.ok(Math.abs(counted - expected) <= kWithin, said);
      longest = Math.max(longest, Date.parse(pallet.to) - Date.parse(pallet.left_to));
    }
    assert.ok(longest > transit_ms + 10_000, `a pallet's bottles stood in the jam: ${longest} ms at most on their way`);
  });

  test("nor the pallets from each other", async () => {
    const all = (await pallets()).sort((a, b) => a.number - b.number);
    for (let i = 1; i < all.length; ++i)
      assert.ok(Math.abs(Date.parse(all[i].left_from) - Date.parse(all[i - 1].left_to)) <= 1000, all[i].id);
  });
});
