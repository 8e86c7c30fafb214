// An order's whole way on a running plant: from the ERP into a plan, down to the line as a job with its recipe read
// back, made there while the MES is killed, counted to the piece, and told to the ERP.
import assert from "node:assert/strict";
import { readFile, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Line, root, until } from "../support/line.mjs";

// ORDER_KILLS says how often the MES is killed while the order is made; the order is as large as that takes time.
const kKills = Number(process.env.ORDER_KILLS ?? 1);
const kQuantity = 60 + 25 * (kKills - 1);

describe("an order from the ERP's schedule to its performance", () => {
  let line, folder;
  const there = async (name) => (await readdir(path.join(folder, path.dirname(name)))).includes(path.basename(name));
  const order = (id) => line.mes.read(`/api/v1/orders/${id}`);
  const reaches = (id, state, ms = 60_000) =>
    until(`${id} is ${state}`, async () => (await order(id)).state === state, ms, 200);
  const job = async () => (await line.operator.read("/api/v1/jobs")).find((one) => one.id === "ERP-5001");

  before(async () => {
    line = await Line.start({ name: "system-plan" });
    folder = path.join(line.data, "mes", "erp");
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  });
  after(async () => line?.stop());

  test("the schedule's orders get their places, one after the other, where the line works", async () => {
    const text = await readFile(path.join(root, "mes/erp/testdata/three_orders.xml"), "utf8");
    const draft = path.join(folder, "in", ".week49.xml");
    await writeFile(draft, text.replace(">12000<", `>${kQuantity}<`));
    await rename(draft, path.join(folder, "in", "week49.xml"));
    await until("the orders are there", () => there("done/week49.xml"), 20_000);
    assert.equal((await order("ERP-5001")).quantity, kQuantity);

    const answer = await line.mes.post("/api/v1/schedule/plan", { seconds: 0.5 });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const plan = await line.mes.read("/api/v1/schedule");
    const ids = plan.map((place) => place.order_id);
    for (const id of ["ERP-5001", "ERP-5002", "ERP-5003"]) {
      assert.ok(ids.includes(id), `${id} has a place`);
      assert.equal((await order(id)).state, "Pending");
    }
    for (const [i, place] of plan.entries()) {
      assert.equal(place.equipment, "line1");
      assert.ok(Date.parse(place.start) < Date.parse(place.finish), JSON.stringify(place));
      if (i > 0) assert.ok(Date.parse(plan[i - 1].finish) <= Date.parse(place.setup_start), "one at a time");
    }
    assert.ok(!ids.includes("ERP-4711"), "what runs has the line already");
  });

  test("it goes down as a job whose recipe is read back, and the line begins it", async () => {
    const sent = await line.mes.post("/api/v1/orders/ERP-5001/dispatch", {});
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
    await reaches("ERP-5001", "Running");
    const { recipe } = (await order("ERP-5001")).job;
    assert.deepEqual(
      recipe.map(({ name, value, readback }) => ({ name, value, readback })),
      [{ name: "pasteurizer_temperature", value: 76, readback: 76 }],
    );
    const before = await order("ERP-4711");
    assert.equal(before.state, "Held", "it ran without a job");
    assert.match(before.reason, /ERP-5001/);
  });

  test("the line finishes it with the MES killed, and not a piece is lost or counted twice", async () => {
    await until("some are made", async () => (await job()).good > 3, 90_000, 200);
    let killed = 0;
    for (; killed < kKills && (await job()).state === "Running"; killed += 1) {
      const mes = await until("the MES runs", async () =>
        (await line.children()).find(({ name }) => name.endsWith("mes")),
      );
      process.kill(mes.pid, "SIGKILL");
      if (killed + 1 < kKills) await until("it is up again", () => line.mes.get("/health/live"), 60_000, 100);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1000)); // any moment of its work
    }
    console.log(`killed ${killed} times`);
    assert.equal(killed, kKills);
    await until("the job has ended", async () => (await job()).state === "Ended", 120_000 + kKills * 8_000, 200);
    await until("the MES is back", async () => (await line.mes.read("/api/v1/orders")).length > 0, 60_000, 200);
    await reaches("ERP-5001", "Completed");
    const [made, below] = [await order("ERP-5001"), await job()];
    assert.deepEqual([made.good, made.scrap], [below.good, below.scrap]);
    assert.ok(made.good >= kQuantity);
    assert.deepEqual(
      made.asked.map(({ command, result }) => [command, result]),
      [["store_and_start_job", "completed"]],
    );
  });

  test("the ERP hears what was made", async () => {
    await until("it is told", () => there("out/performance-ERP-5001-1.xml"), 30_000);
    const told = await readFile(path.join(folder, "out/performance-ERP-5001-1.xml"), "utf8");
    assert.match(told, new RegExp(`<QuantityString>${(await order("ERP-5001")).good}</QuantityString>`));
  });
});
