// Bad input from outside: a plant with ten faults, wrong bodies, unknown names, no or too small rights, too much of
// everything. Each gets a clear, located answer; nothing crashes, nothing is written.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Api, Line, bin, root, until } from "../support/line.mjs";

/** [file, text there, what somebody made of it, what the message must name]. One fault each. */
const faults = [
  ["plant.yaml", "    limit: high\n", "    limit: hihg\n", /hihg/],
  ["plant.yaml", "protocol: modbus_tcp", "protocol: modbus_udp", /modbus_udp/],
  ["plant.yaml", "line1/stop: {min_interval: 5s}", "line1/halt: {min_interval: 5s}", /halt/],
  ["line.yaml", "labeller: {type: packing_machine", "labeller: {type: packing_machin", /packing_machin/],
  ["types/mixer.yaml", "range: [0, 350]", "range: [350, 0]", /range|350/],
  ["types/filler.yaml", "unit: bar", "unit: baar", /baar/],
  ["types/pasteurizer.yaml", "deadband: 0.5, delay: 2s,", "deadband: 0.5, dealy: 2s,", /dealy/],
  ["types/pasteurizer.yaml", "- {require: not steam_shut,", "- {require: not steam_shot,", /steam_shot/],
  [
    "types/palletizer.yaml",
    "address: {register: 30, encoding: uint32}",
    "address: {register: 31, encoding: uint32}",
    /31|block/,
  ],
  ["types/conveyors.yaml", "encoding: uint32", "encoding: uint23", /uint23/],
];

function check(folder) {
  return new Promise((resolve) =>
    execFile(path.join(bin, "millwright"), ["check", folder], (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, lines: stdout.split("\n").filter(Boolean), stderr }),
    ),
  );
}

describe("a plant file with faults", () => {
  let folder;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "millwright-faults-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test("the bottling plant has none", async () => {
    const { code, lines, stderr } = await check(path.join(root, "plants/bottling"));
    assert.deepEqual([code, lines], [0, []], stderr);
  });

  test("ten different faults are ten messages, each at its file and line", async () => {
    const plant = path.join(folder, "ten");
    await cp(path.join(root, "plants/bottling"), plant, { recursive: true });
    const places = [];
    for (const [file, from, to, names] of faults) {
      const whole = await readFile(path.join(plant, file), "utf8");
      const at = whole.indexOf(from);
      assert.ok(at >= 0, `${file} has no “${from}” any more`);
      await writeFile(path.join(plant, file), whole.slice(0, at) + to + whole.slice(at + from.length));
      const lead = from.length - from.trimStart().length;
      places.push({ at: `${file}:${whole.slice(0, at + lead).split("\n").length}`, names });
    }
    const { code, lines } = await check(plant);
    assert.equal(code, 1);
    for (const line of lines) assert.match(line, /^\S+:\d+: \S.*/);
    for (const { at, names } of places) {
      const found = lines.filter((line) => line.includes(`${at}: `));
      assert.ok(
        found.some((line) => names.test(line)),
        `nothing is said of ${at}:\n${lines.join("\n")}`,
      );
    }
    assert.equal(lines.length, faults.length, lines.join("\n"));
  });
});

