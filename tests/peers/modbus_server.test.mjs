// A device that nobody here wrote (modbus-serial's server) in place of the PLC: its values appear with quality and the
// device's time; what is garbage never becomes a value, and the values come back after it.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { FakePlc, garbage } from "../support/fake_plc.mjs";
import { inTime } from "../support/in_time.mjs";
import { until } from "../support/line.mjs";
import { Live } from "../support/live.mjs";
import { install, startScada } from "../support/processes.mjs";

const tag = "line1/filler/pressure";
const pollMs = 100;
const readingMs = 50; // what a frame is on its way; the device may have answered once more before it was spoiled
const poison = 3.33; // inside the tag's range: only the driver can keep it out

describe("modbus-serial in place of the PLC", () => {
  let data, plc, scada, live;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-modbus-"));
    await install(data, "peer-modbus-install");
    plc = await FakePlc.start();
    sound();
    scada = await startScada(data, "foreign", `127.0.0.1:${plc.port}`);
    live = await Live.open(scada.operator, ["line1/filler"]);
    await goodAgain(0);
  });
  after(async () => {
    await live?.close();
    await scada?.stop();
    await plc?.stop();
    await rm(data, { recursive: true, force: true });
  });

  /** Another pressure at every scan, all near 2 bar. */
  function sound() {
    plc.onScan = () => plc.float("filler", 28, 2 + 0.01 * (plc.counter % 6));
    plc.onScan();
  }
  const isSound = (value) => value > 1.995 && value < 2.055;
  const isBad = (change) => change?.quality.startsWith("Bad");

  /** What was taken for a value though it was none. */
  const lies = () => live.of(tag).filter((change) => !isBad(change) && !isSound(change.value));

  const goodAgain = (after) =>
    until("the values are Good", () => live.last(tag).quality === "Good" && Date.parse(live.last(tag).time) > after);
  /** The first of the changes from number `from` on that says Bad. */
  const bad = (from) => until("the tag is Bad", () => live.of(tag).slice(from).find(isBad));

  /** By `begin` the device is spoiled and by `end` mended: nothing becomes a value, and Bad comes within two polls. */
  const withGarbage = (begin, end) => inTime("Bad", 2 * pollMs + readingMs, () => spoiled(begin, end));

  /** Spoils the device, waits until the whole block is Bad, and mends it; returns after how many ms Bad was told. */
  async function spoiled(begin, end) {
    await goodAgain(0);
    plc.onScan = () => plc.float("filler", 28, poison);
    const from = live.of(tag).length;
    const began = Date.now();
    begin();
    let first;
    try {
      first = await bad(from);
      await until("the whole block is Bad", async () => {
        const tags = await scada.operator.read("/api/v1/tags?under=line1/filler");
        return tags.length > 10 && tags.every(isBad);
      });
    } finally {
      sound();
      end();
    }
    await goodAgain(Date.parse(first.time));
    assert.deepEqual(lies(), [], "garbage became a value");
    return first.received - began;
  }

  test("values appear with quality and the device's own time", async () => {
    const from = live.of(tag).length;
    // On a busy machine the device itself may be late with a scan: that is Bad for a moment, and right.
    const seen = await until("ten scans were seen", () => {
      const good = live
        .of(tag)
        .slice(from)
        .filter((change) => change.quality === "Good");
      return good.length >= 10 && good;
    });
    assert.deepEqual(lies(), []);
    const times = seen.map((change) => Date.parse(change.time));
    assert.deepEqual(
      times,
      [...new Set(times)].sort((a, b) => a - b),
      "each scan has its own time, in order",
    );
    const [state] = await scada.operator.read("/api/v1/tags?under=line1/filler/state");
    assert.equal(state.value, 6);
  });

  test("a command reaches the foreign device once, and completes by its echo", async () => {
    const answer = await scada.operator.post("/api/v1/commands", {
      equipment: "line1/filler",
      command: "set_speed",
      parameters: { value: 150 },
      reason: "a peer's test",
    });
    assert.equal(answer.body.state, "accepted", JSON.stringify(answer.body));
    const { id } = answer.body;
    await until(
      "it is completed",
      async () => (await scada.operator.read(`/api/v1/commands/${id}`)).state === "completed",
    );
    const written = plc.commands.filter((command) => command.id === id.replaceAll("-", ""));
    assert.deepEqual(
      written.map(({ address, code, value }) => ({ address, code, value })),
      [{ address: 200, code: 11, value: 150 }],
    );
  });

  for (const [name, spoil] of Object.entries(garbage))
    test(`never becomes a value: ${name}`, () =>
      withGarbage(
        () => (plc.wire.spoil = spoil),
        () => (plc.wire.spoil = undefined),
      ));

  for (const code of [1, 2, 4, 6, 11])
    test(`never becomes a value: exception ${code}`, () =>
      withGarbage(
        () => (plc.exception = code),
        () => (plc.exception = 0),
      ));

  test("never becomes a value: a block whose counter stands", async () => {
    // The scan that the counter stands at may not be read yet: it is a sound one, and the garbage comes after it.
    await withGarbage(
      () => {
        sound();
        plc.frozen = true;
      },
      () => (plc.frozen = false),
    );
    await goodAgain(0);
    plc.frozen = true;
    await bad(live.of(tag).length);
    plc.onScan = () => plc.float("filler", 28, poison);
    const from = plc.scans;
    await until("five scans with garbage were there to be read", () => plc.scans >= from + 5);
    assert.ok(isBad(live.last(tag)));
    sound();
    plc.frozen = false;
    await goodAgain(Date.now());
    assert.deepEqual(lies(), [], "garbage became a value");
  });

  test("never becomes a value: a scan time of another age", () =>
    withGarbage(
      () => (plc.clockOffMs = 400 * 86_400_000),
      () => (plc.clockOffMs = 0),
    ));

  for (const [name, value] of [
    ["not a number", NaN],
    ["infinity", Infinity],
    ["minus infinity", -Infinity],
  ])
    test(`${name} makes that tag Bad and leaves the others alone`, async () => {
      await goodAgain(0);
      const from = live.of(tag).length;
      plc.onScan = () => plc.float("filler", 28, value);
      await bad(from);
      await until("only that one is Bad", async () => {
        const tags = await scada.operator.read("/api/v1/tags?under=line1/filler");
        return tags.filter(isBad).length === 1;
      }).finally(sound);
      await goodAgain(0);
      assert.deepEqual(lies(), []);
    });

  test("a value out of the tag's range is shown, and called uncertain", async () => {
    plc.onScan = () => plc.float("filler", 28, 42);
    const out = await until("it is seen", () => live.of(tag).findLast((change) => Math.abs(change.value - 42) < 0.01));
    assert.equal(out.quality, "UncertainEngineeringUnitsExceeded");
    sound();
    await goodAgain(0);
  });

  test("SCADA stood through all of it", async () => {
    assert.ok(scada.alive);
    assert.equal((await scada.operator.get("/health/ready")).status, 200);
  });
});
