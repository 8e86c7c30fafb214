// A trend as a PNG file: the canvas on the screen, with title, time range and legend drawn above it.

import { clockTime, clockTimeMs, dayMonth } from "kit/format/time";
import type { Range } from "kit/geometry/scale";
import { themeColour } from "kit/theme/theme";
import type { DrawnPen } from "operator/trend/draw";
import { kFont } from "operator/trend/plot";

const kExactBelowMs = 20_000;

/** "1 Mar 2026 10:00:00 – 11:00:00 UTC+01:00"; short ranges with milliseconds. */
export function rangeText({ low, high }: Range): string {
  const day = (t: number) => `${dayMonth(t)} ${new Date(t).getFullYear()}`;
  const clock = high - low < kExactBelowMs ? clockTimeMs : clockTime;
  const sameDay = new Date(low).toDateString() === new Date(high).toDateString();
  return `${day(low)} ${clock(low)} – ${sameDay ? "" : `${day(high)} `}${clock(high)} ${zoneText(high)}`;
}

function zoneText(t: number): string {
  const minutes = -new Date(t).getTimezoneOffset();
  const two = (n: number) => String(n).padStart(2, "0");
  if (minutes === 0) return "UTC";
  return `UTC${minutes < 0 ? "−" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** "trend-2026-03-01-100000.png" */
export function fileName(range: Range): string {
  const d = new Date(range.low);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  return `trend-${day}-${clockTime(range.low).replace(/:/g, "")}.png`;
}

interface Line {
  pen: DrawnPen;
  x: number;
  row: number;
}

/** Where each pen stands in a legend of `width`; pixels of the screen. */
function layLegend(pens: readonly DrawnPen[], width: number, measure: (text: string) => number): Line[] {
  let x = 0;
  let row = 0;
  return pens.map((pen) => {
    const wanted = measure(legendText(pen)) + 24 + 20;
    if (x > 0 && x + wanted > width) {
      x = 0;
      row += 1;
    }
    const line = { pen, x, row };
    x += wanted;
    return line;
  });
}

const legendText = (pen: DrawnPen) => (pen.tag.unit ? `${pen.label} (${pen.tag.unit})` : pen.label);

export function compose(
  source: HTMLCanvasElement,
  title: string,
  range: Range,
  pens: readonly DrawnPen[],
): HTMLCanvasElement {
  const scale = devicePixelRatio;
  const picture = document.createElement("canvas");
  const ctx = picture.getContext("2d")!;
  const font = (weight: number, px: number) => `${weight} ${px * scale}px ${kFont}`;
  ctx.font = font(400, 13);
  const width = source.width / scale;
  const legend = layLegend(pens, width - 32, (text) => ctx.measureText(text).width / scale);
  const head = 64 + ((legend.at(-1)?.row ?? -1) + 1) * 20;
  picture.width = source.width;
  picture.height = source.height + head * scale;
  ctx.fillStyle = themeColour("--surface");
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.textBaseline = "middle";
  ctx.fillStyle = themeColour("--text");
  ctx.font = font(600, 16);
  ctx.fillText(title, 16 * scale, 20 * scale);
  ctx.fillStyle = themeColour("--muted");
  ctx.font = font(400, 13);
  ctx.fillText(rangeText(range), 16 * scale, 42 * scale);
  for (const { pen, x, row } of legend) {
    const y = 66 + row * 20;
    ctx.fillStyle = themeColour(`--pen-${pen.colour}`);
    ctx.fillRect((16 + x) * scale, (y - 2) * scale, 16 * scale, 4 * scale);
    ctx.fillStyle = themeColour("--text");
    ctx.fillText(legendText(pen), (16 + x + 24) * scale, y * scale);
  }
  ctx.drawImage(source, 0, head * scale);
  return picture;
}

/** Hands the picture to the browser as a download. Fails with a sentence. */
export async function save(picture: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((done) => picture.toBlob(done, "image/png"));
  if (!blob) throw new Error("The picture could not be made. Make the window smaller and try again.");
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}
