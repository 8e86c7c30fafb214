// A device that is not ours in place of the PLC: modbus-serial's server with the registers of
// docs/formats/plc_registers.md, and before it a wire that can spoil what it answers.
import { createConnection, createServer } from "node:net";
import { ServerTCP } from "modbus-serial";
import { freeBase } from "./line.mjs";
import { bases } from "./plc.mjs";

const units = { ...bases, conveyors: 600 };
const kScanMs = 100;

export class FakePlc {
  static async start() {
    const plc = new FakePlc();
    plc.registers = Buffer.alloc(800 * 2);
    plc.counter = 0;
    plc.scans = 0; // whether the counter tells of them or not
    plc.commands = [];
    for (const unit of Object.keys(units)) plc.uint16(unit, 6, 6); // Execute
    plc.scan();
    const port = await freeBase();
    const vector = {
      getMultipleInputRegisters: (address, length) => plc.read(address, length),
      getInputRegister: (address) => plc.read(address, 1)[0],
      setRegisterArray: (address, values) => plc.take(address, values),
    };
    plc.server = new ServerTCP(vector, { host: "127.0.0.1", port, unitID: 1 });
    // A refused request is reported here too; the client has had its exception.
    plc.refusals = [];
    plc.server.on("error", (error) => plc.refusals.push(error));
    plc.server.on("socketError", (error) => plc.refusals.push(error));
    await new Promise((resolve, reject) => plc.server.once("initialized", resolve).once("serverError", reject));
    plc.wire = new Wire(port);
    plc.port = await plc.wire.listen();
    plc.timer = setInterval(() => plc.scan(), kScanMs);
    return plc;
  }
  scan() {
    ++this.scans;
    if (!this.frozen) ++this.counter;
    const now = BigInt(Date.now() + (this.clockOffMs ?? 0)) * 1000n;
    for (const base of Object.values(units)) {
      this.registers.writeUInt32BE(this.counter >>> 0, base * 2);
      this.registers.writeBigInt64BE(now, (base + 2) * 2);
    }
    this.onScan?.();
  }
  float(unit, offset, value) {
    this.registers.writeFloatBE(value, (units[unit] + offset) * 2);
  }
  uint16(unit, offset, value) {
    this.registers.writeUInt16BE(value, (units[unit] + offset) * 2);
  }
  read(address, length) {
    if (this.exception) throw Object.assign(new Error("refused"), { modbusErrorCode: this.exception });
    return Array.from({ length }, (_, i) => this.registers.readUInt16BE((address + i) * 2));
  }
  /** A command block: echoed as taken (unless `onTake` says "no echo"); a filler's speed becomes its set-point. */
  take(address, values) {
    const block = Buffer.alloc(32);
    values.forEach((value, i) => block.writeUInt16BE(value, i * 2));
    this.commands.push({
      address,
      id: block.subarray(0, 16).toString("hex"),
      code: block.readUInt16BE(16),
      value: block.readFloatBE(28),
    });
    if (this.onTake?.() === "no echo") return;
    block.copy(this.registers, (address + 8) * 2, 0, 16);
    this.registers.writeUInt16BE(1, (address + 16) * 2);
    this.registers.writeBigInt64BE(BigInt(Date.now()) * 1000n, (address + 18) * 2);
    if (address === units.filler) this.float("filler", 26, block.readFloatBE(28));
    this.scan();
  }
  async stop() {
    clearInterval(this.timer);
    await this.wire.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Passes requests on, and answers frame by frame: `spoil(frame, socket)` may send something else instead. */
class Wire {
  constructor(target) {
    this.target = target;
    this.sockets = new Set();
  }
  listen() {
    this.server = createServer((client) => this.join(client));
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", () => resolve(this.server.address().port)));
  }
  join(client) {
    const device = createConnection(this.target, "127.0.0.1");
    let waiting = Buffer.alloc(0);
    for (const socket of [client, device]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        this.sockets.delete(socket);
        client.destroy();
        device.destroy();
      });
    }
    client.on("data", (data) => device.write(data));
    device.on("data", (data) => {
      waiting = Buffer.concat([waiting, data]);
      while (waiting.length >= 6 && waiting.length >= 6 + waiting.readUInt16BE(4)) {
        const length = 6 + waiting.readUInt16BE(4);
        const frame = Buffer.from(waiting.subarray(0, length));
        waiting = waiting.subarray(length);
        if (this.spoil) this.spoil(frame, client);
        else client.write(frame);
      }
    });
  }
  async close() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Answers that are none. Each takes a sound frame and writes what must never become a value. */
export const garbage = {
  "an answer cut short, with a header that agrees": (frame, socket) => {
    const cut = Buffer.from(frame.subarray(0, frame.length - 6));
    cut.writeUInt16BE(cut.length - 6, 4);
    socket.write(cut);
  },
  "a byte count that is not the data's": (frame, socket) => {
    frame[8] = (frame[8] + 2) & 0xff;
    socket.write(frame);
  },
  "the answer to another request": (frame, socket) => {
    frame.writeUInt16BE(frame.readUInt16BE(0) ^ 0x5555, 0);
    socket.write(frame);
  },
  "another protocol's header": (frame, socket) => {
    frame.writeUInt16BE(0x4242, 2);
    socket.write(frame);
  },
  "the answer to another function": (frame, socket) => {
    frame[7] = 3;
    socket.write(frame);
  },
  "random bytes": (frame, socket) => {
    let seed = frame.readUInt16BE(0) + 1;
    for (let i = 0; i < frame.length; ++i) frame[i] = (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16;
    socket.write(frame);
  },
  "bytes that trickle": (frame, socket) => {
    let sent = 0;
    const trickle = setInterval(() => {
      if (sent === frame.length || socket.destroyed) return clearInterval(trickle);
      socket.write(frame.subarray(sent, ++sent));
    }, 20);
  },
  "no answer at all": () => undefined,
  "a connection that ends in the middle": (frame, socket) => socket.end(frame.subarray(0, 40)),
};
