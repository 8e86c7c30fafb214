// What must hold while processes are killed at random and the loop runs. Used by kills.test.mjs (a few) and by
// `scripts/kills` (thirty on each backend).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { Line, until } from "../support/line.mjs";
import { Sight } from "../support/live.mjs";
import { Plc, Watch } from "../support/plc.mjs";
import { Witnesses, everyEpisodeHasItsDeviation, hotRuns } from "./nothing_lost.mjs";

const run = promisify(execFile);
const kStopped = 2;
const kExecute = 6;
const victims = ["millwright-scad", "millwright-brid", "millwright-mes", "millwright-plc"];
const twoPollsMs = 200;
const readingMs = 50; // from what SCADA knows to an answer on a busy machine
const samplingMs = 250; // the sample that fills the rule's two seconds may be two polls after them
const reconnectMs = 3_000; // a process that is back has its subscriptions again
const temperature = "line1/pasteurizer/temperature";

/** A small seeded generator (mulberry32), so that a failing run can be repeated. */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Each process once in a round of four, in random order: a few kills meet all of them. */
function orderOfKills(count, random) {
  const order = [];
  while (order.length < count) {
    const round = [...victims];
    while (round.length > 0) order.push(...round.splice(Math.floor(random() * round.length), 1));
  }
  return order.slice(0, count);
}

/**
 * With the PLC dead since `killed`: asks for every tag of the line, as quickly as it can, until all are Good again.
 * Returns until how many ms after the kill an old value was shown Good (a whole second is never allowed), and how often
 * it was seen that the PLC was away.
 */
async function staleAndGoodFor(line, killed) {
  let asked, tags;
  let shownFor = 0;
  let seenAway = 0;
  do {
    asked = Date.now();
    tags = await line.operator.read("/api/v1/tags?under=line1").catch(() => undefined);
    if (!tags) {
      // SCADA itself was killed a moment ago: while it is away it shows nothing.
      await new Promise((resolve) => setTimeout(resolve, 10));
      assert.ok(asked < killed + 20_000, "SCADA does not come back");
      continue;
    }
    const stale = tags.filter((tag) => tag.quality === "Good" && Date.parse(tag.time) <= killed);
    if (stale.length > 0) shownFor = asked - killed;
    assert.ok(shownFor < 1_000, `${stale.map((tag) => tag.path)}: Good ${shownFor} ms after the source was killed`);
    if (tags.some((tag) => tag.quality !== "Good")) ++seenAway;
    assert.ok(asked < killed + 20_000, "the PLC's values do not come back");
  } while (!tags?.every((tag) => tag.quality === "Good" && Date.parse(tag.time) > killed));
  return { shownFor, seenAway };
}

class Siege {
  static async lay({ servers, name, say }) {
    const siege = new Siege();
    siege.say = say ?? (() => undefined);
    siege.line = await Line.start({ name, ...servers.urls });
    siege.witnesses = await Witnesses.call(siege.line, servers.urls.database);
    siege.watch = new Watch(siege.line.base + 10, 20);
    siege.sight = new Sight(siege.line.operator, temperature);
    siege.stale = []; // for how many ms an old value was shown Good after each death of the PLC
    siege.seenAway = []; // how often it was seen to be away
    siege.away = []; // when SCADA or bridge were not there
    siege.tide = siege.turn();
    return siege;
  }

