// Believable motion for the mock: slow swings around working points, counters that count, a pasteurizer that runs hot
// for a minute out of every four, and a labeller that is starved now and then.
import { tags } from "./plant.mjs";

const kStart = Date.now();
const seconds = (t) => (t - kStart) / 1000;
const swing = (s, period, phase = 0) => Math.sin((2 * Math.PI * s) / period + phase);
const noise = (s, seed) => Math.sin(s * 12.9898 + seed * 78.233) * Math.cos(s * 4.1414 + seed * 13.7);

/** Where in its cycle, in seconds from 0, a moment is. */
const within = (s, cycle) => ((s % cycle) + cycle) % cycle;

export const setpoints = { temperature: 76, speed: 240 };
export const stopped = new Set();

/** How far the drift has gone, 0 to 1, at second `s`. */
function drift(s) {
  const at = within(s, 240);
  if (at < 150) return 0;
  return at < 170 ? (at - 150) / 20 : at < 205 ? 1 : Math.max(0, 1 - (at - 205) / 15);
}

const starved = (s) => within(s + 60, 150) < 18;

export function stateOf(unit, t) {
  if (stopped.has(unit)) return [2, 3];
  if (unit === "capper" && stopped.has("filler")) return [5, 1];
  if (unit === "labeller" && starved(seconds(t))) return [5, 1];
  if (unit === "line1") return stopped.size > 0 ? [2, 3] : starved(seconds(t)) ? [5, 1] : [6, 0];
  return [6, 0];
}

const running = (unit, t) => stateOf(unit, t)[0] === 6;

const values = {
  "line1/mixer/level": (s) => 1100 + 620 * swing(s, 400) + 3 * noise(s, 1),
  "line1/mixer/temperature": (s) => 19.6 + 0.6 * swing(s, 300),
  "line1/mixer/batch": (s) => 41 + Math.floor((s + 3600) / 400),
  "line1/mixer/batch_phase": (s) => [1, 2, 3, 3][Math.floor(((s % 400) + 400) / 100) % 4],
  "line1/mixer/outflow": (s) => 84 + 2 * noise(s, 2),
  "line1/pasteurizer/temperature": (s) =>
    setpoints.temperature + 0.25 * swing(s, 45) + 0.08 * noise(s, 3) + 6 * drift(s),
  "line1/pasteurizer/control_temperature": (s) => setpoints.temperature + 0.25 * swing(s, 45, 0.2) + 0.08 * noise(s, 4),
  "line1/pasteurizer/temperature_setpoint": () => setpoints.temperature,
  "line1/pasteurizer/steam_valve": (s) => 46 + 4 * swing(s, 45, 2) + 14 * drift(s),
  "line1/pasteurizer/flow": (s) => 84 + 6 * swing(s, 130) + 0.4 * noise(s, 5),
  "line1/pasteurizer/diverted": () => 0,
  "line1/pasteurizer/steam_shut": () => 0,
  "line1/pasteurizer/diverted_volume": () => 12,
  "line1/pasteurizer/dwell": (s) => 30 + 0.4 * noise(s, 6),
  "line1/pasteurizer/batch": (s) => 41 + Math.floor((s + 3560) / 400),
  "line1/pasteurizer/feed_level": (s) => 170 + 40 * swing(s, 200),
  "line1/filler/speed": (s, t) => (running("filler", t) ? setpoints.speed + 9 * swing(s, 90, 1) + noise(s, 7) : 0),
  "line1/filler/speed_setpoint": () => setpoints.speed,
  "line1/filler/pressure": (s) => 2.1 + 0.06 * swing(s, 33) + 0.02 * noise(s, 8),
  "line1/filler/good_count": (s) => Math.floor(41_200 + s * 3.9),
  "line1/filler/reject_count": (s) => Math.floor(212 + s * 0.04),
  "line1/filler/last_fill_weight": (s) => 501 + 2.4 * noise(s, 9),
  "line1/filler/bowl_level": (s) => 74 + 8 * swing(s, 60),
  "line1/palletizer/pallet_count": (s) => Math.floor((41_020 + s * 3.9) / 720),
  "line1/palletizer/pallet_size": () => 720,
  "line1/conveyors/filler_capper": (s) => Math.round(64 + 30 * swing(s, 90)),
  "line1/conveyors/capper_labeller": (s) => (starved(s) ? 3 : Math.round(48 + 22 * swing(s, 150, 1))),
  "line1/conveyors/labeller_palletizer": (s) => Math.round(70 + 36 * swing(s, 120, 2)),
};

function simulate(path, t) {
  const s = seconds(t);
  const known = values[path];
  if (known) return known(s, t);
  const parts = path.split("/");
  const unit = parts.length === 3 ? parts[1] : "line1";
  const leaf = parts.at(-1);
  if (leaf === "state") return stateOf(unit, t)[0];
  if (leaf === "stop_code") return stateOf(unit, t)[1];
  if (leaf === "local_switch") return unit === "labeller" ? 1 : 0;
  if (leaf === "speed") return running(unit, t) ? setpoints.speed - 1 + 2 * noise(s, unit.length) : 0;
  if (leaf.endsWith("_capacity")) return 120;
  if (/^nozzle_/.test(leaf)) return 501 + 2.2 * noise(s, Number(leaf.slice(7))) - (leaf === "nozzle_7" ? 5 : 0);
  if (/count$/.test(leaf))
    return Math.floor((leaf === "reject_count" ? 212 : 41_000) + s * (leaf === "reject_count" ? 0.04 : 3.9));
  return 0;
}

/** Two tags that are always wrong, and two that are for a while in each cycle. */
function qualityAt(path, s) {
  if (path === "line1/mixer/temperature") return "UncertainEngineeringUnitsExceeded";
  if (path === "line1/filler/nozzle_9") return "BadSensorFailure";
  if (path === "line1/pasteurizer/flow" && within(s, 190) > 160) return "UncertainLastUsableValue";
  if (path === "line1/filler/bowl_level" && within(s, 170) > 150) return "BadNoCommunication";
  return "Good";
}

/** The tag's value at a moment, rounded as a device would send it. */
function roundedAt(tag, t) {
  const raw = simulate(tag.path, t);
  if (tag.type === "boolean") return raw === 1;
  const digits = tag.type === "real" ? 10 ** (tag.decimals + 1) : 1;
  return Math.round(raw * digits) / digits;
}

/** Value and quality alone, for histories of many samples. */
export const readAt = (path, t) => ({ value: roundedAt(tags.get(path), t), quality: qualityAt(path, seconds(t)) });

/** The tag's value at a moment with its quality, as it travels. */
export function sampleAt(path, t) {
  return { path, ...readAt(path, t), time: new Date(t).toISOString(), unit: tags.get(path).unit };
}
