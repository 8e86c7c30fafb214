// The chain of a deviation: left to right, grouped by the system it went through, the time since the hop before on top.

import type { DeviationHop } from "kit/api/mes_types";
import { groupBySystem, labelWithin, summarise, timedHops } from "kit/chain/chain";
import { Empty } from "kit/components/text";
import { clockTimeMs, stepText } from "kit/format/time";
import { sentence } from "kit/format/words";

export function ChainFigures({ chain }: { chain: readonly DeviationHop[] }) {
  const { totalMs, reactionMs, slowest } = summarise(timedHops(chain));
  return (
    <dl class="mes-figures">
      <div>
        <dt>Rule full to PLC corrected</dt>
        <dd class="mw-num">{reactionMs === undefined ? "–" : stepText(reactionMs)}</dd>
      </div>
      <div>
        <dt>Whole chain</dt>
        <dd class="mw-num">{stepText(totalMs)}</dd>
      </div>
      <div>
        <dt>Slowest step</dt>
        <dd class="mw-num">{slowest ? stepText(slowest.sincePreviousMs!) : "–"}</dd>
      </div>
    </dl>
  );
}

export function ChainView({ chain }: { chain: readonly DeviationHop[] }) {
  const groups = groupBySystem(timedHops(chain));
  if (groups.length === 0)
    return <Empty title="No times yet">The chain fills as the deviation moves from system to system.</Empty>;
  return (
    <div class="mw-chain" tabIndex={0} role="group" aria-label="Chain of the deviation">
      {groups.map((group, i) => (
        <div
          class="mw-chain-group"
          key={`${group.system}${i}`}
          data-system={group.system}
          style={{ flex: `${group.hops.length} 0 ${group.hops.length * 66}px` }}
        >
          <h3>{group.system}</h3>
          <ol>
            {group.hops.map((hop) => (
              <li class="mw-hop" key={hop.place} title={`${hop.place} ${clockTimeMs(hop.at)}`}>
                <div class="since mw-num">
                  {hop.sincePreviousMs === undefined ? "start" : `+${stepText(hop.sincePreviousMs)}`}
                </div>
                <div class="label">{sentence(labelWithin(group.system, hop.label))}</div>
                <time class="mw-num">{clockTimeMs(hop.at).slice(3)}</time>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}
