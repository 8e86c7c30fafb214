// What the PLC itself counted, read over Modbus beside everything of ours: each pallet and batch number with the scans
// in which it was first and last seen, when each bottle was filled, and what the counters say of a line that stands
// still.
import { Plc } from "./plc.mjs";
import { until } from "./line.mjs";

const kSuspended = 5;

/** Remembers for each number of a counter that only rises when it was first and last seen, in the PLC's own time. */
class Seen {
  numbers = new Map();
  note(number, time) {
    const known = this.numbers.get(number);
    if (known) known.last = Math.max(known.last, time);
    else this.numbers.set(number, { first: time, last: time });
  }
  /** When it was first and last seen: {first, last}, or undefined. */
  of(number) {
    return this.numbers.get(number);
  }
}

export class Tally {
  pallets = new Seen();
  mixed = new Seen(); // batches in the mixer
  entering = new Seen(); // batches entering the pasteurizer
  filled = []; // {time, bottles}: so many good ones the filler had put on the way by then
  constructor(port, every = 20) {
    this.port = port;
    this.every = every;
    this.running = this.loop();
  }
  async look(plc) {
    const [mixer, pasteurizer] = [await plc.block("mixer"), await plc.block("pasteurizer")];
    const conveyors = await plc.block("conveyors");
    const [filler, palletizer] = [await plc.block("filler"), await plc.block("palletizer")];
    this.mixed.note(mixer.uint32(28), mixer.scanTime);
    this.entering.note(pasteurizer.uint32(42), pasteurizer.scanTime);
    this.pallets.note(palletizer.uint32(28), palletizer.scanTime);
    if (this.filled.at(-1)?.bottles !== filler.uint32(30))
      this.filled.push({ time: filler.scanTime, bottles: filler.uint32(30) });
    this.at = palletizer.scanTime;
    this.now = {
      good: palletizer.uint32(26),
      scrap: filler.uint32(32),
      pallets: palletizer.uint32(28),
      palletSize: palletizer.uint32(30),
      batch: mixer.uint32(28),
      filled: filler.uint32(38),
      passed: filler.uint32(30),
      underway: [24, 28, 32].reduce((sum, offset) => sum + conveyors.uint32(offset), 0),
      states: [mixer, pasteurizer, filler, palletizer].map((block) => block.state),
    };
  }
  async loop() {
    let plc;
    while (!this.stopped) {
      try {
        plc ??= await Plc.connect(this.port);
        await this.look(plc);
      } catch {
        plc?.client.close(() => undefined); // an answer was late on a busy machine: ask anew
        plc = undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, this.every));
    }
    await plc?.close();
  }
  /** What it counts now. */
  read() {
    return this.now;
  }
  /**
   * When the bottle was filled that the palletizer counted as its `number`-th: bottles come in the order in which they
   * went, and those that were on the conveyors when the PLC began were filled before. `standing` is of a line that
   * stands.
   */
  filledAt(number, standing) {
    const before = standing.good + standing.underway - standing.passed;
    return this.filled.find(({ bottles }) => bottles + before >= number).time;
  }
  /** Its counters, once every machine has nothing left to take or no room for more: behind a jam, all of them. */
  async standing() {
    let before, at;
    return until(
      "every machine waits for the jam to end",
      () => {
        const now = this.read();
        const same = JSON.stringify(now) === JSON.stringify(before) && this.at > at;
        [before, at] = [now, this.at];
        return same && now.states.every((state) => state === kSuspended) && now;
      },
      60_000,
      500,
    );
  }
  async stop() {
    this.stopped = true;
    await this.running;
  }
}
