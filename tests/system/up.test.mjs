// `millwright up` as a person meets it: the ready line, what answers behind it, a first password, a killed child, an
// end within ten seconds, and the same installation again; and why it does not start.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import WebSocket from "ws";
import { Api, Line, adminPassword, bin, root, until } from "../support/line.mjs";

const everybody = /^(GET \/(health\/(live|ready)|metrics|api\/openapi\.json|api\/v1\/links)|POST \/api\/v1\/session)$/;

/** The program `millwright`, to its end. */
function millwright(args, env = {}) {
  return new Promise((resolve) =>
    execFile(
      path.join(bin, "millwright"),
      args,
      { timeout: 60_000, env: { ...process.env, ...env } },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, out: stdout + stderr, stdout }),
    ),
  );
}

function status(url, protocols = []) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols);
    socket.on("open", () => {
      socket.close();
      resolve(101);
    });
    socket.on("unexpected-response", (_, response) => {
      response.resume();
      resolve(response.statusCode);
    });
    socket.on("error", reject);
  });
}

describe("a plant that is up", { timeout: 180_000 }, () => {
  let data, line, backup, backedUpUntil;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-up-"));
    line = await Line.start({ name: "up", data });
  });
  after(async () => {
    await line?.stop();
    await rm(data, { recursive: true, force: true });
  });
  const both = () => [line.operator, line.mes];

  test("it says once where everything is, at the ports that follow from --ports", () => {
    const at = (offset) => `127.0.0.1:${line.base + offset}`;
    const wanted = `ready operator=http://${at(0)} mes=http://${at(1)} opcua=opc.tcp://${at(2)}`;
    assert.deepEqual(line.stdout.match(/^ready .*$/gm), [wanted]);
  });

  test("pages, health, metrics and OpenAPI answer for both applications", async () => {
    for (const api of both()) {
      const stranger = new Api(api.url);
      for (const target of ["/", "/health/live", "/health/ready"])
        assert.equal((await stranger.get(target)).status, 200, target);
      assert.match((await stranger.get("/metrics")).body, /^millwright_\w+(\{.*\})? [\d.e+-]+$/m);
      assert.match((await stranger.read("/api/openapi.json")).openapi, /^3\./);
    }
  });

  test("no route of the OpenAPI is for strangers, but those that must be", async () => {
    for (const api of both()) {
      const stranger = new Api(api.url);
      const { paths } = await stranger.read("/api/openapi.json");
      assert.ok(Object.keys(paths).length > 8, Object.keys(paths).join(" "));
      for (const [target, operations] of Object.entries(paths))
        for (const method of Object.keys(operations).map((one) => one.toUpperCase())) {
          if (everybody.test(`${method} ${target}`)) continue;
          const answer = await stranger.request(
            method,
            target.replace(/\{\w+\}/g, "x"),
            method === "GET" ? undefined : {},
          );
          assert.equal(answer.status, 401, `${method} ${target}`);
        }
      assert.equal(await status(`${api.url.replace("http", "ws")}/api/v1/live`), 401, "the live socket");
    }
  });

  test("three orders are there, one of them running", async () => {
    const states = (await line.mes.read("/api/v1/orders")).map((order) => order.state);
    assert.deepEqual(states.sort(), ["Ready", "Running", "Waiting"]);
  });

  test("a command and a sign-in leave a row in the audit trail", async () => {
    await until("the line runs", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
    const answer = await line.command("line1/filler", "set_speed", { value: 190 }, "for the audit trail");
    assert.equal(answer.body.state, "accepted", JSON.stringify(answer.body));
    const rows = await line.operator.read("/api/v1/audit?limit=1000");
    const text = (row) => JSON.stringify(row);
    assert.ok(
      rows.some((row) => row.user === "admin" && text(row).includes("for the audit trail")),
      rows.map(text).join(),
    );
    for (const api of both())
      assert.ok((await api.read("/api/v1/audit?limit=1000")).some((row) => row.action.startsWith("session.")));
  });

  test("a second plant on its ports, or one that is not there, is refused by name and disturbs nothing", async () => {
    const other = path.join(data, "other");
    const up = (...args) => millwright(["up", ...args]);
    const taken = await up(path.join(root, "plants/bottling"), "--data", other, "--ports", `${line.base}`);
    assert.ok(taken.code > 0, `${taken.code}`);
    assert.match(taken.out, new RegExp(`\\b${line.base}\\b`));
    const nowhere = await up(path.join(root, "plants/nowhere"), "--data", other);
    assert.ok(nowhere.code > 0, `${nowhere.code}`);
    assert.match(nowhere.out, /nowhere/);
    for (const api of both()) assert.equal((await api.get("/health/ready")).status, 200);
  });

  test("history is verified and copied while it runs; a copy cannot take its place meanwhile", async () => {
    const verified = await millwright(["history", "verify", "--data", data]);
    assert.equal(verified.code, 0, verified.out);
    assert.match(verified.out, /^\d+ tags, \d+ chunks, \d+ samples in [\d.]+ MB: no fault$/m);
    const copy = (password) =>
      millwright(["history", "backup", "noon", "--ports", `${line.base}`], { MILLWRIGHT_PASSWORD: password });
    const stranger = await copy("not the password");
    assert.equal(stranger.code, 1);
    assert.match(stranger.out, /401/);
    const made = await copy(adminPassword);
    assert.equal(made.code, 0, made.out);
    backup = made.stdout.trim();
    assert.equal((await millwright(["history", "verify", "--folder", backup])).code, 0);
    const again = await copy(adminPassword);
    assert.equal(again.code, 1, "nothing is written over");
    const restored = await millwright(["history", "restore", backup, "--data", data]);
    assert.equal(restored.code, 1);
    assert.match(restored.out, /stop SCADA first/);
    backedUpUntil = new Date().toISOString();
  });

  test("every child logs into one stream with its name, and a killed one is back within five seconds", async () => {
    const log = await readFile(line.logFile, "utf8");
    for (const name of ["plc", "scada", "bridge", "mes", "up"])
      assert.match(log, new RegExp(`^\\S+Z \\w+ +${name} `, "m"));
    for (const child of await line.children()) {
      process.kill(child.pid, "SIGKILL");
      await until(
        `${child.name} is back`,
        async () => (await line.children()).some(({ name, pid }) => name === child.name && pid !== child.pid),
        5_000,
      );
    }
    for (const api of both())
      await until("it is ready again", async () => (await api.get("/health/ready")).status === 200, 15_000);
  });

  test("it ends within ten seconds, and comes up again with the same people", async () => {
    const children = await line.children();
    const asked = Date.now();
    assert.deepEqual(await line.stop(), { code: 0, signal: null });
    assert.ok(Date.now() - asked < 10_000, `${Date.now() - asked} ms`);
    for (const { pid, name } of children) assert.throws(() => process.kill(pid, 0), { code: "ESRCH" }, name);
    const restored = await millwright(["history", "restore", backup, "--data", data]);
    assert.equal(restored.code, 0, restored.out);
    assert.match(restored.out, /^restored to /m);
    line = await Line.start({ name: "up-again", data, base: line.base }); // signs in as before
    const { samples } = await line.operator.read(
      `/api/v1/history?tag=line1/mixer/level&from=${new Date(Date.now() - 600_000).toISOString()}`,
    );
    assert.ok(samples[0].time < backedUpUntil, "what was copied is there");
    assert.equal((await line.mes.read("/api/v1/orders")).length, 3, "nothing is preloaded twice");
  });
});
