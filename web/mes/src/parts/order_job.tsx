// The job that an order became on its line: its state and reason, the recipe with what was read back, and what was
// asked of the line with how it ended.

import type { AskedCommand, OrderDetail, OrderJob } from "kit/api/mes_types";
import { Panel, Time } from "kit/components/text";
import { formatValue } from "kit/format/number";
import { count, sentence, sentenceCase, unitName, withNames } from "kit/format/words";
import { answerText, commandText, endedBadly, jobText, resultText } from "mes/state/job_words";
import { doerText } from "mes/state/words";

export function OrderJobPanels({ order }: { order: OrderDetail }) {
  const { job } = order;
  const asked = order.asked ?? [];
  if (!job && asked.length === 0) return null;
  return (
    <div class="mw-columns">
      <Panel title={`Job on ${unitName(order.equipment)}`}>
        {job ? <Job job={job} /> : <p class="mw-muted">The line has no job of this order.</p>}
      </Panel>
      <Panel title="Asked of the line">
        {asked.length === 0 ? (
          <p class="mw-muted">Nothing was asked from here; the job came to the line another way.</p>
        ) : (
          <AskedList asked={asked} />
        )}
      </Panel>
    </div>
  );
}

function Job({ job }: { job: OrderJob }) {
  return (
    <div class="mes-order mw-live">
      <dl class="mw-facts">
        <dt>State</dt>
        <dd title={`${job.state} ${job.substate}`.trim() || undefined}>{jobText(job)}</dd>
        {job.reason !== "" && <dt>Why</dt>}
        {job.reason !== "" && <dd>{sentence(withNames(job.reason))}</dd>}
        <dt>Heard</dt>
        <dd>
          <Time at={job.heard} />
        </dd>
        {job.gaps > 0 && <dt>Counts</dt>}
        {job.gaps > 0 && (
          <dd>
            {`Not certain: a counter began again ${count(job.gaps, "time")}`}
            {job.gap !== "" && <span class="mw-muted">{` (${withNames(job.gap)})`}</span>}
          </dd>
        )}
      </dl>
      <Recipe recipe={job.recipe} />
    </div>
  );
}

function Recipe({ recipe }: { recipe: OrderJob["recipe"] }) {
  if (recipe.length === 0) return null;
  return (
    <table class="mes-recipe" aria-label="Recipe">
      <thead>
        <tr>
          <th>Recipe</th>
          <th class="end">Wanted</th>
          <th class="end">Read back</th>
        </tr>
      </thead>
      <tbody>
        {recipe.map((parameter) => (
          <RecipeRow key={parameter.name} parameter={parameter} />
        ))}
      </tbody>
    </table>
  );
}

const shown = (value: OrderJob["recipe"][number]["value"]) =>
  formatValue(value, { decimals: Number.isInteger(value) ? 0 : 1 });

function RecipeRow({ parameter: { name, value, readback } }: { parameter: OrderJob["recipe"][number] }) {
  const known = readback !== undefined && readback !== null;
  const differs = known && typeof value === "number" && Math.abs(readback - value) > Math.abs(value) * 1e-6;
  return (
    <tr>
      <th scope="row">{sentenceCase(name)}</th>
      <td class="mw-num end">{shown(value)}</td>
      <td class="mw-num end">
        {differs && <span class="mw-chip wrong">Differs</span>} {known ? shown(readback) : "not yet"}
      </td>
    </tr>
  );
}

function AskedList({ asked }: { asked: readonly AskedCommand[] }) {
  return (
    <ul class="mes-list mes-asked">
      {[...asked].reverse().map((row) => (
        <li key={row.command_id}>
          <Time at={row.issued} />
          <span class="what">
            <span>
              <strong>{commandText(row.command)}</strong> <span class="mw-muted">by {doerText(row.by)}</span>
            </span>
            {row.detail !== "" && <span class="mw-muted">{answerText(row.detail)}</span>}
          </span>
          <span class={endedBadly(row) ? "mw-chip wrong" : "mw-muted"}>{resultText(row.result)}</span>
        </li>
      ))}
    </ul>
  );
}
