// Bad requests from outside: wrong bodies, unknown names, no or too small rights, too much of everything. Each gets a
// clear answer; nothing crashes, nothing is written. (Bad plant files: bad_plant.test.mjs)
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { Api, Line, until } from "../support/line.mjs";
import { Live } from "../support/live.mjs";

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

  test("a live socket answers what is no subscription with a sentence, and goes on telling", async () => {
    const live = await Live.open(line.operator, ["line1/filler"]);
    try {
      const frames = [
        ["not json", /./],
        ["[]", /object/],
        ['{"subscribe":"line1"}', /subscribe/],
        ['{"subscribe":[1]}', /subscribe/],
        ['{"subscribe":["line1/oven"]}', /oven/],
        ['{"command":"start"}', /command|subscribe/],
      ];
      for (const [frame, naming] of frames) {
        const before = live.errors.length;
        live.socket.send(frame);
        await until(`${frame} is answered`, () => live.errors.length > before);
        assert.match(live.errors.at(-1), naming);
      }
      const told = live.changes.length;
      await until("it goes on telling", () => live.changes.length > told);
      const closed = new Promise((resolve) => live.socket.once("close", resolve));
      live.socket.send(JSON.stringify({ subscribe: ["x".repeat(3 << 20)] }));
      assert.notEqual(await closed, 1000, "too much ends the socket");
    } finally {
      live.socket.terminate();
    }
  });

  test("a rejected command is on record, and nothing else was written by all of this", async () => {
    const now = await record();
    assert.deepEqual(now, written);
    const [rejected] = await line.operator.read("/api/v1/commands?limit=1");
    assert.deepEqual([rejected.requester, rejected.state], ["quinn", "rejected"]);
  });
});
