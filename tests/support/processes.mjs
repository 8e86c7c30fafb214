// The processes of a plant started one by one, as systemd would start them, on the data folder of an installation that
// `millwright up` has made before. What is not started is not there.
import { execFile, spawn } from "node:child_process";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { Api, Line, adminPassword, artefacts, bin, freeBase, root, until } from "./line.mjs";

const run = promisify(execFile);

/** Makes an installation in `data`: a plant that was up once, and is down again. */
export async function install(data, name) {
  const line = await Line.start({ data, name });
  const { code } = await line.stop();
  if (code !== 0) throw new Error(`millwright up ended with ${code}`);
}

export class Process {
  /** Its log goes into the artefacts under `label`. Returns when it printed its "listening" line, if it has one. */
  static async start(program, args, label, listens = true) {
    const one = new Process();
    await mkdir(artefacts, { recursive: true });
    const log = await open(path.join(artefacts, `${label}.log`), "a");
    one.child = spawn(path.join(bin, program), args, { cwd: root, stdio: ["ignore", "pipe", log.fd] });
    await log.close();
    one.exited = new Promise((resolve) => one.child.once("exit", (code, signal) => resolve({ code, signal })));
    one.out = "";
    one.child.stdout.on("data", (chunk) => (one.out += chunk));
    if (listens)
      await until(`${program} listens`, () => {
        if (!one.alive) throw new Error(`${program} ended: ${one.out}`);
        return /^listening /m.test(one.out);
      });
    return one;
  }
  get alive() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
  /** A port of the "listening" line. */
  port(name) {
    return Number(this.out.match(new RegExp(`\\b${name}=(\\d+)`))[1]);
  }
  async stop() {
    if (this.alive) this.child.kill("SIGTERM");
    return this.exited;
  }
}

const common = (data, name) => [
  "--plant",
  path.join(root, "plants/bottling"),
  "--data",
  path.join(data, name),
  "--shared",
  path.join(data, "shared"),
];

/** millwright-scada with free ports; `connection` is where its plc1 is. */
export async function startScada(data, name, connection, ports = { http: 0, opcua: 0 }) {
  await mkdir(path.join(data, name), { recursive: true });
  const scada = await Process.start(
    "millwright-scada",
    [
      ...common(data, name),
      "--http",
      `127.0.0.1:${ports.http}`,
      "--opcua-port",
      `${ports.opcua}`,
      "--connection",
      `plc1=${connection}`,
    ],
    path.basename(data) + "-" + name,
  );
  scada.operator = await new Api(`http://127.0.0.1:${scada.port("http")}`).login("admin", adminPassword);
  return scada;
}

/** All of a plant by hand: start("plc"), start("scada"), start("bridge"), start("mes"); stop(name) or stopAll(). */
export class ByHand {
  constructor(data) {
    this.data = data;
    this.running = new Map();
  }
  async start(name) {
    this.base ??= await freeBase();
    const { data, base } = this;
    const bus = `embedded:${path.join(data, "bus")}`;
    const label = `${path.basename(data)}-${name}`;
    const starters = {
      plc: () =>
        Process.start("millwright-plc", ["--modbus-port", `${base + 10}`, "--service-port", `${base + 13}`], label),
      scada: () => startScada(data, "scada", `127.0.0.1:${base + 10}`, { http: base, opcua: base + 2 }),
      bridge: () =>
        Process.start(
          "millwright-bridge",
          [...common(data, "bridge"), "--opcua", `opc.tcp://127.0.0.1:${base + 2}`, "--bus", bus],
          label,
          false,
        ),
      mes: () =>
        Process.start(
          "millwright-mes",
          [
            ...common(data, "mes"),
            "--http",
            `127.0.0.1:${base + 1}`,
            "--bus",
            bus,
            "--database",
            `sqlite:${path.join(data, "mes", "mes.db")}`,
          ],
          label,
        ),
    };
    const process = await starters[name]();
    this.running.set(name, process);
    if (name === "scada") this.operator = process.operator;
    if (name === "mes") this.mes = await new Api(`http://127.0.0.1:${base + 1}`).login("admin", adminPassword);
  }
  async stop(name) {
    const process = this.running.get(name);
    this.running.delete(name);
    return process?.stop();
  }
  async stopAll() {
    for (const name of ["mes", "bridge", "scada", "plc"]) await this.stop(name);
  }
  async fault(name, on) {
    await run(path.join(bin, "millwright"), ["plc", "fault", name, on ? "on" : "off", "--ports", `${this.base}`]);
  }
  async tag(tagPath) {
    return (await this.operator.read(`/api/v1/tags?under=${tagPath}`)).find((tag) => tag.path === tagPath);
  }
  /** Gives a command as the operator, and waits for its end. */
  async obey(equipment, command, value) {
    const parameters = value === undefined ? {} : { parameters: { value } };
    // A machine that is busy may lose sight of the PLC for a moment: then a person presses again.
    const body = await until(`${command} of ${equipment} is taken`, async () => {
      const answer = await this.operator.post("/api/v1/commands", {
        equipment,
        command,
        reason: "test",
        ...parameters,
      });
      return !/cannot be told now/.test(answer.body.detail) && answer.body;
    });
    if (body.state !== "accepted") throw new Error(`${equipment} ${command}: ${JSON.stringify(body)}`);
    return until(`${command} of ${equipment} is done`, async () => {
      const now = await this.operator.read(`/api/v1/commands/${body.id}`);
      return now.state !== "accepted" && now;
    });
  }
}
