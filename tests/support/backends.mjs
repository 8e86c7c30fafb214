// The two forms of the system: embedded, and outgrown (RabbitMQ and PostgreSQL, private instances for this test).
import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freeBase, root, until } from "./line.mjs";

async function server(script, args) {
  const child = spawn(path.join(root, "scripts", script), args, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (out += chunk));
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const url = await until(
    `${script} is ready`,
    () => {
      if (child.exitCode !== null) throw new Error(`${script} ended: ${out}`);
      return out.match(/^ready (\S+)/m)?.[1];
    },
    90_000,
    100,
  );
  return {
    url,
    pid: child.pid,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

export async function startRabbitmq(folder) {
  return server("private-rabbitmq", [path.join(folder, "rabbitmq"), `${await freeBase()}`]);
}
export async function startPostgres(folder) {
  return server("private-postgres", [path.join(folder, "postgres"), `${await freeBase()}`]);
}

export const embedded = {
  name: "embedded",
  async start() {
    return { urls: {}, async stop() {} };
  },
};

export const outgrown = {
  name: "rabbitmq-postgresql",
  async start() {
    const folder = await mkdtemp(path.join(tmpdir(), "millwright-servers-"));
    await chmod(folder, 0o755); // PostgreSQL runs as a user of its own
    const [bus, database] = await Promise.all([startRabbitmq(folder), startPostgres(folder)]);
    return {
      urls: { bus: bus.url, database: database.url },
      async stop() {
        await Promise.all([bus.stop(), database.stop()]);
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

export const backends = [embedded, outgrown];
