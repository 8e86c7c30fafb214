// What a foreign AMQP client (amqplib) sees on the bus, with an own queue bound to everything: CloudEvents 1.0 that
// validate against the published schemas; and a production service written by somebody else that takes part.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import formats from "ajv-formats";
import amqp from "amqplib";
import { startRabbitmq } from "../support/backends.mjs";
import { Line, root, until } from "../support/line.mjs";

const words = {
  threshold: "threshold",
  alarm: "alarm",
  state: "state",
  count: "count",
  samples: "samples",
  command: "command",
  "command.result": "result",
  job: "job",
  order: "order",
  lot: "lot",
  quality: "quality",
};

async function validators() {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  formats(ajv);
  const folder = path.join(root, "lib/contracts/schemas");
  const all = new Map();
  for (const file of await readdir(folder))
    all.set(file.replace(/\.json$/, ""), ajv.compile(JSON.parse(await readFile(path.join(folder, file)))));
  return all;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { type: "unreadable" };
  }
}

/** Everything that passes an exchange from now on: [{key, properties, event}]. */
async function tap(channel, exchange) {
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, exchange, "#");
  const seen = [];
  await channel.consume(
    queue,
    ({ content, fields, properties }) =>
      seen.push({ key: fields.routingKey, properties, event: parsed(content), text: content.toString() }),
    { noAck: true },
  );
  return seen;
}

