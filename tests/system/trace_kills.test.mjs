// The MES is killed again and again while an order is made, and in the end everything balances to the piece with what
// the PLC counted: the order, its pallets and what is on them, what its lots gave, and the way from each pallet to the
// sugar. The PLC is read beside everything of ours. A jam makes the line stand still before the order begins and before
// it ends, so that what the PLC counted for the order is one number and not a range.
// TRACE_KILLS says how often, TRACE_SEED when, BACKEND on which bus and database.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { backends } from "../support/backends.mjs";
import { Line, until } from "../support/line.mjs";
import { Tally } from "../support/tally.mjs";
import { fasterPlant, importOrders, kOrder as id, kSpeed, lots } from "../support/three_orders.mjs";
import { seeded } from "./kills.mjs";

const kKills = Number(process.env.TRACE_KILLS ?? 4);
const kSeed = Number(process.env.TRACE_SEED ?? 20261130);
const kPieces = Math.max(2640, 240 * kKills); // made for the order, at least; what was mixed before it is half of them
const kSugar = "SUG-1";
const kBottles = ["BOT-1", "BOT-2"];
// What enters the pasteurizer is not in a bottle at once, and the MES reckons with a nominal time: by then it is.
const kSurelyFilledMs = 100_000 / kSpeed;

const kBackend = process.env.BACKEND ?? "embedded";

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
const near = (a, b, what) => assert.ok(Math.abs(a - b) < 1e-6 * Math.max(1, Math.abs(b)), `${what}: ${a}, not ${b}`);
const ids = (found) => found.map((one) => one.id);