describe("bad requests to a running plant", () => {
  let line, quinn, strangers, written;
  before(async () => {
    line = await Line.start({ name: "peer-bad-input" });
    await line.addUser("quinn", ["quality"]);
    quinn = {
      operator: await new Api(line.operator.url).login("quinn", line.passwordOf("quinn")),
      mes: await new Api(line.mes.url).login("quinn", line.passwordOf("quinn")),
    };
    strangers = [new Api(line.operator.url), new Api(line.mes.url)];
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
    written = await record();
  });
  after(() => line?.stop());

  /** Everything that a request that was not accepted must leave as it is. */
  async function record() {
    const acts = (rows) =>
      rows.filter((row) => !row.action.startsWith("session.") && row.outcome === "accepted").length;
    return {
      pids: (await line.children()).map(({ pid }) => pid).sort(),
      commands: (await line.operator.read("/api/v1/commands?limit=1000")).filter(({ state }) => state !== "rejected")
        .length,
      orders: await line.mes.read("/api/v1/orders").then((orders) => orders.map(({ id, state }) => `${id} ${state}`)),
      authority: await line.operator.read("/api/v1/authority"),
      acts: [
        acts(await line.operator.read("/api/v1/audit?limit=1000")),
        acts(await line.mes.read("/api/v1/audit?limit=1000")),
      ],
    };
  }
  async function refused(answer, status, naming) {
    const { status: got, body } = await answer;
    assert.equal(got, status, JSON.stringify(body));
    assert.equal(typeof body?.error?.code, "string", JSON.stringify(body));
    if (naming) assert.match(body.error.message, naming);
  }

  test("a wrong body is a 400 that names the field", async () => {
    const command = (body) => line.operator.post("/api/v1/commands", body);
    await refused(command("{not json"), 400);
    await refused(command("[]"), 400, /object/);
    await refused(command({ command: "start" }), 400, /equipment/);
    await refused(command({ equipment: 7, command: "start" }), 400, /equipment/);
    await refused(command({ equipment: "line1/filler", command: "start", sped: 1 }), 400, /sped/);
    await refused(
      command({ equipment: "line1/filler", command: "set_speed", parameters: { value: "fast" } }),
      400,
      /value/,
    );
    await refused(command({ equipment: "line1/filler", command: "set_speed", parameters: {} }), 400, /value/);
    await refused(command({ equipment: "line1/filler", command: "start", not_after: "soon" }), 400, /not_after/);
    await refused(command({ equipment: "line1/filler", command: "start", id: "1" }), 400, /id/);
    await refused(
      line.operator.post("/api/v1/authority", { equipment: "line1/filler", authority: "mine" }),
      400,
      /authority/,
    );
    const order = (body) => line.mes.post("/api/v1/orders", body);
    await refused(order({ quantity: 10, equipment: "line1" }), 400, /material/);
    await refused(order({ material: "ORANGE-500", quantity: "many", equipment: "line1" }), 400, /quantity/);
    await refused(order({ material: "ORANGE-500", quantity: 1e30, equipment: "line1" }), 400, /quantity/);
    await refused(order({ material: "ORANGE-500", quantity: -5, equipment: "line1" }), 400, /quantity/);
    await refused(order({ material: "LEMON", quantity: 10, equipment: "line1" }), 400, /material|LEMON/);
    await refused(order({ material: "ORANGE-500", quantity: 10, equipment: "line1", due: "later" }), 400, /due/);
  });

  test("a wrong question is a 400 that names the parameter", async () => {
    await refused(line.operator.get("/api/v1/tags?undre=line1"), 400, /undre/);
    await refused(line.operator.get("/api/v1/history"), 400, /tag/);
    await refused(line.operator.get("/api/v1/history?tag=line1/filler/pressure&from=then"), 400, /from/);
    await refused(line.operator.get("/api/v1/history?tag=line1/filler/pressure&buckets=-1"), 400, /buckets/);
    await refused(line.operator.get("/api/v1/commands?limit=all"), 400, /limit/);
    await refused(line.operator.get("/api/v1/alarms?state=loud"), 400, /state/);
  });

  test("what is not there is a 404", async () => {
    await refused(line.operator.get("/api/v1/tags?under=line1/filler/presure"), 404, /presure/);
    await refused(line.operator.get("/api/v1/history?tag=line9/x"), 404, /line9/);
    await refused(line.operator.post("/api/v1/commands", { equipment: "line1/oven", command: "start" }), 404, /oven/);
    await refused(
      line.operator.post("/api/v1/commands", { equipment: "line1/filler", command: "explode" }),
      404,
      /explode/,
    );
    await refused(line.operator.post("/api/v1/alarms/no%2Fsuch/acknowledge"), 404);
    await refused(line.operator.get("/api/v1/nothing"), 404);
    await refused(line.mes.get("/api/v1/orders/none"), 404, /none/);
    await refused(line.mes.post("/api/v1/orders/none/release"), 404, /none/);
    await refused(line.mes.get("/api/v1/lots/none/genealogy"), 404);
    await refused(line.mes.get("/api/v1/deviations/none"), 404);
  });

  test("without a token, or with a forged one, there is nothing", async () => {
    const [header, payload] = line.operator.token.split(".");
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    const forged = [
      `${none}.${payload}.`,
      `${header}.${payload}.${"A".repeat(86)}`,
      "nonsense",
      `${line.operator.token}x`,
    ];
    for (const stranger of strangers) {
      for (const target of ["/api/v1/system", "/api/v1/session", "/api/v1/audit"])
        await refused(stranger.get(target), 401);
      await refused(
        stranger.post("/api/v1/orders", { material: "ORANGE-500", quantity: 1, equipment: "line1" }),
        stranger.url === line.mes.url ? 401 : 404,
      );
      for (const token of forged)
        await refused(stranger.request("GET", "/api/v1/system", undefined, { authorization: `Bearer ${token}` }), 401);
    }
    await refused(strangers[0].post("/api/v1/commands", { equipment: "line1", command: "stop" }), 401);
  });

  test("without the role it is a 403, or rejected as not permitted", async () => {
    await refused(quinn.mes.post("/api/v1/orders", { material: "ORANGE-500", quantity: 1, equipment: "line1" }), 403);
    await refused(quinn.mes.post("/api/v1/orders/ERP-4712/start"), 403);
    await refused(quinn.operator.post("/api/v1/alarms/line1%2Ffiller%2Fpressure%2Flow/acknowledge"), 403);
    await refused(quinn.operator.get("/api/v1/audit"), 403);
    const command = await quinn.operator.post("/api/v1/commands", { equipment: "line1/filler", command: "stop" });
    assert.equal(command.status, 200);
    assert.deepEqual([command.body.state, command.body.reason], ["rejected", "not_permitted"]);
  });

  test("too much is refused: body, header, depth, and a method that is not there", async () => {
    const huge = JSON.stringify({ equipment: "line1/filler", command: "start", reason: "x".repeat(3 << 20) });
    for (const api of [line.operator, line.mes]) {
      const target = api === line.operator ? "/api/v1/commands" : "/api/v1/orders";
      // The server may close before all was sent: then there is no answer to read, and that is a refusal too.
      const answer = await api
        .post(target, huge)
        .catch((error) => ({ status: 413, body: { error: { code: error.message } } }));
      assert.equal(answer.status, 413, JSON.stringify(answer.body));
      await refused(api.post(target, "[".repeat(100_000)), 400);
      const { status } = await api.request("DELETE", target);
      assert.equal(status, 405);
    }
  });

  test("bytes that are no HTTP close their own connection alone", async () => {
    for (const api of [line.operator, line.mes]) {
      const { port } = new URL(api.url);
      for (const bytes of [
        "\u0000\u0001\u0002\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "POST /api/v1/session HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      ])
        await new Promise((resolve, reject) => {
          const socket = connect(Number(port), "127.0.0.1", () => socket.write(bytes));
          socket.setTimeout(20_000, () => reject(new Error("the connection was left open")));
          socket
            .on("data", () => undefined)
            .on("error", resolve)
            .on("close", resolve);
        });
      assert.equal((await api.get("/health/live")).status, 200);
    }
  });

  test("a rejected command is on record, and nothing else was written by all of this", async () => {
    const now = await record();
    assert.deepEqual(now, written);
    const [rejected] = await line.operator.read("/api/v1/commands?limit=1");
    assert.deepEqual([rejected.requester, rejected.state], ["quinn", "rejected"]);
  });
});