  /** Drifts come and go by themselves: on while the recipe's set-point is in force, off once it was taken down. */
  async turn() {
    let on;
    while (!this.calmed) {
      const scan = this.watch.scans.at(-1);
      const wanted = scan?.state === kExecute && scan.setpoint > 75;
      if (wanted !== on || !scan || (on && scan.controlTemperature > scan.temperature - 3))
        await this.line.fault("control_sensor_drift", wanted).then(
          () => (on = wanted),
          () => undefined, // the PLC is away: again in a moment
        );
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** For how long the PLC's product has been too hot, in its own time. */
  hotFor() {
    const last = hotRuns(this.watch.scans.slice(-60)).at(-1);
    return last && last.to === this.watch.scans.at(-1).scanTime ? last.to - last.from : 0;
  }

  /** When the next kill comes: at any moment, or (aimed) just when an event and its command are on their way. */
  async moment(random, aimed) {
    if (aimed) await until("the rule's two seconds are over", () => this.hotFor() >= 1_950, 90_000, 10);
    await new Promise((resolve) => setTimeout(resolve, aimed ? random() * 400 : 1_500 + random() * 9_000));
  }

  async watchStale(killed) {
    const { shownFor, seenAway } = await staleAndGoodFor(this.line, killed);
    this.stale.push(shownFor);
    this.seenAway.push(seenAway);
  }

  async kill(name) {
    const { line } = this;
    const named = async (wanted = () => true) =>
      (await line.children()).find((one) => one.name.startsWith(name) && wanted(one));
    const child = await until(`${name} runs`, named, 15_000);
    process.kill(child.pid, "SIGKILL");
    const killed = Date.now();
    if (name === "millwright-plc") await this.watchStale(killed);
    // Promised within 5 s; the rest is for the tool that lists processes on a busy machine.
    await until(`${name} is back`, () => named((one) => one.pid !== child.pid), 6_000);
    const back = Date.now();
    if (name === "millwright-scad" || name === "millwright-brid")
      this.away.push({ from: killed, to: back + reconnectMs });
    this.say(`${name} killed, back after ${back - killed} ms`);
  }

  /** Everything is there again, nothing is under way, and the line is stopped: what the PLC then counts. */
  async calm() {
    const { line } = this;
    this.calmed = true;
    await this.tide;
    await line.fault("control_sensor_drift", false);
    await until("SCADA is ready", async () => (await line.operator.get("/health/ready")).status === 200);
    await until("the MES is ready", async () => (await line.mes.get("/health/ready")).status === 200);
    await until(
      "the temperature is normal and Good",
      async () => {
        const tag = await line.tag(temperature);
        return tag.quality === "Good" && tag.value < 80;
      },
      120_000,
    );
    await until(
      "no workflow waits for a result",
      async () => (await line.mes.read("/api/v1/workflows")).every((workflow) => workflow.state !== "running"),
      180_000,
    );
    await line.command("line1", "stop");
    const plc = await Plc.connect(line.base + 10);
    const palletizer = await until("the palletizer stands", async () => {
      const now = await plc.block("palletizer");
      return now.state === kStopped && now;
    });
    const counted = { good: palletizer.uint32(26), scrap: (await plc.block("filler")).uint32(32) };
    await plc.close();
    await until("the MES knows the last piece", async () =>
      (await line.mes.read("/api/v1/equipment")).some(
        (one) => one.path === "line1/palletizer" && one.state === "Stopped" && one.good === counted.good,
      ),
    );
    return counted;
  }

  /** Once, in time, and every outcome told as it was: SCADA's record against what the PLC took. */
  async commandsWereCarriedOutOnce() {
    const commands = await until(
      "every command has its outcome",
      async () => {
        const all = await this.line.operator.read("/api/v1/commands?limit=1000");
        return all.every((command) => command.state !== "accepted") && all;
      },
      60_000,
    );
    const issued = new Map(commands.map((command) => [command.id.replaceAll("-", ""), command]));
    assert.equal(issued.size, commands.length, "a command id is listed twice");
    for (const [id, echo] of this.watch.echoes) {
      const command = issued.get(id);
      assert.ok(command, `the PLC took ${id}, which SCADA has no record of`);
      assert.equal(echo.count, 1, `the PLC took ${id} ${echo.count} times`);
      if (echo.result !== 1) continue;
      assert.ok(echo.time <= Date.parse(command.not_after) + 1, `${id} was taken after its deadline`);
      const honest = ["completed", "timed_out", "outcome_unknown"];
      assert.ok(honest.includes(command.state), `${id} was taken and is called ${command.state}`);
    }
    return commands;
  }

  async end() {
    this.calmed = true;
    await this.tide;
    await this.watch.stop();
    this.sight.stop();
    const { code } = await this.line.stop();
    assert.equal(code, 0, "millwright up ends with 0");
    const { stdout } = await run("ps", ["-eo", "pid,args"]);
    const left = stdout.split("\n").filter((row) => row.includes(this.line.data) && row.includes("millwright"));
    assert.deepEqual(left, [], `processes are left in ${path.basename(this.line.data)}`);
  }
}

/**
 * Kills `count` processes while drifts come and go. Returns what was seen; throws when a promise is broken.
 * `say` gets a line now and then.
 */
export async function underKills({ count, seed, servers, name, say }) {
  const random = seeded(seed);
  const siege = await Siege.lay({ servers, name, say });
  const { line, watch, witnesses } = siege;
  try {
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
    for (const [i, victim] of orderOfKills(count, random).entries()) {
      await siege.moment(random, i % 4 === 3);
      await siege.kill(victim);
    }
    const last = Date.now();
    await until(
      "a drift is noticed with everything there",
      async () => (await line.mes.read("/api/v1/deviations")).some((one) => Date.parse(one.crossed_at) > last),
      90_000,
    );
    const counted = await siege.calm();
    const commands = await siege.commandsWereCarriedOutOnce();
    const deviations = await line.mes.read("/api/v1/deviations");
    const said = await witnesses.everyEventArrived();
    await witnesses.alarmsAndEpisodesAreOnRecord(said);
    await witnesses.everyPieceIsCounted(said, counted);
    const asked = await witnesses.everyCommandIsAnswered(said);
    await witnesses.nothingIsThereTwice();
    const seen = siege.seenAway.reduce((sum, one) => sum + one, 0);
    assert.ok(siege.seenAway.length === 0 || seen > 0, "the PLC was never seen to be away");
    // What is late by its rule is late every time; a busy machine may be late now and then.
    const quickest = Math.min(...siege.stale);
    assert.ok(
      siege.stale.length === 0 || quickest <= twoPollsMs + readingMs,
      `Good after the source was killed: ${siege.stale} ms`,
    );
    const away = siege.away.concat(siege.sight.blind);
    const episodes = everyEpisodeHasItsDeviation(watch.scans, away, deviations, samplingMs);
    assert.ok(episodes > 0, `it was never too hot for long enough: ${JSON.stringify(hotRuns(watch.scans))}`);
    return {
      commands: commands.length,
      unknown: commands.filter((command) => command.state === "outcome_unknown").length,
      asked,
      events: said.length,
      deviations: deviations.length,
      episodes,
      stale: siege.stale,
    };
  } finally {
    await siege.end();
  }
}