describe(`an order and ${kKills} kills of the MES (seed ${kSeed})`, () => {
  const random = seeded(kSeed);
  const began = Date.now();
  let servers, folder, line, tally, first, last, killed, pallets;
  const read = (target) => line.mes.read(target);
  const order = () => read(`/api/v1/orders/${id}`);
  const job = async () => (await line.operator.read("/api/v1/jobs")).find((one) => one.id === id);
  const backward = async (lot) => (await read(`/api/v1/lots/${lot}/trace?direction=backward`)).lots;
  const post = async (target, body, status = 200) => {
    const answer = await line.mes.post(target, body);
    assert.equal(answer.status, status, `${target}: ${JSON.stringify(answer.body)}`);
  };
  /** What the line made of a kind, by number; all of it, or the order's. */
  const made = async (kind, of) =>
    (await read(`/api/v1/lots${of ? `?order=${of}` : ""}`))
      .filter((lot) => lot.kind === kind)
      .sort((a, b) => a.number - b.number);
  const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  /** Kills the MES that was started after the last kill, so long after it was seen. */
  const kill = async (afterMs) => {
    const named = async () =>
      (await line.children()).find(({ name, pid }) => name.endsWith("mes") && pid !== killed.at(-1)?.pid);
    const { pid } = await until("the MES is started again", named, 60_000, 20);
    await rest(afterMs);
    process.kill(pid, "SIGKILL");
    killed.push({ pid, pieces: tally.read().good - first.good });
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "millwright-trace-kills-"));
    const plant = await fasterPlant(folder, { ownOrders: false });
    servers = await backends.find((one) => one.name === kBackend).start();
    line = await Line.start({ name: "system-trace-kills", plant, speed: kSpeed, ...servers.urls });
    tally = new Tally(line.base + 10);
    killed = [];
  });
  after(async () => {
    await tally?.stop();
    await line?.stop();
    await servers?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("an order begins on a line that stands still", async () => {
    await until("the capper runs", async () => (await line.tag("line1/capper/state"))?.value === 6, 60_000);
    const { status, body } = await line.command("line1/filler", "set_speed", { value: 300 });
    assert.ok(status < 300 && body.state !== "refused", JSON.stringify(body));
    await line.fault("conveyor_jam", true);
    await importOrders(path.join(line.data, "mes", "erp"), { quantity: 3 * kPieces });
    first = await tally.standing();
    await post(`/api/v1/orders/${id}/dispatch`, {});
    await until(`${id} runs`, async () => (await order()).state === "Running", 60_000, 100);
    for (const [lot, { material, quantity }] of Object.entries(lots)) {
      await post("/api/v1/lots", { id: lot, material, quantity }, 201);
      await post(`/api/v1/orders/${id}/lots`, { lot });
    }
    assert.deepEqual(await tally.standing(), first, "nothing was made before the order ran");
    await line.fault("conveyor_jam", false);
  });

  test("the MES is killed while it is made, and once more when it was asked to complete it", async () => {
    const marks = Array.from({ length: kKills - 1 }, (_, i) => Math.floor(((i + random()) * kPieces) / (kKills - 1)));
    const scrapAt = Math.floor(kPieces / 3);
    const reaches = (pieces) =>
      until(`${pieces} are made`, () => tally.read().good - first.good >= pieces, 60_000 + 100 * kPieces, 20);
    const spoilt = (async () => {
      await reaches(scrapAt);
      await line.fault("low_pressure", true);
      await until("some are rejected", () => tally.read().scrap - first.scrap >= 20, 60_000);
      await line.fault("low_pressure", false);
    })();
    for (const [i, mark] of marks.entries()) {
      const starting = i % 3 === 2; // the one before was killed just now
      if (!starting) await reaches(mark);
      await kill(random() * (starting ? 100 : 300));
    }
    await reaches(kPieces);
    await spoilt;
    await line.fault("conveyor_jam", true);
    last = await tally.standing();
    const complete = () => line.mes.post(`/api/v1/orders/${id}/complete`, { reason: "enough for today" });
    await until("it is told to complete", async () => (await complete()).status === 200, 60_000, 50);
    if (kKills > 0) await kill(0);
    await until(`${id} is completed`, async () => (await order()).state === "Completed", 60_000, 200);
    await until(
      "the MES has heard the line's last count",
      async () =>
        (await read("/api/v1/equipment")).some((one) => one.path === "line1/palletizer" && one.good === last.good),
      60_000,
      200,
    );
    assert.equal(killed.length, kKills);
  });

  test("the order counts what the PLC counted, piece by piece", async () => {
    const now = tally.read();
    for (const counter of ["good", "scrap", "pallets", "batch"]) assert.equal(now[counter], last[counter], "it stands");
    const [{ good, scrap }, below] = [await order(), await job()];
    assert.ok(last.scrap > first.scrap);
    assert.deepEqual({ good, scrap }, { good: last.good - first.good, scrap: last.scrap - first.scrap });
    assert.deepEqual({ good, scrap }, { good: below.good, scrap: below.scrap });
  });

  test("each pallet that the PLC completed is there once, one after the other", async () => {
    pallets = await made("pallet", id);
    const numbers = Array.from({ length: last.pallets - first.pallets }, (_, i) => first.pallets + 1 + i);
    assert.deepEqual(
      pallets.map(({ number, run, quantity }) => [number, run, quantity]),
      numbers.map((number) => [number, 1, last.palletSize]),
    );
    const all = await made("pallet");
    assert.equal(all.at(-1).number, last.pallets, "none after the order's");
    for (const [i, pallet] of all.entries()) {
      assert.ok(Date.parse(pallet.from) < Date.parse(pallet.to), JSON.stringify(pallet));
      if (i > 0) assert.deepEqual([pallet.number, pallet.from], [all[i - 1].number + 1, all[i - 1].to]);
    }
    for (const { number, to } of pallets) {
      const completed = Date.parse(to);
      const [before, , later] = [-1, 0, 1].map((step) => tally.pallets.of(number + step));
      assert.ok(completed >= Math.floor(before.last), `${number}: ${to} is before the PLC completed it`);
      if (later) assert.ok(completed <= later.first, `${number}: ${to} is after the PLC completed the next`);
    }
    const [oldest] = all;
    const rest = last.good - last.pallets * last.palletSize;
    assert.ok(rest >= 0 && rest < last.palletSize);
    const before = (oldest.number - 1) * last.palletSize;
    assert.equal(before + sum(all.map((pallet) => pallet.quantity)) + rest, last.good);
  });

  test("no lot gives more than it is, and each pallet and batch takes once what it needs", async () => {
    const detail = (lot) => read(`/api/v1/lots/${lot}`);
    const given = {};
    for (const [lot, { material, quantity }] of Object.entries(lots)) {
      const { outputs, received } = await detail(lot);
      const out = sum(outputs.map((link) => link.quantity));
      assert.ok(out > 0 && received.left >= 0, lot);
      near(out + received.left, quantity, lot);
      given[material] = (given[material] ?? 0) + out;
    }
    const takes = async (lot, parents) =>
      sum((await detail(lot)).inputs.filter(({ parent }) => parents.includes(parent)).map((link) => link.quantity));
    const each = await takes(pallets[0].id, kBottles);
    assert.ok(each >= last.palletSize && each < last.palletSize * 1.02, `${each} bottles for a pallet`);
    for (const pallet of pallets) near(await takes(pallet.id, kBottles), each, `bottles for ${pallet.id}`);
    near(given["BOTTLE-500"], each * (last.pallets - first.pallets), "bottles for the PLC's pallets");

    const batches = (await made("batch")).filter(({ number }) => number > first.batch);
    const numbers = Array.from({ length: last.batch - first.batch }, (_, i) => first.batch + 1 + i);
    assert.deepEqual(
      batches.map((batch) => batch.number),
      numbers,
    );
    const sugar = await takes(batches[0].id, [kSugar]);
    for (const batch of batches) near(await takes(batch.id, [kSugar]), sugar, `sugar for ${batch.id}`);
    near(given.SUGAR, sugar * numbers.length, "sugar for the PLC's batches");
    for (const lot of await read("/api/v1/lots"))
      assert.ok(sum((await detail(lot.id)).outputs.map((link) => link.quantity)) <= lot.quantity + 1e-6, lot.id);
  });

  test("the order's balance holds", async () => {
    const {
      good,
      scrap,
      pallets: full,
      on_pallets,
      not_on_pallets,
      materials,
    } = await read(`/api/v1/orders/${id}/balance`);
    const open = ({ good, pallets, palletSize }) => good - pallets * palletSize;
    assert.deepEqual(
      { good, scrap, full, on_pallets, not_on_pallets },
      {
        good: last.good - first.good,
        scrap: last.scrap - first.scrap,
        full: last.pallets - first.pallets,
        on_pallets: (last.pallets - first.pallets) * last.palletSize,
        not_on_pallets: open(last) - open(first),
      },
    );
    assert.equal(materials.length, new Set(Object.values(lots).map((lot) => lot.material)).size);
    for (const row of materials) {
      const held = Object.values(lots).filter((lot) => lot.material === row.material);
      near(row.in + row.left, sum(held.map((lot) => lot.quantity)), `${row.material} booked in`);
      near(row.in, row.out + row.scrapped + row.lost + row.difference, row.material);
    }
    const { out, scrapped } = materials.find((row) => row.material === "BOTTLE-500");
    assert.deepEqual([out, scrapped], [good, scrap]);
  });

  test("every pallet leads to what it was made of, and the sugar to just those that it is in", async () => {
    const sweet = [];
    const sure = { without: 0, with: 0 };
    const enters = tally.entering.of(first.batch + 1).first; // the order's first batch enters the pasteurizer
    const filled = (bottle) => tally.filledAt(bottle, last);
    for (const pallet of pallets) {
      const back = ids(await backward(pallet.id));
      for (const lot of ["CAP-1", "LAB-1"]) assert.ok(back.includes(lot), `${lot} in ${pallet.id}`);
      assert.ok(
        kBottles.some((lot) => back.includes(lot)),
        pallet.id,
      );
      if (back.includes(kSugar)) sweet.push(pallet.id);
      const before = (pallet.number - 1) * last.palletSize;
      const [oldest, newest] = [filled(before + 1), filled(before + last.palletSize)];
      if (newest < enters) {
        sure.without += 1;
        assert.ok(!back.includes(kSugar), `${pallet.id} was filled before ${kSugar} was in the pasteurizer`);
      } else if (oldest > enters + kSurelyFilledMs) {
        sure.with += 1;
        assert.ok(back.includes(kSugar), `${kSugar} in ${pallet.id}: ${back}`);
        assert.equal(pallet.tracing, "measured", pallet.tracing_note);
      }
    }
    assert.ok(sure.without > 0 && sweet.length > 0, JSON.stringify(sure));
    assert.deepEqual(sweet, ids(pallets.slice(-sweet.length)), "from the first on it is in all");
    const forward = (await read(`/api/v1/lots/${kSugar}/trace?direction=forward`)).lots;
    assert.deepEqual(ids(forward.filter((lot) => lot.kind === "pallet")).sort(), sweet.sort());
    const figures = {
      kills: killed.length,
      killed_at_pieces: killed.map((one) => one.pieces),
      seed: kSeed,
      backend: kBackend,
      good: last.good - first.good,
      scrap: last.scrap - first.scrap,
      plc: { first, last },
      pallets: `${pallets[0].number} to ${pallets.at(-1).number}`,
      with_sugar: sweet.length,
      sure,
      batches: last.batch - first.batch,
      seconds: Math.round((Date.now() - began) / 1000),
    };
    console.log(JSON.stringify(figures));
  });
});
