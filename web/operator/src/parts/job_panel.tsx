// The job of a line: what is made, how far it is, its recipe with what is in force, and its pause. Nothing at all for a
// line that has none.

import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { confirm } from "kit/components/confirm";
import { LiveValue } from "kit/components/live_value";
import { Fault, Panel, Time } from "kit/components/text";
import { formatValue } from "kit/format/number";
import type { EquipmentInfo, Job, JobParameter } from "kit/api/operator_types";
import { count, sentenceCase } from "kit/format/words";
import { doneShare, jobStateText, lineJobs } from "operator/state/job_words";
import { steerJob, useJobs } from "operator/state/jobs";
import { tagAt } from "operator/state/plant";

const kSteers: readonly string[] = ["operator", "engineer", "manager", "admin"];

export function JobPanel({ line }: { line: EquipmentInfo }) {
  const jobs = useJobs(line.path);
  const { shown, waiting } = lineJobs(jobs.data ?? []);
  if (!shown) return jobs.error ? <Fault>{jobs.error}</Fault> : null;
  return (
    <Panel
      title={`Job ${shown.id}`}
      end={<span title={`${shown.state} ${shown.substate}`.trim()}>{sentenceCase(jobStateText(shown))}</span>}
    >
      <div class="op-job mw-live">
        <Facts job={shown} />
        <Recipe parameters={shown.parameters} />
        <Steering job={shown} />
      </div>
      {shown.reason !== "" && <p class="op-job-note">{shown.reason}</p>}
      {shown.gap !== "" && <p class="op-job-note">{`A count is not certain: ${shown.gap}.`}</p>}
      {waiting.length > 0 && <p class="op-job-note mw-muted">{waitingText(waiting)}</p>}
    </Panel>
  );
}

const waitingText = (waiting: Job[]) =>
  `${count(waiting.length, "more job")} waiting: ${waiting.map((j) => j.id).join(", ")}`;

function Facts({ job }: { job: Job }) {
  const figure = (value: number) => formatValue(value, { decimals: 0 });
  return (
    <dl class="op-job-facts">
      <div>
        <dt>Product</dt>
        <dd>{job.material || job.description || "not named"}</dd>
      </div>
      <div>
        <dt>Good</dt>
        <dd class="mw-num">
          {figure(job.good)}
          <span class="mw-unit">
            of {figure(job.quantity)} {job.unit}
          </span>
        </dd>
        <progress value={doneShare(job)} max={1} aria-label="Share of the quantity that is made" />
      </div>
      <div>
        <dt>Scrap</dt>
        <dd class="mw-num">{figure(job.scrap)}</dd>
      </div>
      {job.started && (
        <div>
          <dt>{job.ended ? "Ended" : "Started"}</dt>
          <dd>
            <Time at={job.ended ?? job.started} />
          </dd>
        </div>
      )}
    </dl>
  );
}

function Recipe({ parameters }: { parameters: JobParameter[] }) {
  if (parameters.length === 0) return null;
  return (
    <table class="op-job-recipe">
      <thead>
        <tr>
          <th>Recipe</th>
          <th>Wanted</th>
          <th>Read back</th>
          <th>Now</th>
        </tr>
      </thead>
      <tbody>
        {parameters.map((p) => {
          const tag = tagAt(p.tag);
          const shown = (value: JobParameter["value"] | undefined) =>
            value === undefined ? "not yet" : formatValue(value, { decimals: tag?.decimals ?? 1 });
          return (
            <tr key={p.name}>
              <th scope="row">{sentenceCase(p.name)}</th>
              <td class="mw-num">
                {shown(p.value)}
                <span class="mw-unit">{p.unit}</span>
              </td>
              <td class="mw-num">{shown(p.readback)}</td>
              <td>{tag ? <LiveValue tag={tag} /> : null}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Steering({ job }: { job: Job }) {
  const may = mayAs(kSteers);
  const why = may ? undefined : "Your role does not allow this.";
  const pause = async () => {
    const comment = await confirm({
      title: `Pause job ${job.id}?`,
      text: "The line is stopped. What still comes off it counts for the job.",
      action: "Pause",
      reason: "Why (for the record)",
    });
    if (comment !== undefined) await steerJob(job, "pause", comment);
  };
  if (job.state === "Running")
    return (
      <ActionButton run={pause} disabled={!may} why={why}>
        Pause
      </ActionButton>
    );
  if (job.state === "Interrupted")
    return (
      <ActionButton run={() => steerJob(job, "resume", "")} disabled={!may} why={why} primary>
        Resume
      </ActionButton>
    );
  return null;
}
