// The circumstances under which a lot was made, beside the trace: when it was in which unit, the recipe, deviations,
// alarms and people; and the way to what was measured then.

import { useLinks } from "kit/api/links";
import type { LotContext, TracedLot } from "kit/api/mes_trace";
import { useResource } from "kit/api/resource";
import { Fault, Loading, Panel, Time } from "kit/components/text";
import { amountText, unitText } from "kit/format/amount";
import { formatValue } from "kit/format/number";
import { sentenceCase, shortId, unitName } from "kit/format/words";
import { leafOf } from "kit/units";
import { Disposition } from "mes/parts/marks";
import { historyViews, type HistoryView } from "mes/state/history_views";
import { kindText, ruleText } from "mes/state/words";

export function LotContextPanel({ id, lot }: { id: string; lot: TracedLot | undefined }) {
  const path = `/api/v1/lots/${encodeURIComponent(id)}/context`;
  const found = useResource<LotContext>(path, ["lots", "deviations"]);
  const context = found.data;
  return (
    <Panel title={shortId(id)} end={lot && lot.disposition !== "none" ? <DispositionOf lot={lot} /> : null} flush>
      <div class="mes-context" aria-label={`Circumstances of ${id}`}>
        <section>
          {lot && (
            <p>
              {kindText(lot.kind)}, {amountText(lot.quantity, lot.unit)} of {lot.material}
            </p>
          )}
          <p class="mes-context-links">
            <a href={`/lots/${encodeURIComponent(id)}`}>The lot</a>
            <a href={`/trace/${encodeURIComponent(id)}?direction=backward`}>Trace back from here</a>
            <a href={`/trace/${encodeURIComponent(id)}?direction=forward`}>Trace on from here</a>
          </p>
        </section>
        {found.missing && (
          <section>
            <p class="mw-muted">Nothing is recorded of how it was made.</p>
          </section>
        )}
        {found.error && !found.missing && !context && <Fault>{found.error}</Fault>}
        {!context && !found.error && <Loading what="Loading the circumstances" />}
        {context && <Circumstances context={context} />}
      </div>
    </Panel>
  );
}

const DispositionOf = ({ lot }: { lot: TracedLot }) => (
  <Disposition lot={{ disposition: lot.disposition, hold_reason: null }} />
);

function Circumstances({ context }: { context: LotContext }) {
  const { windows = [], recipe = [], operators = [], deviations = [], alarms = [], history = [] } = context;
  return (
    <>
      <section>
        <h3>Where and when</h3>
        {windows.length === 0 && <p class="mw-muted">It was in no unit of the line.</p>}
        <dl class="mw-facts">
          {windows.map((w) => (
            <Row key={`${w.equipment}${w.from}`} term={unitName(w.equipment)}>
              <Span from={w.from} to={w.to} />
            </Row>
          ))}
        </dl>
      </section>
      {deviations.length > 0 && (
        <section>
          <h3>Deviations</h3>
          <ul class="mes-drawer-list">
            {deviations.map((d) => (
              <li key={d.id}>
                <span class="what">
                  <a href={`/deviations/${encodeURIComponent(d.id)}`}>{ruleText(d.rule)}</a>
                  <span class="mw-muted mw-small">
                    {unitName(d.equipment)}, <Span from={d.from} to={d.to} />
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {recipe.length > 0 && (
        <section>
          <h3>Recipe, and what was read back</h3>
          <dl class="mw-facts">
            {recipe.map((r) => (
              <Row key={r.id} term={sentenceCase(leafOf(r.id))}>
                {formatValue(r.value, {})}
                <span class="mw-unit">{unitText(r.unit)}</span>
                <span class="mw-muted">{` · ${formatValue(r.readback, {})}`}</span>
              </Row>
            ))}
          </dl>
        </section>
      )}
      {alarms.length > 0 && (
        <section>
          <h3>Alarms</h3>
          <ul class="mes-drawer-list">
            {alarms.map((a) => (
              <li key={`${a.alarm}${a.from}`}>
                <span class="what">
                  {a.message || sentenceCase(leafOf(a.tag))}
                  <span class="mw-muted mw-small">
                    {unitName(a.equipment)}, <Span from={a.from} to={a.to} />
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {operators.length > 0 && (
        <section>
          <h3>People</h3>
          <p>{operators.join(", ")}</p>
        </section>
      )}
      <History views={historyViews(history)} />
    </>
  );
}

function Row({ term, children }: { term: string; children: preact.ComponentChildren }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Span({ from, to }: { from: LotContext["windows"][number]["from"]; to?: typeof from | null | undefined }) {
  return (
    <span>
      <Time at={from} />
      {" to "}
      {to ? <Time at={to} /> : "now"}
    </span>
  );
}

/** What was measured is not copied: the links lead to the trend of that time. */
function History({ views }: { views: readonly HistoryView[] }) {
  const operator = useLinks().data?.operator;
  if (views.length === 0) return null;
  return (
    <section>
      <h3>Measured then</h3>
      <ul class="mes-drawer-list">
        {views.map((view) => (
          <li key={view.query}>
            <span class="what">
              {operator ? (
                <a href={`${operator}/trend?${view.query}`} target="_self">
                  {view.title}
                </a>
              ) : (
                view.title
              )}
              <span class="mw-muted mw-small">{view.tags.map((tag) => sentenceCase(leafOf(tag))).join(", ")}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
