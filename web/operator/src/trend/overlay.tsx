// What lies over the plot: the cursor with the values of every pen, the selection, and the moments as places that can
// be pointed at and focused; their shapes are on the canvas, so that a picture has them too.

import type uPlot from "uplot";
import { penColour } from "kit/charts/trend";
import { formatValue } from "kit/format/number";
import { clockTime, clockTimeMs, dayMonth } from "kit/format/time";
import type { Range } from "kit/geometry/scale";
import { now } from "kit/live/clock";
import { layAxes } from "operator/trend/axes";
import type { Box } from "operator/trend/chart";
import { type DrawnPen, axisOf } from "operator/trend/draw";
import type { Moment, MomentGroup } from "operator/trend/moments";
import { axisPen } from "operator/trend/pens";
import { sampleAt } from "operator/trend/samples";

const kQualityWords = ["Good", "Uncertain", "Bad"];

/** With the day in front on other days than today. */
function moment(t: number, exact: (ms: number) => string): string {
  const today = new Date(t).toDateString() === new Date(now.peek()).toDateString();
  return today ? exact(t) : `${dayMonth(t)} ${exact(t)}`;
}

interface Reading {
  pen: DrawnPen;
  t: number | undefined;
  value: number | null;
  quality: number;
}

export function readingsAt(t: number, pens: readonly DrawnPen[]): Reading[] {
  return pens.map((pen) => {
    const { samples, known } = pen;
    const found = sampleAt(samples, t, pen.stepped);
    const at = found === undefined || known === 0 ? undefined : Math.min(found, known - 1);
    if (at === undefined) return { pen, t: undefined, value: null, quality: 2 };
    return { pen, t: samples.times[at]!, value: samples.values[at]!, quality: samples.quality[at]! };
  });
}

export function readingText({ pen, value }: Reading): string {
  const { tag } = pen;
  if (value === null) return formatValue(null, {});
  return tag.type === "boolean" ? formatValue(value !== 0, tag) : formatValue(value, tag);
}

interface CursorProps {
  t: number;
  pens: readonly DrawnPen[];
  plot: uPlot;
  box: Box;
  xOf: (t: number) => number;
}

export function CursorMark({ t, pens, plot, box, xOf }: CursorProps) {
  const readings = readingsAt(t, pens);
  const axes = layAxes(pens.map(axisPen));
  const x = xOf(t);
  // In the corner away from the cursor, where it does not move about.
  const beside = x > box.left + box.width / 2 ? { left: `${box.left + 8}px` } : { right: "8px" };
  return (
    <>
      <i class="op-cursor" style={{ left: `${x}px`, top: `${box.top}px`, height: `${box.height}px` }} />
      {readings.map(({ pen, t: at, value }, i) => {
        if (at === undefined || value === null) return null;
        const dotX = pen.stepped ? x : xOf(at);
        const y = box.top + plot.valToPos(value, axisOf(axes, i).key);
        if (dotX < box.left || dotX > box.left + box.width) return null;
        return (
          <i key={i} class="op-cursor-dot" style={{ left: `${dotX}px`, top: `${y}px`, background: penColour(i) }} />
        );
      })}
      <div class="op-readout mw-small" style={{ ...beside, top: `${box.top + 8}px` }} role="status">
        <strong class="mw-num">{moment(t, clockTimeMs)}</strong>
        <table>
          <tbody>
            {readings.map((reading, i) => (
              <ReadingRow key={reading.pen.tag.path} reading={reading} colour={penColour(i)} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function ReadingRow({ reading, colour }: { reading: Reading; colour: string }) {
  const { pen, t, quality } = reading;
  return (
    <tr>
      <td>
        <i class="op-pen" style={{ background: colour }} />
      </td>
      <td class="name mw-ellipsis">{pen.label}</td>
      <td class="end mw-num">
        <strong>{readingText(reading)}</strong>
        <span class="mw-unit">{pen.tag.unit}</span>
      </td>
      <td class={quality === 0 ? "mw-muted" : ""}>{t === undefined ? "no sample" : kQualityWords[quality]}</td>
      <td class="mw-muted mw-num">{t === undefined ? "" : moment(t, clockTimeMs)}</td>
    </tr>
  );
}

interface SelectionProps {
  box: Box;
  selection: Range;
  xOf: (t: number) => number;
}

export function SelectionMark({ box, selection, xOf }: SelectionProps) {
  const left = Math.max(box.left, xOf(selection.low));
  const right = Math.min(box.left + box.width, xOf(selection.high));
  if (right < left) return null;
  const style = { left: `${left}px`, width: `${right - left}px`, top: `${box.top}px`, height: `${box.height}px` };
  return <i class="op-selection" style={style} />;
}

const kMostLines = 6;

function lines(moments: readonly Moment[]): string[] {
  const texts = moments.map((m) => `${moment(m.t, clockTime)}  ${m.text}`);
  const more = texts.length - kMostLines;
  return more > 0 ? [...texts.slice(0, kMostLines), `and ${more} more: zoom in`] : texts;
}

export function MomentMarks({ groups, width }: { groups: readonly MomentGroup[]; width: number }) {
  return (
    <>
      {groups.map((group) => {
        const texts = lines(group.moments);
        const side = group.x > width / 2 ? { right: "0" } : { left: "0" };
        return (
          <button
            key={`${group.moments[0]!.t}${group.moments[0]!.text}`}
            type="button"
            class="op-moment"
            aria-label={texts.join("; ")}
            style={{ left: `${group.x}px` }}
          >
            <span class="mw-small" aria-hidden="true" style={side}>
              {texts.map((text, i) => (
                <span key={i}>{text}</span>
              ))}
            </span>
          </button>
        );
      })}
    </>
  );
}
