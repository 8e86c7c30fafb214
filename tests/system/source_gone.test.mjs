// No value is shown Good while its source is gone: Bad within two polls, seen as quickly as HTTP can ask and the
// WebSocket can tell. The PLC is killed, or stands still with its connection open, and nobody starts it again at once.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { until } from "../support/line.mjs";
import { Live } from "../support/live.mjs";
import { ByHand, install } from "../support/processes.mjs";

const pollMs = 100;
const readingMs = 50; // an answer's own way on a busy machine
const temperature = "line1/pasteurizer/temperature";

describe("a source that is gone", { timeout: 240_000 }, () => {
  let data, plant;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-gone-"));
    await install(data, "source-gone-install");
    plant = new ByHand(data);
    for (const name of ["plc", "scada", "bridge", "mes"]) await plant.start(name);
    await allGood(0);
  });
  after(async () => {
    await plant?.stopAll();
    await rm(data, { recursive: true, force: true });
  });

  const tags = () => plant.operator.read("/api/v1/tags?under=line1");
  const isBad = (tag) => /^Bad/.test(tag.quality);
  const allGood = (after) =>
    until("every tag is Good", async () =>
      (await tags()).every((tag) => tag.quality === "Good" && Date.parse(tag.time) > after),
    );
  const filler = async () => (await plant.mes.read("/api/v1/equipment")).find((one) => one.path === "line1/filler");

  /** Takes the source away by `take`, asks for all tags as quickly as answers come, and brings it back by `bring`. */
  async function gone(take, bring) {
    const allowedMs = 2 * pollMs + readingMs;
    const live = await Live.open(plant.operator, ["line1"]);
    const told = new Map();
    try {
      await until("the MES has the filler running", async () => (await filler())?.state === "Execute");
      const before = live.changes.length;
      take();
      const from = Date.now();
      let lastGood = 0;
      let questions = 0;
      for (let asked = from; asked < from + 2_000; asked = Date.now(), ++questions)
        if (!(await tags()).every(isBad)) lastGood = asked - from;
      assert.ok(questions > 50, `${questions} answers in two seconds`);
      assert.ok(lastGood <= allowedMs, `not all Bad when asked after ${lastGood} ms`);
      for (const { path: tag, quality, received } of live.changes.slice(before))
        if (isBad({ quality }) && !told.has(tag)) told.set(tag, received - from);
      for (const { path: tag } of await tags())
        assert.ok(told.get(tag) <= allowedMs, `${tag}: Bad came after ${told.get(tag)} ms`);
      await until("the MES knows that it does not know", async () => (await filler()).state === "Unknown");
      return { lastGood, told: Math.max(...told.values()) };
    } finally {
      const back = Date.now();
      await bring();
      await live.close();
      await allGood(back);
    }
  }

  for (let i = 1; i <= 2; ++i)
    test(`the PLC is killed: every tag is Bad within two polls (${i})`, async (t) => {
      const seen = await gone(
        () => plant.running.get("plc").child.kill("SIGKILL"),
        () => plant.start("plc"),
      );
      t.diagnostic(JSON.stringify(seen));
    });

  for (let i = 1; i <= 2; ++i)
    test(`the PLC stands, connected: every tag is Bad within two polls (${i})`, async (t) => {
      const seen = await gone(
        () => plant.running.get("plc").child.kill("SIGSTOP"),
        () => plant.running.get("plc").child.kill("SIGCONT"),
      );
      t.diagnostic(JSON.stringify(seen));
    });

  test("SCADA is killed: the MES calls the line's state unknown, and knows it again afterwards", async () => {
    await until("the MES has the filler running", async () => (await filler())?.state === "Execute");
    plant.running.get("scada").child.kill("SIGKILL");
    await until("the MES knows that it does not know", async () => (await filler()).state === "Unknown");
    await plant.start("scada");
    await until("it knows again", async () => (await filler()).state === "Execute");
    assert.ok((await plant.tag(temperature)).value > 60);
  });
});
