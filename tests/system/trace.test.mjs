// From the ERP's order to a bottle and back to its sugar, as planner and operator do it by API: orders come and are
// planned, lots are received and booked in, wrong ones are refused, a machine breaks and the plan moves, the order is
// made, one bottle is traced to its sugar lot and that lot to every pallet, and the ERP reads what was made.
// The simulated line works ten times as fast as a real one; dwell and transit of the plant's copy are as much shorter.
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Line, until } from "../support/line.mjs";
import { bottleOf, fasterPlant, importOrders, kOrder as id, kSpeed, lots, refused } from "../support/three_orders.mjs";

describe("a bottle and its sugar", () => {
  let folder, line, erp, pallets;
  const read = (target) => line.mes.read(target);
  const order = (name = id) => read(`/api/v1/orders/${name}`);
  const made = async () => (await read("/api/v1/lots")).filter((lot) => lot.order === id && lot.kind === "pallet");
  const post = async (target, body, status = 200) => {
    const answer = await line.mes.post(target, body);
    assert.equal(answer.status, status, `${target}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const reached = (direction, lot) => read(`/api/v1/lots/${lot}/trace?direction=${direction}`);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "millwright-trace-"));
    line = await Line.start({ name: "system-trace", plant: await fasterPlant(folder), speed: kSpeed });
    erp = path.join(line.data, "mes", "erp");
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  });
  after(async () => {
    await line?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("three orders of the ERP are planned", async () => {
    await importOrders(erp);
    for (const [lot, { material, quantity }] of Object.entries(lots))
      await post("/api/v1/lots", { id: lot, material, quantity }, 201);
    const plan = await post("/api/v1/schedule/plan", { seconds: 0.5 });
    assert.ok(
      plan.some((place) => place.order_id === id && !place.left_out),
      JSON.stringify(plan),
    );
    assert.equal((await order()).state, "Pending");
  });

  test("lots are booked in, and those that must not be are refused by name and reason", async () => {
    for (const [name, { lot, hold, why }] of Object.entries(refused)) {
      await post("/api/v1/lots", { id: name, ...lot }, 201);
      if (hold) await post(`/api/v1/lots/${name}/hold`, { reason: "lumps in it" });
      const answer = await line.mes.post(`/api/v1/orders/${id}/lots`, { lot: name });
      assert.equal(answer.status, 409, JSON.stringify(answer.body));
      const text = JSON.stringify(answer.body);
      assert.match(text, why);
      assert.ok(text.includes(name), text);
    }
    for (const lot of Object.keys(lots)) await post(`/api/v1/orders/${id}/lots`, { lot });
    const materials = await read(`/api/v1/orders/${id}/materials`);
    assert.deepEqual(
      materials.filter((one) => !one.enough).map((one) => one.material),
      [],
    );
    const trail = await read("/api/v1/audit");
    for (const lot of Object.keys(refused))
      assert.ok(
        trail.some((row) => row.outcome === "refused" && JSON.stringify(row).includes(lot)),
        `the refusal of ${lot} is in the audit trail`,
      );
  });

  test("a machine breaks, and only what must move moves", async () => {
    const plan = await read("/api/v1/schedule");
    const first = plan.find((place) => place.order_id === id);
    const from = new Date(Date.parse(first.start) + 60_000).toISOString();
    const to = new Date(Date.parse(first.start) + 2 * 3600_000).toISOString();
    const event = { event: "unit_down", equipment: "line1/filler", from, to, why: "filling valve broken" };
    const proposal = await post("/api/v1/schedule/replan", { ...event, keep: false });
    assert.equal(proposal.kept, false);
    assert.deepEqual(await read("/api/v1/schedule"), plan, "a proposal changes nothing");
    const kept = await post("/api/v1/schedule/replan", { ...event, keep: true });
    assert.ok(kept.kept);
    const closed = await read("/api/v1/schedule/unavailable");
    assert.equal(closed.length, 1);
    for (const place of kept.plan.filter((one) => Date.parse(one.finish) > 0)) {
      const apart = Date.parse(place.finish) <= Date.parse(from) || Date.parse(place.start) >= Date.parse(to);
      const around = Date.parse(place.start) < Date.parse(from) && Date.parse(place.finish) > Date.parse(to);
      assert.ok(apart || around, `${place.order_id} is not made while the filler is down: ${JSON.stringify(place)}`);
    }
    await post(`/api/v1/schedule/unavailable/${closed[0].id}/end`, {});
  });

  test("the order is made, from the lots that are booked in", async () => {
    await post(`/api/v1/orders/${id}/dispatch`, {});
    await until(`${id} runs`, async () => (await order()).state === "Running", 60_000, 200);
    await until(`${id} is made`, async () => (await order()).state === "Completed", 240_000, 500);
    const job = (await line.operator.read("/api/v1/jobs")).find((one) => one.id === id);
    const { good, scrap } = await order();
    assert.deepEqual([good, scrap], [job.good, job.scrap]);
    pallets = await until("its pallets are known", async () => (await made()).length >= 8 && made(), 60_000, 500);
  });

  test("a bottle leads to its sugar lot", async () => {
    const pallet = pallets.at(0); // the newest: the first are of what was mixed before
    const back = await reached("backward", pallet.id);
    const names = back.lots.map((lot) => lot.id);
    for (const lot of ["SUG-1", "CON-1", "WAT-1"]) assert.ok(names.includes(lot), `${lot} in ${names}`);
    for (const lot of Object.keys(refused)) assert.ok(!names.includes(lot), `${lot} was never in it`);
    const bottle = await read(`/api/v1/bottles/${bottleOf(pallet)}`);
    assert.ok(bottle.pallets.length >= 1, JSON.stringify(bottle));
    assert.ok(bottle.trace.lots.some((lot) => lot.id === "SUG-1"));
  });

  test("its sugar leads to every pallet that it is in", async () => {
    const sugar = await reached("forward", "SUG-1");
    const found = sugar.lots.filter((lot) => lot.kind === "pallet").map((lot) => lot.id);
    const withIt = [];
    for (const pallet of await made())
      if ((await reached("backward", pallet.id)).lots.some((lot) => lot.id === "SUG-1")) withIt.push(pallet.id);
    assert.ok(withIt.length >= 3, `${withIt}`);
    for (const pallet of withIt) assert.ok(found.includes(pallet), `${pallet} in ${found}`);
    const recall = await read("/api/v1/lots/SUG-1/recall");
    const called = recall.lots.map((lot) => lot.id);
    for (const pallet of found) assert.ok(called.includes(pallet), `${pallet} in ${called}`);
    const ends = sugar.lots.filter((lot) => !sugar.links.some((link) => link.parent === lot.id)).map((lot) => lot.id);
    assert.deepEqual(new Set(called), new Set(ends), "what is not on a pallet yet is called back too");
    assert.ok(recall.orders.includes(id));
  });

  test("each lot at the line gave what it is, and no more", async () => {
    const bottles = await read("/api/v1/lots/BOT-1");
    assert.ok(bottles.received.left < 1e-6, "the first lot of bottles was used up before the second");
    for (const [lot, { quantity }] of Object.entries(lots)) {
      const { outputs, received } = await read(`/api/v1/lots/${lot}`);
      const out = outputs.reduce((sum, link) => sum + link.quantity, 0);
      assert.ok(Math.abs(out + received.left - quantity) < 1e-6, `${lot}: ${out} and ${received.left} of ${quantity}`);
    }
  });

  test("the ERP reads what was made", async () => {
    const name = `performance-${id}-1.xml`;
    await until("it is told", async () => (await readdir(path.join(erp, "out"))).includes(name), 30_000);
    const told = await readFile(path.join(erp, "out", name), "utf8");
    assert.match(told, new RegExp(`<QuantityString>${(await order()).good}</QuantityString>`));
    for (const lot of ["SUG-1", "BOT-1", "BOT-2"]) assert.match(told, new RegExp(`<MaterialLotID>${lot}<`));
  });

  test("what went in is what came out, was scrapped, lost or is there still", async () => {
    const { good, materials, on_pallets, not_on_pallets } = await read(`/api/v1/orders/${id}/balance`);
    assert.equal(good, on_pallets + not_on_pallets);
    const bottles = materials.find((one) => one.material === "BOTTLE-500");
    const lotsOf = await Promise.all(["BOT-1", "BOT-2"].map((lot) => read(`/api/v1/lots/${lot}`)));
    const given = lotsOf.flatMap((lot) => lot.outputs).reduce((sum, link) => sum + link.quantity, 0);
    assert.ok(Math.abs(bottles.in - given) < 1e-6, `${bottles.in} taken, ${given} given`);
    assert.ok(bottles.out === good, `${bottles.out} in ${good} good ones`);
  });
});
