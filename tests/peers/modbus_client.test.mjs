// The simulated PLC as any Modbus client sees it (modbus-serial), by docs/formats/plc_registers.md and nothing else.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import ModbusRTU from "modbus-serial";
import { bin, until } from "../support/line.mjs";
import { Plc, bases } from "../support/plc.mjs";

const kExecute = 6;
const kSetSpeed = 11;
const kTaken = 1;
const kRefused = 2;

describe("modbus-serial at the PLC", () => {
  let child, plc, port, service;
  before(async () => {
    child = spawn(path.join(bin, "millwright-plc"), ["--modbus-port", "0", "--service-port", "0", "--seed", "7"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let out = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    [, port, service] = await until("the PLC listens", () => out.match(/^listening modbus=(\d+) service=(\d+)/m));
    plc = await Plc.connect(Number(port));
  });
  after(async () => {
    await plc?.close();
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    assert.equal(await ended, 0, "the PLC ends with 0");
  });

  /** A command block as the document lays it out. */
  function block(code, value, { id = randomBytes(16), notAfter = Date.now() + 5_000 } = {}) {
    const bytes = Buffer.alloc(32);
    id.copy(bytes);
    bytes.writeUInt16BE(code, 16);
    bytes.writeBigInt64BE(BigInt(notAfter) * 1000n, 20);
    bytes.writeFloatBE(value, 28);
    return bytes;
  }
  const write = (unit, bytes) => plc.client.writeRegisters(bases[unit], bytes);
  const echoOf = (unit, bytes) =>
    until("the PLC echoes the id", async () => {
      const now = await plc.block(unit);
      return now.echoId === bytes.subarray(0, 16).toString("hex") && now;
    });

  test("every unit's block moves, with the time of its scan", async () => {
    for (const unit of Object.keys(bases)) {
      const first = await plc.block(unit);
      const next = await until(`${unit} is scanned`, async () => {
        const now = await plc.block(unit);
        return now.scanCounter > first.scanCounter && now;
      });
      assert.ok(next.scanTime > first.scanTime, unit);
      assert.ok(Math.abs(next.scanTime - Date.now()) < 5_000, unit);
      assert.ok(next.state >= 1 && next.state <= 17, `${unit} is in state ${next.state}`);
    }
  });

  test("the process values stand where the document says", async () => {
    const pasteurizer = await plc.pasteurizer();
    assert.ok(pasteurizer.temperature > 65 && pasteurizer.temperature < 85, `${pasteurizer.temperature}`);
    assert.equal(pasteurizer.setpoint, 76);
    const filler = await until(
      "the filler fills",
      async () => {
        const now = await plc.block("filler", 68);
        return now.state === kExecute && now.uint32(38) > 0 && now;
      },
      60_000,
    );
    assert.equal(filler.uint32(38), filler.uint32(30) + filler.uint32(32), "filled = good + rejected, in one read");
    assert.ok(filler.float(28) > 1.5 && filler.float(28) < 2.5, "pressure, bar");
    for (let nozzle = 0; nozzle < 12; ++nozzle) assert.ok(filler.float(44 + 2 * nozzle) < 700, "fill weight, g");
  });

  test("a command block is taken, echoed and acted on once", async () => {
    const bytes = block(kSetSpeed, 180);
    await write("filler", bytes);
    const echo = await echoOf("filler", bytes);
    assert.equal(echo.echoResult, kTaken);
    assert.equal(echo.float(26), 180);
    const other = block(kSetSpeed, 220);
    await write("filler", other);
    await echoOf("filler", other);
    await write("filler", bytes); // the first again
    const scan = (await plc.block("filler")).scanCounter;
    const later = await until("two scans went by", async () => {
      const now = await plc.block("filler");
      return now.scanCounter >= scan + 3 && now;
    });
    assert.equal(later.float(26), 220, "an id that was answered is not acted on again");
  });

  test("a command that is late, or unknown, is refused with a reason", async () => {
    const late = block(kSetSpeed, 100, { notAfter: Date.now() - 1_000 });
    await write("filler", late);
    const expired = await echoOf("filler", late);
    assert.deepEqual([expired.echoResult, expired.uint16(17)], [kRefused, 1]);
    const strange = block(99, 0);
    await write("filler", strange);
    const unknown = await echoOf("filler", strange);
    assert.deepEqual([unknown.echoResult, unknown.uint16(17)], [kRefused, 2]);
    assert.equal(unknown.float(26), 220);
  });

  test("a set-point beyond its range is clamped by the PLC itself", async () => {
    const hot = block(10, 95);
    await write("pasteurizer", hot);
    assert.equal((await echoOf("pasteurizer", hot)).float(28), 78);
    const recipe = block(10, 76);
    await write("pasteurizer", recipe);
    await echoOf("pasteurizer", recipe);
  });

  test("what the document does not allow is answered with an exception", async () => {
    const refused = async (request, code) => {
      const error = await request.then(
        () => assert.fail("it was not refused"),
        (why) => why,
      );
      assert.equal(error.modbusCode, code, error.message);
    };
    await refused(plc.client.readInputRegisters(790, 20), 2);
    await refused(plc.client.readCoils(0, 8), 1);
    await refused(plc.client.writeRegister(200, 1), 1);
    await refused(plc.client.writeRegisters(200, [1, 2, 3]), 2);
    await refused(plc.client.writeRegisters(203, Array(16).fill(0)), 2);
  });

  test("faults are switched by coils of the service port alone", async () => {
    const other = new ModbusRTU();
    await other.connectTCP("127.0.0.1", { port: Number(service) });
    other.setID(1);
    assert.deepEqual((await other.readCoils(0, 6)).data.slice(0, 6), Array(6).fill(false));
    await other.writeCoil(4, true);
    assert.equal((await other.readCoils(4, 1)).data[0], true);
    const jammed = await until(
      "the conveyor stands",
      async () => (await plc.client.readInputRegisters(636, 1)).data[0] === 1,
    );
    assert.ok(jammed);
    await other.writeCoil(4, false);
    await new Promise((resolve) => other.close(resolve));
  });
});
