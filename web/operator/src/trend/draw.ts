// What is drawn on a trend's canvas between the axes: the pens' strokes, their samples where they are few, what was
// Bad, limits, and the moments above the plot with their lines.

import type uPlot from "uplot";
import { kPriorityOutlines, priorityName } from "kit/components/priority_shape";
import type { TagInfo } from "kit/api/operator_types";
import { themeColour } from "kit/theme/theme";
import type { ValueAxis } from "operator/trend/axes";
import { type Moment, type MomentGroup, leading } from "operator/trend/moments";
import { axisColour, kFont, kTopRoom } from "operator/trend/plot";
import { type Samples, countIn, firstAfter, kUncertain } from "operator/trend/samples";
import { type Stroke, badSpans } from "operator/trend/strokes";

export interface DrawnPen {
  tag: TagInfo;
  label: string;
  /** Its place among the theme's pens, from 1. */
  colour: number;
  stepped: boolean;
  /** Every sample is there, none was condensed. */
  raw: boolean;
  samples: Samples;
  /** How many of the samples came from the plant; one more may hold the last value to the present. */
  known: number;
  strokes: readonly Stroke[];
}

export interface Drawing {
  pens: readonly DrawnPen[];
  axes: readonly ValueAxis[];
  groups: readonly MomentGroup[];
}

/** Samples further apart than this on average, in CSS pixels, are shown as points. */
const kPointsApart = 9;
const kShape = 14;

export const axisOf = (axes: readonly ValueAxis[], pen: number) => axes.find((a) => a.pens.includes(pen))!;

function clipped(plot: uPlot, draw: (ctx: CanvasRenderingContext2D, scale: number) => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx, devicePixelRatio);
  ctx.restore();
}

/** Limits of a single pen that has any, where they lie on the screen; those of several would be a ladder. */
export function drawLimits(plot: uPlot, { pens, axes }: Drawing): void {
  const limited = pens.filter((p) => p.tag.limits.length > 0);
  if (limited.length !== 1) return;
  const pen = limited[0]!;
  const key = axisOf(axes, pens.indexOf(pen)).key;
  clipped(plot, (ctx, scale) => {
    for (const limit of pen.tag.limits) {
      const y = plot.valToPos(limit.value, key, true);
      ctx.strokeStyle = themeColour(`--${priorityName(limit.priority)}`);
      ctx.lineWidth = 1.5 * scale;
      ctx.setLineDash([2 * scale, 3 * scale]);
      ctx.beginPath();
      ctx.moveTo(plot.bbox.left, y);
      ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
      ctx.stroke();
      ctx.fillStyle = themeColour("--muted");
      ctx.font = `${11 * scale}px ${kFont}`;
      ctx.textAlign = "left";
      ctx.textBaseline = "bottom";
      const words = `${limit.name.replace(/_/g, " ")} ${limit.value} ${pen.tag.unit}`;
      ctx.fillText(words, plot.bbox.left + 6 * scale, y - 2 * scale);
    }
  });
}

export function drawPens(plot: uPlot, { pens, axes }: Drawing): void {
  clipped(plot, (ctx, scale) => {
    // The first pen is on top.
    [...pens.entries()].reverse().forEach(([i, pen]) => {
      const key = axisOf(axes, i).key;
      ctx.strokeStyle = ctx.fillStyle = themeColour(`--pen-${pen.colour}`);
      ctx.lineJoin = "round";
      for (const stroke of pen.strokes) drawStroke(plot, key, stroke, pen.raw, scale);
      ctx.setLineDash([]);
      ctx.globalAlpha = 1;
      if (pointsShown(plot, pen)) drawPoints(plot, key, pen, scale);
      drawBad(plot, pen.samples, i, scale);
    });
  });
}

/** What is condensed may fill its whole height: the pens beneath show through, and its line is thinner. */
function drawStroke(plot: uPlot, key: string, stroke: Stroke, raw: boolean, scale: number): void {
  const { ctx } = plot;
  const { points } = stroke;
  ctx.lineWidth = (raw ? 1.5 : 1) * scale;
  ctx.globalAlpha = stroke.uncertain || !raw ? 0.7 : 1;
  ctx.setLineDash(stroke.uncertain ? [3 * scale, 4 * scale] : []);
  ctx.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const x = plot.valToPos(points[i]!, "x", true);
    const y = plot.valToPos(points[i + 1]!, key, true);
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
  ctx.stroke();
}

export function pointsShown(plot: uPlot, pen: DrawnPen): boolean {
  const { min, max } = plot.scales.x!;
  if (!pen.raw || min === undefined || max === undefined) return false;
  return countIn(pen.samples, min!, max!) * kPointsApart < plot.bbox.width / devicePixelRatio;
}

