// A bottle: when and where it was printed, where its code tells, and the pallets that it is or may be in.

import type { Bottle } from "kit/api/mes_trace";
import { Panel, Time } from "kit/components/text";
import { formatNumber } from "kit/format/number";
import { withLocalTimes } from "kit/format/time";
import { sentence, shortId, unitName, withNames } from "kit/format/words";
import { now } from "kit/live/clock";
import { Disposition } from "mes/parts/marks";
import { tracingText } from "mes/state/words";

export function BottlePanel({ bottle }: { bottle: Bottle }) {
  const certain = bottle.pallets.length === 1;
  return (
    <Panel title="Bottle">
      <dl class="mes-figures wide">
        <div>
          <dt>{bottle.printed ? `Printed on ${unitName(bottle.line)}` : "Line"}</dt>
          <dd>{bottle.printed ? <Time at={bottle.printed} /> : bottle.line ? unitName(bottle.line) : "–"}</dd>
        </div>
        {bottle.sequence != null && (
          <div>
            <dt>Number since the counter began</dt>
            <dd class="mw-num">{formatNumber(bottle.sequence, 0)}</dd>
          </div>
        )}
        <div>
          <dt>{certain ? "Pallet" : `It may be in one of ${bottle.pallets.length} pallets`}</dt>
          <dd class="mes-pallets">
            {bottle.pallets.length === 0 && "None yet"}
            {bottle.pallets.map((pallet) => (
              <span key={pallet.id}>
                <a href={`/trace/${encodeURIComponent(pallet.id)}`}>{shortId(pallet.id)}</a>
                {pallet.disposition !== "none" && (
                  <Disposition lot={{ disposition: pallet.disposition, hold_reason: null }} />
                )}
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt>Origin</dt>
          <dd>{tracingText(bottle.tracing)}</dd>
        </div>
      </dl>
      {bottle.note && (
        <p class="mw-muted mes-note">
          {sentence(withNames(withLocalTimes(bottle.note, now.value))).replace(/\.?$/, ".")}
        </p>
      )}
    </Panel>
  );
}
