// No event is lost, and none has its effect twice: held against two witnesses that the system does not know of. One is
// a trigger in the bridge's database and one in the MES's, keeping what their outboxes were ever given
// (support/witness.mjs); the other is the PLC, watched by Modbus.
import assert from "node:assert/strict";
import path from "node:path";
import { until } from "../support/line.mjs";
import { nanoseconds, openStore, testimony } from "../support/witness.mjs";

const limit = 80;
const ruleMs = 2000;
const modules = {
  "millwright.state.v1": ["equipment"],
  "millwright.count.v1": ["equipment", "orders", "genealogy"],
  "millwright.threshold.v1": ["quality"],
  "millwright.alarm.v1": ["quality"],
  "millwright.samples.v1": ["quality"],
  "millwright.command.result.v1": ["workflow"],
};

export class Witnesses {
  static async call(line, database) {
    const all = new Witnesses();
    all.line = line;
    all.bridge = openStore(path.join(line.data, "bridge", "bridge.db"));
    all.mes = openStore(database ?? path.join(line.data, "mes", "mes.db"));
    await all.bridge.witness("outbox_bridge_outbox");
    await all.mes.witness("outbox_mes");
    return all;
  }

  /** Everything the bridge committed until now is in the inbox of each module that listens to it. */
  async everyEventArrived() {
    const said = await testimony(this.bridge);
    assert.ok(said.length > 20, `the bridge committed ${said.length} events only`);
    const ids = said.map((one) => one.id);
    assert.equal(new Set(ids).size, ids.length, "the bridge committed an id twice");
    for (const { type } of said) assert.ok(modules[type], `nobody is known to listen to ${type}`);
    for (const module of new Set(Object.values(modules).flat())) {
      const wanted = said.filter(({ type }) => modules[type].includes(module));
      let missing;
      await until(
        `the MES's ${module} has taken ${wanted.length} events`,
        async () => {
          const taken = new Set((await this.mes.query(`select id from inbox_mes_${module}`)).map(({ id }) => id));
          missing = wanted.filter(({ id, event }) => !taken.has(`${event.source}|${id}`));
          return missing.length === 0;
        },
        30_000,
        500,
      ).catch((error) => assert.fail(`${error.message}: lost ${missing.map(({ type, id }) => `${type} ${id}`)}`));
    }
    return said;
  }

  /** Each alarm's state is on record, each episode has one deviation, and each raising of it was told there once. */
  async alarmsAndEpisodesAreOnRecord(said) {
    const of = (type) => said.filter((one) => one.type === type).map(({ event }) => event.data);
    const alarms = await this.mes.query('select alarm, state, cast("time" as text) as at from mes_alarm');
    const known = new Set(alarms.map(({ alarm, state, at }) => `${alarm} ${state} ${at}`));
    for (const { alarm, state, time } of of("millwright.alarm.v1"))
      assert.ok(known.has(`${alarm} ${state} ${nanoseconds(time)}`), `${alarm} ${state} of ${time} is not on record`);

    const key = ({ rule, equipment, episode }) => `${rule}|${equipment}|${episode}`;
    const thresholds = of("millwright.threshold.v1");
    const raisings = thresholds.filter(({ active }) => active).map(key);
    const raised = new Set(raisings); // an episode may be raised anew: after a restart, or from live values
    const cleared = new Set(thresholds.filter(({ active }) => !active).map(key));
    const episodes = await this.mes.query("select episode, deviation, cleared_at from mes_episode");
    for (const one of raised) {
      const found = episodes.filter(({ episode }) => episode === one);
      assert.equal(found.length, 1, `${one} is on record ${found.length} times`);
      assert.ok(found[0].deviation, `${one} has no deviation`);
      assert.equal(found[0].cleared_at > 0, cleared.has(one), `the end of ${one}`);
    }
    const [{ told }] = await this.mes.query(
      "select count(*) as told from mes_deviation_action where what like 'raised%'",
    );
    assert.equal(told, raisings.length, "each raising was told once");
  }

