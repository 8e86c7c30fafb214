// The pens' names over the chart, and how their lines are to be read.

import { penColour } from "kit/charts/trend";
import type { DrawnPen } from "operator/trend/draw";
import { kUncertain } from "operator/trend/samples";

export function Legend({ pens }: { pens: readonly DrawnPen[] }) {
  const uncertain = pens.some((p) => p.samples.quality.includes(kUncertain));
  const bad = pens.some((p) => p.samples.quality.includes(2));
  return (
    <div class="mw-legend mw-small">
      {pens.map((pen) => (
        <span key={pen.tag.path}>
          <i style={{ color: penColour(pen.colour - 1) }} />
          <span>
            {pen.label}
            <span class="mw-unit">{pen.tag.unit}</span>
          </span>
        </span>
      ))}
      {uncertain && (
        <span class="mw-muted">
          <i data-stepped="true" />
          uncertain
        </span>
      )}
      {bad && (
        <span class="mw-muted">
          <i class="op-bad" />
          bad
        </span>
      )}
    </div>
  );
}
