// An instance of a workflow in BPMN: where it stands in the drawing, where it went, and what it did there.

import { useMemo } from "preact/hooks";
import type { ProcessHistory } from "kit/api/mes_processes";
import { useResource } from "kit/api/resource";
import { Empty, Fault, Loading, PageHead, Panel, Time } from "kit/components/text";
import { sentence, shortId } from "kit/format/words";
import { Diagram } from "mes/processes/diagram";
import { InstanceMark, processHref } from "mes/processes/instance_marks";
import { useProcess } from "mes/processes/use_process";
import { VisitList } from "mes/processes/visit_list";
import { incidentNode, incidentText, nodeText, visitsOf } from "mes/state/process_history";

export function ProcessInstancePage({ id }: { id: string }) {
  const found = useResource<ProcessHistory>(`/api/v1/process-instances/${encodeURIComponent(id)}`, ["workflows"]);
  if (found.missing)
    return (
      <Empty title={`No workflow ${shortId(id)}`}>
        It may have been typed wrongly. All of them are under <a href="/workflows">Workflows</a>.
      </Empty>
    );
  if (!found.data) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the workflow" />;
  return <Shown history={found.data} error={found.error} />;
}

function Shown({ history, error }: { history: ProcessHistory; error: string | undefined }) {
  const { instance, passages } = history;
  const { diagram, names, error: lost } = useProcess(instance.process, instance.version);
  const visits = useMemo(() => visitsOf(history), [history]);
  const isNode = (node: string) => names.has(node) || passages.some((p) => p.node === node);
  const failed = incidentNode(instance, isNode);
  const at = instance.at.map((node) => nodeText(node, names)).join(", ");
  const name = diagram?.name || instance.process;
  return (
    <div class="mw-stack">
      <PageHead title={name}>
        <InstanceMark state={instance.state} />
        <span class="mw-muted">
          {instance.about && (
            <>
              for <a href={`/deviations/${encodeURIComponent(instance.about)}`}>deviation {shortId(instance.about)}</a>
              ,{" "}
            </>
          )}
          began <Time at={instance.started} />
          {instance.ended && (
            <>
              , ended <Time at={instance.ended} />
            </>
          )}
          , <a href={processHref(instance.process, instance.version)}>version {instance.version}</a>
        </span>
      </PageHead>
      {error && <Fault>{error}</Fault>}
      {lost && <Fault>{lost}</Fault>}
      {instance.incident && (
        <p class="mw-fault" role="alert">
          <strong>It failed{failed === undefined ? "" : ` at “${nodeText(failed, names)}”`}.</strong>{" "}
          {sentence(incidentText(instance, isNode))}
        </p>
      )}
      <Panel
        title={at === "" ? "Where it went" : `Stands at: ${at}`}
        end={<Legend failed={failed !== undefined} />}
        flush
      >
        {diagram ? (
          <Diagram
            xml={diagram.xml}
            label={`The workflow ${name}${at === "" ? "" : `, which stands at ${at}`}. The list below tells the same.`}
            passages={passages}
            at={instance.at}
            failed={failed}
          />
        ) : (
          !lost && <Loading what="Loading the drawing" />
        )}
      </Panel>
      <Panel title="What it did, oldest first" flush>
        <VisitList visits={visits} names={names} />
      </Panel>
    </div>
  );
}

function Legend({ failed }: { failed: boolean }) {
  const [mark, words] = failed ? ["failed", "failed here"] : ["at", "stands here"];
  return (
    <span class="mes-diagram-legend mw-small" aria-hidden="true">
      <span>
        <i class={mark} />
        {words}
      </span>
      <span>
        <i class="visited" />
        went here
      </span>
      <span>
        <i />
        not reached
      </span>
    </span>
  );
}
