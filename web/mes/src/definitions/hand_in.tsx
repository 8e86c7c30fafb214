// Handing a change in: as a new draft, or in the place of what a draft said so far.

import { useState } from "preact/hooks";
import { ApiError, api, sentenceOf } from "kit/api/client";
import { refreshShown } from "kit/api/resource";
import { Fault, Panel } from "kit/components/text";
import { capital, sentence } from "kit/format/words";
import { go } from "kit/router/router";
import { type ChangeFaults, faultsOf, kNoChangeFaults } from "mes/state/definition_faults";
import type { DefinitionChange } from "mes/state/definitions";
import { changeAddress } from "mes/state/known_definitions";

interface Text {
  content: string;
  places: readonly string[];
}

/** `draft`: what is amended, as it was when this was opened: if it was amended since, the server says so. */
export function useHandIn(draft?: DefinitionChange) {
  const [title, setTitle] = useState(draft?.title ?? "");
  const [faults, setFaults] = useState<ChangeFaults>(kNoChangeFaults);
  const [busy, setBusy] = useState(false);

  const handIn = async ({ content, places }: Text) => {
    const at = "/api/v1/definitions/changes";
    const said = { title: title.trim(), content };
    setBusy(true);
    setFaults(kNoChangeFaults);
    try {
      const made = draft
        ? await api.put<DefinitionChange>(`${at}/${encodeURIComponent(draft.id)}`, {
            ...said,
            revision: draft.revision,
          })
        : await api.post<DefinitionChange>(at, said);
      refreshShown("definitions");
      go(changeAddress(made.id));
    } catch (cause) {
      const located = cause instanceof ApiError && cause.status === 400;
      setFaults(located ? faultsOf(cause.message, content, places) : { parts: [], other: [sentenceOf(cause)] });
    } finally {
      setBusy(false);
    }
  };
  return { title, setTitle, faults, busy, handIn };
}

interface Props extends Omit<ReturnType<typeof useHandIn>, "handIn"> {
  lacks: string | undefined;
  onCancel: string;
  action: string;
}

export function HandInPanel({ title, setTitle, faults, busy, lacks, onCancel, action }: Props) {
  return (
    <Panel title={action === "Hand in" ? "Hand in for approval" : "Amend, for approval"}>
      <div class="mw-stack">
        <label class="mw-field">
          <span>What changes, and why</span>
          <input class="mw-input" name="title" value={title} onInput={(e) => setTitle(e.currentTarget.value)} />
        </label>
        <Said faults={faults} />
        <span class="mes-actions">
          {lacks && <span class="mw-muted">{lacks}</span>}
          <a class="mw-button" href={onCancel}>
            Cancel
          </a>
          <button type="submit" class="mw-button primary" disabled={lacks !== undefined || busy}>
            {busy ? "Asked…" : action}
          </button>
        </span>
      </div>
    </Panel>
  );
}

function Said({ faults }: { faults: ChangeFaults }) {
  const marked = faults.parts.reduce((sum, part) => sum + part.at.size, 0);
  return (
    <>
      {marked > 0 && <Fault>Not taken: {marked === 1 ? "one field is" : `${marked} fields are`} marked above.</Fault>}
      {faults.other.map((one) => (
        <Fault key={one}>{sentence(capital(one))}</Fault>
      ))}
    </>
  );
}
