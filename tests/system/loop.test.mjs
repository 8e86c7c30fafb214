// The scenario the system exists for, end to end over real processes: the control thermometer drifts, the juice
// overheats, the MES notices, holds what was in the pasteurizer, takes the set-point down, and puts it back.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Line, until } from "../support/line.mjs";
import { backends } from "../support/backends.mjs";
import { Watch } from "../support/plc.mjs";

const loopPlaces = [
  "plc",
  "scada",
  "bridge.received",
  "bridge.raised",
  "bus.published",
  "mes.received",
  "mes.recorded",
  "mes.commanded",
  "bridge.command",
  "scada.accepted",
  "scada.written",
  "plc.taken",
  "scada.confirmed",
  "bridge.result",
  "mes.result",
];

const only = process.env.BACKEND;
for (const backend of backends.filter((one) => !only || one.name === only)) {
  describe(`the loop on ${backend.name}`, () => {
    let line, servers, watch;
    before(async () => {
      servers = await backend.start();
      line = await Line.start({ name: `loop-${backend.name}`, ...servers.urls });
      watch = new Watch(line.base + 10);
    });
    after(async () => {
      await watch?.stop();
      await line?.stop();
      await servers?.stop();
    });

    test("a drift is noticed, held, corrected and put back, with every hop recorded", async () => {
      const { mes } = line;
      await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6);
      const recipe = (await line.tag("line1/pasteurizer/temperature_setpoint")).value;
      await line.fault("control_sensor_drift", true);

      const deviation = await until(
        "a deviation is open",
        async () => (await mes.read("/api/v1/deviations"))[0],
        60_000,
      );
      assert.equal(deviation.rule, "HIGH_TEMP");
      assert.equal(deviation.equipment, "line1/pasteurizer");
      assert.equal(deviation.limit_value, 80);
      assert.ok(deviation.value > 80);
      const corrected = await until(
        "the set-point is down",
        async () => {
          const tag = await line.tag("line1/pasteurizer/temperature_setpoint");
          return tag.value < recipe && tag;
        },
        20_000,
      );
      assert.equal(corrected.value, 72);
      await until(
        "the temperature is back",
        async () => (await line.tag("line1/pasteurizer/temperature")).value < 80,
        60_000,
      );

      const story = await until("the chain is whole", async () => {
        const found = await mes.read(`/api/v1/deviations/${deviation.id}`);
        return found.chain.some((hop) => hop.place === "mes.result") && found;
      });
      const places = story.chain.map((hop) => hop.place);
      for (const place of loopPlaces) assert.ok(places.includes(place), `the chain has no ${place}: ${places}`);
      for (let i = 1; i < story.chain.length; ++i)
        assert.ok(
          Date.parse(story.chain[i].time) >= Date.parse(story.chain[i - 1].time),
          "the chain's times are in order",
        );
      // The ends of the chain are the PLC's own times, as anybody reads them by Modbus.
      const at = (place) => Date.parse(story.chain.find((hop) => hop.place === place).time);
      const next = watch.scans.findIndex((scan) => scan.scanTime > at("plc") - 2);
      const [earlier, raised] = [watch.scans[next - 1], watch.scans[next]];
      // The watch may have overslept a scan on a busy machine; the counter tells.
      const unseen = raised.scanTime > at("plc") + 2 && raised.scanCounter - earlier.scanCounter > 1;
      assert.ok(raised.temperature > 80, "the PLC was not too hot then");
      assert.ok(unseen || raised.scanTime < at("plc") + 2, "the PLC had no such scan");
      const crossed = Date.parse(deviation.crossed_at);
      assert.ok(at("plc") - crossed >= 2_000, `raised ${at("plc") - crossed} ms after the crossing`);
      const taken = [...watch.echoes.values()].map((echo) => Math.floor(echo.time));
      assert.ok(taken.includes(at("plc.taken")), `the PLC took commands at ${taken}, not at ${at("plc.taken")}`);
      const alarm = "line1/pasteurizer/temperature/high";
      await until("the alarm is over, and nobody has acknowledged it: the MES never does", async () =>
        (await line.operator.read("/api/v1/alarms")).some((one) => one.id === alarm && one.state === "RTNUN"),
      );
      const held = await mes.read("/api/v1/holds");
      assert.ok(held.length > 0, "what was in the pasteurizer is held");

      await line.fault("control_sensor_drift", false);
      await until(
        "the recipe's set-point is back",
        async () => (await line.tag("line1/pasteurizer/temperature_setpoint")).value === recipe,
        120_000,
      );
      assert.ok((await mes.read("/api/v1/holds")).length > 0, "held stays held until quality disposes");
    });
  });
}
