// A whole plant for a test: `millwright up` on free ports with its data in a temporary folder, stopped by its own pid.
import { spawn, execFile } from "node:child_process";
import { mkdtemp, rm, mkdir, open } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const bin = process.env.MILLWRIGHT_BIN ?? path.join(root, "build/release/bin");
export const artefacts = path.join(root, "build/test-artefacts");
export const adminPassword = "correct horse battery";
const run = promisify(execFile);

/** Waits until `probe` returns something truthy; fails with `what` after `ms`. */
export async function until(what, probe, ms = 30_000, every = 25) {
  const deadline = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`gave up waiting until ${what}${last ? `: ${last.message}` : ""}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

function portIsFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

const lane = Number(process.env.MILLWRIGHT_TEST_LANE ?? 0); // tests that run at the same time never meet on a port
const given = new Set(); // a port that was given and is not taken yet is still free to look at

/** A base such that every port `millwright up` derives from it is free now. */
export async function freeBase() {
  for (let tries = 0; tries < 200; ++tries) {
    const base = 20_000 + 20 * (300 * lane + Math.floor(Math.random() * 300));
    if (given.has(base)) continue;
    given.add(base);
    const ports = [0, 1, 2, 10, 11, 12, 13].map((offset) => base + offset);
    if ((await Promise.all(ports.map(portIsFree))).every(Boolean)) return base;
  }
  throw new Error("no free block of ports");
}

/** HTTP with a session; answers are {status, body}. */
export class Api {
  constructor(url) {
    this.url = url;
  }
  async login(user = "admin", password = adminPassword) {
    const answer = await this.post("/api/v1/session", { user, password });
    if (answer.status !== 200) throw new Error(`login: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.token = answer.body.token;
    return this;
  }
  async request(method, target, body, headers = {}) {
    const response = await fetch(this.url + target, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body !== undefined ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    let parsed = text;
    if (response.headers.get("content-type")?.includes("json") && text) parsed = JSON.parse(text);
    return { status: response.status, body: parsed, headers: response.headers };
  }
  get(target) {
    return this.request("GET", target);
  }
  post(target, body = {}) {
    return this.request("POST", target, body);
  }
  /** The body of a GET that must succeed. */
  async read(target) {
    const answer = await this.get(target);
    if (answer.status !== 200) throw new Error(`GET ${target}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

export class Line {
  /**
   * Options: bus, database (URLs), plant, data (kept if given), env, speed (of the line, in real times).
   * Returns when the ready line has come.
   */
  static async start(options = {}) {
    const line = new Line();
    line.keepData = options.data !== undefined;
    line.data = options.data ?? (await mkdtemp(path.join(tmpdir(), "millwright-line-")));
    line.base = options.base ?? (await freeBase());
    const args = [
      "up",
      options.plant ?? path.join(root, "plants/bottling"),
      "--data",
      line.data,
      "--ports",
      `${line.base}`,
    ];
    if (options.bus) args.push("--bus", options.bus);
    if (options.database) args.push("--database", options.database);
    if (options.speed) args.push("--line-speed", `${options.speed}`);
    await mkdir(artefacts, { recursive: true });
    line.logFile = path.join(artefacts, `${options.name ?? "line"}.log`);
    const log = await open(line.logFile, "w");
    line.process = spawn(path.join(bin, "millwright"), args, {
      cwd: root,
      env: { ...process.env, MILLWRIGHT_ADMIN_PASSWORD: adminPassword, ...options.env },
      stdio: ["ignore", "pipe", log.fd],
    });
    await log.close();
    line.exited = new Promise((resolve) => {
      line.process.once("exit", (code, signal) => resolve({ code, signal }));
      line.process.once("error", (error) => resolve({ code: error.message, signal: null }));
    });
    line.stdout = "";
    line.process.stdout.on("data", (chunk) => (line.stdout += chunk));
    try {
      await Promise.race([
        until("the plant is ready", () => /^ready .*$/m.test(line.stdout), 60_000),
        line.exited.then(({ code }) => {
          throw new Error(`millwright up ended with ${code} before it was ready; see ${line.logFile}\n${line.stdout}`);
        }),
      ]);
    } catch (error) {
      await line.stop();
      throw error;
    }
    line.readyLine = line.stdout.match(/^ready .*$/m)[0];
    const url = (name) => line.readyLine.match(new RegExp(`${name}=(\\S+)`))[1];
    line.operator = await new Api(url("operator")).login();
    line.mes = await new Api(url("mes")).login();
    line.opcua = url("opcua");
    return line;
  }

  /** Adds a user by the command line; passwordOf(name) is the password. */
  async addUser(name, roles) {
    const adding = run(path.join(bin, "millwright"), [
      "user",
      "add",
      name,
      "--roles",
      roles.join(","),
      "--data",
      this.data,
    ]);
    adding.child.stdin.end(`${this.passwordOf(name)}\n`);
    await adding;
  }
  passwordOf(name) {
    return `${name} has a password`;
  }
  async fault(name, on) {
    await run(path.join(bin, "millwright"), ["plc", "fault", name, on ? "on" : "off", "--ports", `${this.base}`]);
  }
  async tag(tagPath) {
    return (await this.operator.read(`/api/v1/tags?under=${tagPath}`)).find((tag) => tag.path === tagPath);
  }
  command(equipment, command, parameters, reason = "test") {
    return this.operator.post("/api/v1/commands", {
      equipment,
      command,
      ...(parameters ? { parameters } : {}),
      reason,
    });
  }
  /** Processes that `up` started: [{pid, name}]. */
  async children() {
    const { stdout } = await run("ps", ["--ppid", `${this.process.pid}`, "-o", "pid=,comm="]);
    return stdout
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((row) => row.trim().split(/\s+/))
      .map(([pid, name]) => ({ pid: Number(pid), name }));
  }
  /** SIGTERM, then the exit code. */
  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill("SIGTERM");
    const ended = await this.exited;
    if (!this.keepData) await rm(this.data, { recursive: true, force: true });
    return ended;
  }
}
