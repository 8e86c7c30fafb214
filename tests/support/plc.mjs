// The PLC as a third party sees it: by Modbus TCP, with a client that nobody here wrote. docs/formats/plc_registers.md
import ModbusRTU from "modbus-serial";

export const bases = {
  mixer: 0,
  pasteurizer: 100,
  filler: 200,
  capper: 300,
  labeller: 400,
  palletizer: 500,
  conveyors: 600,
  line: 700,
};

export class Plc {
  static async connect(port) {
    const plc = new Plc();
    plc.client = new ModbusRTU();
    await plc.client.connectTCP("127.0.0.1", { port });
    plc.client.setID(1);
    plc.client.setTimeout(1000);
    return plc;
  }
  /** One unit's status block, of one moment. Times in milliseconds since 1970. */
  async block(unit, registers = 48) {
    const { buffer } = await this.client.readInputRegisters(bases[unit], registers);
    const at = (offset) => offset * 2;
    return {
      scanCounter: buffer.readUInt32BE(at(0)),
      scanTime: Number(buffer.readBigInt64BE(at(2))) / 1000,
      state: buffer.readUInt16BE(at(6)),
      stopCode: buffer.readUInt16BE(at(7)),
      echoId: buffer.subarray(at(8), at(16)).toString("hex"),
      echoResult: buffer.readUInt16BE(at(16)),
      echoTime: Number(buffer.readBigInt64BE(at(18))) / 1000,
      float: (offset) => buffer.readFloatBE(at(offset)),
      uint32: (offset) => buffer.readUInt32BE(at(offset)),
      uint16: (offset) => buffer.readUInt16BE(at(offset)),
    };
  }
  async pasteurizer() {
    const block = await this.block("pasteurizer");
    return { ...block, temperature: block.float(24), controlTemperature: block.float(26), setpoint: block.float(28) };
  }
  async close() {
    if (!this.client.isOpen) return; // it was cut: nothing will say that it is closed
    return new Promise((resolve) => this.client.close(resolve));
  }
}

/** Reads the pasteurizer every `every` ms, remembering each scan once. Stops by stop(). */
export class Watch {
  constructor(port, every = 20) {
    this.port = port;
    this.every = every;
    this.scans = [];
    this.echoes = new Map(); // echo id → {time, count, result}
    this.running = this.loop();
  }
  async loop() {
    let plc;
    let lastEcho;
    while (!this.stopped) {
      try {
        plc ??= await Plc.connect(this.port);
        const scan = await plc.pasteurizer();
        const last = this.scans.at(-1);
        if (!last || last.scanCounter !== scan.scanCounter) this.scans.push(scan);
        if (scan.echoId !== lastEcho && !/^0*$/.test(scan.echoId)) {
          const known = this.echoes.get(scan.echoId);
          this.echoes.set(scan.echoId, {
            time: scan.echoTime,
            result: scan.echoResult,
            count: (known?.count ?? 0) + 1,
          });
        }
        lastEcho = scan.echoId;
      } catch {
        plc?.client.close(() => undefined); // the PLC is away: try again
        plc = undefined;
        lastEcho = undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, this.every));
    }
    await plc?.close();
  }
  async stop() {
    this.stopped = true;
    await this.running;
  }
}