  /** With the line stopped: the order counts what the bridge said, once, and the bridge said what the PLC counts. */
  async everyPieceIsCounted(said, counted) {
    const [order] = (await this.line.mes.read("/api/v1/orders")).filter(({ state }) => state === "Running");
    for (const [counter, column] of [
      ["line1/palletizer/good_count", "good"],
      ["line1/filler/reject_count", "scrap"],
    ]) {
      const readings = said
        .filter(({ type }) => type === "millwright.count.v1")
        .map(({ event }) => event.data)
        .filter((data) => data.quality === "Good" && `${data.equipment}/${data.counter}` === counter)
        .sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
      // What the MES heard before the witness came: some of it, it may be, before the order began.
      const witnessed = BigInt(nanoseconds(readings[0]?.time ?? "9999-01-01T00:00:00Z"));
      const early = (
        await this.mes.query(
          `select reading, cast("time" as text) as at from mes_order_reading where counter = '${counter}'`,
        )
      )
        .map(({ reading, at }) => ({ count: Number(reading), at: BigInt(at) }))
        .filter(({ at }) => at < witnessed)
        .sort((a, b) => (a.at < b.at ? -1 : 1));
      let last = early[0]?.count ?? 0;
      let pieces = 0;
      for (const { count, at } of [
        ...early,
        ...readings.map((one) => ({ ...one, at: BigInt(nanoseconds(one.time)) })),
      ]) {
        const made = count >= last ? count - last : count; // a reading below the one before: the PLC began anew
        if (at >= BigInt(nanoseconds(order.started))) pieces += made; // what was before is of no order
        last = count;
      }
      assert.equal(last, counted[column], `the last word of ${counter}`);
      assert.equal(order[column], pieces, `${column} of ${order.id}`);
    }
  }

  /** Each command that the MES committed reached the bridge once, and its end was told once and reached the MES. */
  async everyCommandIsAnswered(said) {
    const told = (await testimony(this.mes)).filter(({ channel }) => channel === "commands");
    const results = said.filter(({ type }) => type === "millwright.command.result.v1").map(({ event }) => event.data);
    const taken = new Map(
      (await this.bridge.query("select id, finished_at from commands")).map((row) => [row.id, row]),
    );
    const answers = await this.mes.query("select id, result from mes_workflow_command");
    assert.equal(new Set(told.map(({ event }) => event.data.id)).size, told.length, "a command was committed twice");
    for (const { event } of told) {
      const { id } = event.data;
      assert.ok(taken.get(id)?.finished_at > 0, `the bridge has no end of command ${id}`);
      const ends = results.filter((result) => result.id === id);
      assert.equal(ends.length, 1, `the end of command ${id} was told ${ends.length} times`);
      assert.equal(answers.find((row) => row.id === id)?.result, ends[0].state, `what the MES knows of ${id}`);
    }
    return told.length;
  }

  async nothingIsThereTwice() {
    for (const [table, columns] of [
      ["mes_lot", "line, kind, run, number"],
      ["mes_deviation", "rule, equipment, crossed_at"],
      ["mes_workflow", "deviation"],
      ["mes_task", "kind, deviation, lot"],
      ["mes_workflow_command", "workflow, leg"],
    ])
      assert.deepEqual(
        await this.mes.query(
          `select ${columns}, count(*) as times from ${table} group by ${columns} having count(*) > 1`,
        ),
        [],
        `${table} has something twice`,
      );
    const deviations = (await this.line.mes.read("/api/v1/deviations")).sort(
      (a, b) => Date.parse(a.opened_at) - Date.parse(b.opened_at),
    );
    for (let i = 1; i < deviations.length; ++i)
      assert.ok(
        Date.parse(deviations[i].opened_at) >= Date.parse(deviations[i - 1].cleared_at),
        "one deviation of a unit begins before the one before it is over",
      );
  }
}

/** [{from, to}] in which the PLC's scans were too hot without a break, as it was watched. */
export function hotRuns(scans) {
  const runs = [];
  let last;
  for (const { scanTime, temperature } of scans) {
    const joins = last && scanTime >= last.scanTime && scanTime - last.scanTime < 350;
    if (temperature > limit && joins && last.temperature > limit) runs.at(-1).to = scanTime;
    else if (temperature > limit) runs.push({ from: scanTime, to: scanTime });
    last = { scanTime, temperature };
  }
  return runs;
}

/**
 * Every time for which the PLC's product was too hot for longer than the rule's two seconds (and `marginMs`), with
 * SCADA and bridge there and the value Good, has its deviation. `away` is when that was not so: [{from, to}].
 */
export function everyEpisodeHasItsDeviation(scans, away, deviations, marginMs) {
  let episodes = 0;
  for (const run of hotRuns(scans)) {
    const breaks = away.filter(({ from, to }) => from < run.to && to > run.from).sort((a, b) => a.from - b.from);
    let from = run.from;
    for (const gap of [...breaks, { from: run.to, to: run.to }]) {
      if (gap.from - from >= ruleMs + marginMs) {
        ++episodes;
        const found = deviations.some(
          (one) =>
            Date.parse(one.opened_at) <= gap.from && (!one.cleared_at || Date.parse(one.cleared_at) >= from + ruleMs),
        );
        const between = [from, gap.from].map((ms) => new Date(ms).toISOString());
        assert.ok(found, `too hot from ${between[0]} to ${between[1]}, and no deviation tells of it`);
      }
      from = Math.max(from, gap.to);
    }
  }
  return episodes;
}
