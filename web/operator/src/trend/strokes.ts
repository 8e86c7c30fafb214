// A pen's line as strokes: broken where the value was Bad, and cut where it becomes Uncertain or Good again, because an
// Uncertain stroke is drawn dashed. Steps for what is stepped, else straight from sample to sample. No canvas here.

import { type Samples, kUncertain } from "operator/trend/samples";

export interface Stroke {
  uncertain: boolean;
  /** Time and value in turn: t, v, t, v, … */
  points: number[];
}

/** Collects points; a change of style begins a new stroke at the same place, a break begins one elsewhere. */
class Pencil {
  readonly strokes: Stroke[] = [];
  private current: Stroke | undefined;

  line(uncertain: boolean, t0: number, v0: number, t1: number, v1: number): void {
    if (!this.current || this.current.uncertain !== uncertain) {
      this.current = { uncertain, points: [t0, v0] };
      this.strokes.push(this.current);
    }
    this.current.points.push(t1, v1);
  }

  lift(): void {
    this.current = undefined;
  }
}

export function strokesOf(samples: Samples, stepped: boolean): Stroke[] {
  const { times, values, quality } = samples;
  const pencil = new Pencil();
  for (let i = 0; i + 1 < times.length; i += 1) {
    const value = values[i]!;
    if (value === null) {
      pencil.lift();
      continue;
    }
    const t = times[i]!;
    const end = times[i + 1]!;
    const next = values[i + 1]!;
    const uncertain = quality[i] === kUncertain;
    if (next === null) {
      // Until the Bad came, the value held.
      pencil.line(uncertain, t, value, end, value);
      pencil.lift();
    } else if (stepped) {
      pencil.line(uncertain, t, value, end, value);
      if (next !== value) pencil.line(uncertain, end, value, end, next);
    } else {
      pencil.line(uncertain || quality[i + 1] === kUncertain, t, value, end, next);
    }
  }
  return pencil.strokes;
}

/** The times from a Bad to the next value, as far as there is one: to be hatched at the foot of the plot. */
export function badSpans(samples: Samples): { low: number; high: number }[] {
  const spans: { low: number; high: number }[] = [];
  samples.times.forEach((t, i) => {
    if (samples.quality[i] !== 2) return;
    const high = samples.times[i + 1] ?? t;
    const last = spans.at(-1);
    if (last && last.high === t) last.high = high;
    else spans.push({ low: t, high });
  });
  return spans;
}