describe("amqplib on the bus", () => {
  let folder, rabbit, line, connection, events, commands, valid;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "millwright-amqp-"));
    valid = await validators();
    rabbit = await startRabbitmq(folder);
    line = await Line.start({ name: "peer-amqp", bus: rabbit.url });
    connection = await amqp.connect(rabbit.url);
    const channel = await connection.createChannel();
    events = await tap(channel, "millwright.events");
    commands = await tap(channel, "millwright.commands");
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  });
  after(async () => {
    await connection?.close();
    await line?.stop();
    await rabbit?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const some = (type, wanted = () => true) =>
    events.concat(commands).find(({ event }) => event.type === `millwright.${type}.v1` && wanted(event.data));
  const deviations = () => line.mes.read("/api/v1/deviations");

  /** Everything seen until now is well-formed: envelope, schema, routing key, AMQP properties. */
  function checkAll() {
    for (const { key, properties, event, text } of events.concat(commands)) {
      const check = valid.get(event.type);
      assert.ok(check, `there is no schema for ${event.type}`);
      assert.ok(check(event), `${event.type}: ${JSON.stringify(check.errors, null, 1)}\n${text}`);
      assert.equal(event.specversion, "1.0");
      assert.equal(properties.contentType, "application/cloudevents+json");
      assert.equal(properties.messageId, event.id);
      assert.equal(properties.type, event.type);
      assert.equal(properties.deliveryMode, 2, "persistent");
      const [first, ...rest] = event.subject.split("/");
      const word = words[event.type.replace(/^millwright\.(.*)\.v1$/, "$1")];
      assert.equal(key, [first, rest.length ? rest.join(".") : first, word].join("."), event.subject);
    }
    const own = events.filter(({ event }) => event.source.startsWith("/millwright"));
    const ids = own.map(({ event }) => `${event.source}|${event.id}`);
    assert.equal(new Set(ids).size, ids.length, "an id is there twice though nothing was killed");
  }

  test("a running line says counts, states and samples, each by its schema", async () => {
    await line.command("line1/filler", "stop");
    for (const type of ["count", "samples", "state"]) await until(`${type} events come`, () => some(type), 30_000);
    await until(
      "the filler's stop is told",
      () => some("state", (data) => data.equipment === "line1/filler" && data.state === "Stopped"),
      20_000,
    );
    await line.command("line1/filler", "start");
    checkAll();
  });

  test("a service that knows only the schemas opens a deviation, and starts no command", async () => {
    const home = path.join(folder, "production_service");
    await mkdir(home);
    await copyFile(path.join(root, "examples/production_service/service.mjs"), path.join(home, "service.mjs"));
    await symlink(path.join(root, "tests/node_modules"), path.join(home, "node_modules"));
    // A limit below the recipe's 76 °C: the temperature of a sound line is beyond it.
    const service = spawn(process.execPath, [path.join(home, "service.mjs"), rabbit.url, "70"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => service.once("exit", resolve));
    try {
      const found = await until(
        "its deviation is open",
        async () => (await deviations()).find((one) => one.limit_value === 70),
        40_000,
      );
      assert.equal(found.rule, "HIGH_TEMP");
      assert.equal(found.equipment, "line1/pasteurizer");
      assert.equal(found.recovered, true);
      await until("the MES tells it on the bus", () => some("quality", (data) => data.deviation === found.id));
      const held = await until("what was in the pasteurizer is held", async () => {
        const lots = await line.mes.read("/api/v1/holds");
        return lots.length > 0 && lots;
      });
      assert.ok(held.every((lot) => lot.disposition === "held"));
      checkAll();
      assert.deepEqual(commands, [], "recovered events command nothing");
      const workflows = await line.mes.read("/api/v1/workflows");
      assert.equal(workflows.find((one) => one.deviation === found.id).step, "recorded");
    } finally {
      service.kill("SIGTERM");
      await ended;
    }
  });

  test("a message that is no event goes to the dead letters, and what comes after it is taken", async () => {
    const channel = await connection.createConfirmChannel();
    const before = (await line.mes.read("/api/v1/system")).bus.dead_letters;
    for (const body of [
      "not json",
      "{}",
      '{"specversion":"1.0","id":"x","source":"/x","type":"millwright.threshold.v1","time":"then","data":{}}',
    ])
      channel.publish("millwright.events", "line1.pasteurizer.threshold", Buffer.from(body), { persistent: true });
    await channel.waitForConfirms();
    await channel.close();
    await until(
      "three dead letters",
      async () => (await line.mes.read("/api/v1/system")).bus.dead_letters === before + 3,
      30_000,
    );
    events.splice(0, events.length, ...events.filter(({ event }) => event.source?.startsWith("/millwright")));
    const last = (await line.mes.read("/api/v1/system")).last_event;
    await until("the MES goes on", async () => (await line.mes.read("/api/v1/system")).last_event > last);
  });

  test("the loop of a drift is on the bus: threshold, command, result, lot, quality", async () => {
    await line.fault("control_sensor_drift", true);
    const raised = await until(
      "the plant's own rule raises",
      () => some("threshold", (data) => data.active && !data.recovered),
      60_000,
    );
    assert.equal(raised.event.data.limit_value, 80);
    const command = await until("the MES commands", () => some("command"), 30_000);
    assert.equal(command.event.data.command, "set_temperature");
    assert.ok(Date.parse(command.event.data.not_after) > Date.parse(command.event.data.issued_at));
    await until(
      "the result is told",
      () => some("command.result", (data) => data.id === command.event.data.id && data.state === "completed"),
      30_000,
    );
    await until(
      "the alarm is told",
      () => some("alarm", (data) => data.tag === "line1/pasteurizer/temperature"),
      30_000,
    );
    await until("the lots are told", () => some("lot", (data) => data.disposition === "held"), 30_000);
    await line.fault("control_sensor_drift", false);
    checkAll();
  });

  test("a job order goes down by a command, and each of its states comes up", async () => {
    const channel = await connection.createConfirmChannel();
    const ask = async (command, job) => {
      const now = Date.now();
      const data = {
        id: randomUUID(),
        equipment: "line1",
        command,
        parameters: {},
        issued_at: new Date(now).toISOString(),
        not_after: new Date(now + 30_000).toISOString(),
        reason: "planned",
        requester: "planner",
        correlation: "order 7",
        recovered: false,
        job: { id: "J1", ...job },
      };
      const envelope = { specversion: "1.0", id: randomUUID(), source: "/planner", subject: "line1" };
      const event = { ...envelope, type: "millwright.command.v1", time: data.issued_at, data };
      channel.publish("millwright.commands", "line1.line1.command", Buffer.from(JSON.stringify(event)), {
        persistent: true,
        contentType: "application/cloudevents+json",
        messageId: event.id,
        type: event.type,
      });
      await channel.waitForConfirms();
      return (await until(`${command} has a result`, () => some("command.result", (one) => one.id === data.id))).event
        .data;
    };
    const told = (state) => until(`the job is told to be ${state}`, () => some("job", (one) => one.state === state));

    const odd = await ask("store_job", { material: "apple_05", quantity: 5, parameters: { colour: 1 } });
    assert.deepEqual([odd.state, odd.reason], ["rejected", "unknown_parameter"]);
    const order = { material: "apple_05", quantity: 5000, parameters: { filler_speed: 220 } };
    const sent = await ask("store_and_start_job", order);
    assert.deepEqual([sent.state, sent.correlation], ["completed", "order 7"]);
    const running = (await told("Running")).event.data;
    assert.deepEqual([running.job, running.material, running.quantity], ["J1", "apple_05", 5000]);
    assert.deepEqual(running.parameters, [{ name: "filler_speed", value: 220, readback: 220 }]);
    assert.equal((await ask("pause_job")).state, "completed");
    await told("Interrupted");
    const refused = await ask("start_job");
    assert.deepEqual([refused.state, refused.reason], ["rejected", "job_state"]);
    assert.equal((await ask("abort_job")).state, "completed");
    await told("Aborted");
    await until("it is cleared", async () => (await ask("clear_job")).state === "completed", 30_000, 500);
    await told("Absent");
    assert.deepEqual(await line.operator.read("/api/v1/jobs"), []);
    checkAll();
    await channel.close();
  });
});
