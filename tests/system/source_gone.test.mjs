// No value is shown Good while its source is gone: Bad within two polls, seen as quickly as HTTP can ask and the
// WebSocket can tell. The PLC is killed, or stands still with its connection open, and nobody starts it again at once.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { inTime } from "../support/in_time.mjs";
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

  /**
   * Takes the source away by `take`, asks for all tags as quickly as answers come, and brings it back by `bring`.
   * Returns until how many ms after it was taken any tag was shown Good, by HTTP or the WebSocket.
   */
  async function gone(take, bring) {
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
      for (const { path: tag, quality, received } of live.changes.slice(before))
        if (isBad({ quality }) && !told.has(tag)) told.set(tag, received - from);
      for (const { path: tag } of await tags()) assert.ok(told.has(tag), `nobody was told that ${tag} is Bad`);
      await until("the MES knows that it does not know", async () => (await filler()).state === "Unknown");
      return Math.max(lastGood, ...told.values());
    } finally {
      const back = Date.now();
      await bring();
      await live.close();
      await allGood(back);
    }
  }

  const ways = {
    "is killed": [(child) => child.kill("SIGKILL"), () => plant.start("plc")],
    "stands, connected": [(child) => child.kill("SIGSTOP"), (child) => child.kill("SIGCONT")],
  };
  for (const [way, [take, bring]] of Object.entries(ways))
    test(`the PLC ${way}: every tag is Bad within two polls`, async (t) => {
      const attempt = () => {
        const { child } = plant.running.get("plc");
        return gone(
          () => take(child),
          () => bring(child),
        );
      };
      t.diagnostic(`${await inTime("the last Bad", 2 * pollMs + readingMs, attempt)} ms`);
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