function drawPoints(plot: uPlot, key: string, { samples, known }: DrawnPen, scale: number): void {
  const { ctx } = plot;
  const { min, max } = plot.scales.x!;
  const ground = themeColour("--surface");
  const colour = ctx.strokeStyle;
  for (let i = firstAfter(samples.times, min! - 1); i < known && samples.times[i]! <= max!; i += 1) {
    const value = samples.values[i]!;
    if (value === null) continue;
    ctx.beginPath();
    ctx.arc(plot.valToPos(samples.times[i]!, "x", true), plot.valToPos(value, key, true), 2.5 * scale, 0, 7);
    ctx.fillStyle = samples.quality[i] === kUncertain ? ground : colour;
    ctx.fill();
    ctx.stroke();
  }
}

/** At the foot of the plot, a hatched bar in the pen's colour for as long as its value was Bad. */
function drawBad(plot: uPlot, samples: Samples, row: number, scale: number): void {
  const { ctx, bbox } = plot;
  const height = 5 * scale;
  const top = bbox.top + bbox.height - (row + 1) * (height + 2 * scale);
  for (const span of badSpans(samples)) {
    const left = Math.max(bbox.left, plot.valToPos(span.low, "x", true));
    const right = Math.min(bbox.left + bbox.width, Math.max(left + 3 * scale, plot.valToPos(span.high, "x", true)));
    if (right <= left) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, right - left, height);
    ctx.clip();
    ctx.lineWidth = 1.2 * scale;
    ctx.beginPath();
    for (let x = left - height; x < right; x += 4 * scale) {
      ctx.moveTo(x, top + height);
      ctx.lineTo(x + height, top);
    }
    ctx.stroke();
    ctx.restore();
  }
}

/** The unit above each axis, in its colour. */
export function drawUnits(plot: uPlot, { pens, axes }: Drawing): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `600 ${12 * scale}px ${kFont}`;
  ctx.textBaseline = "middle";
  axes.forEach((axis, i) => {
    const laid = plot.axes[i + 1] as uPlot.Axis & { _pos: number };
    if (laid.show === false) return;
    const right = axis.side === "right";
    ctx.textAlign = right ? "left" : "right";
    ctx.fillStyle = axisColour(axis, pens);
    ctx.fillText(axis.unit, (laid._pos + (right ? 6 : -6)) * scale, bbox.top - 12 * scale);
  });
  ctx.restore();
}

const colourOf = (moment: Moment) =>
  themeColour(moment.kind === "command" ? "--accent" : `--${priorityName(moment.priority)}`);

export function drawMoments(plot: uPlot, { groups }: Drawing): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  for (const group of groups) {
    // Of many in one place a line each would be a wall.
    for (const moment of group.moments.slice(0, group.moments.length > 3 ? 1 : 3)) {
      const x = plot.valToPos(moment.t, "x", true);
      ctx.strokeStyle = colourOf(moment);
      ctx.globalAlpha = 0.7;
      ctx.lineWidth = scale;
      ctx.setLineDash(
        moment.kind === "cleared" ? [scale, 4 * scale] : moment.kind === "raised" ? [] : [6 * scale, 3 * scale],
      );
      ctx.beginPath();
      ctx.moveTo(x, (kTopRoom - 8) * scale);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    drawShape(ctx, leading(group), plot.valToPos(group.moments[0]!.t, "x", true), scale);
    if (group.moments.length > 1) drawCount(plot, group, scale);
  }
  ctx.restore();
}

/** How many a shape stands for; at the left of one at the right edge, where the axes' units are. */
function drawCount(plot: uPlot, group: MomentGroup, scale: number): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(group.moments[0]!.t, "x", true);
  const inward = x > bbox.left + bbox.width - 24 * scale;
  const beside = (kShape / 2 + 3) * scale;
  ctx.fillStyle = themeColour("--muted");
  ctx.font = `${11 * scale}px ${kFont}`;
  ctx.textAlign = inward ? "right" : "left";
  ctx.textBaseline = "middle";
  ctx.fillText(String(group.moments.length), inward ? x - beside : x + beside, (kTopRoom / 2 - 2) * scale);
}

/** Raised: the priority's shape; cleared: its outline; a command: an arrow down to its moment. */
function drawShape(ctx: CanvasRenderingContext2D, moment: Moment, x: number, scale: number): void {
  const size = (kShape / 24) * scale;
  const outline =
    moment.kind === "command" ? "M4 2h16v12L12 23 4 14z" : kPriorityOutlines[priorityName(moment.priority)];
  ctx.save();
  ctx.translate(x - 12 * size, (kTopRoom / 2 - 2) * scale - 12 * size);
  ctx.scale(size, size);
  const path = new Path2D(outline);
  ctx.fillStyle = moment.kind === "cleared" ? themeColour("--surface") : colourOf(moment);
  ctx.strokeStyle = colourOf(moment);
  ctx.lineWidth = 2.5;
  ctx.fill(path);
  ctx.stroke(path);
  ctx.restore();
}
