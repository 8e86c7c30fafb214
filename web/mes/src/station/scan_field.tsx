// The field that a scanner types into, or a person: Enter books the lot in. What is refused is said large, in the
// server's own sentence, and stays until the next scan.

import { useEffect, useRef, useState } from "preact/hooks";
import { sentenceOf } from "kit/api/client";
import { withLocalTimes } from "kit/format/time";
import { sentence } from "kit/format/words";
import { now } from "kit/live/clock";
import { scannedId } from "mes/state/station";

type Outcome = { kind: "booked" | "refused"; lot: string; text: string };

interface Props {
  disabled: boolean;
  onScan: (lot: string) => Promise<void>;
}

export function ScanField({ disabled, onScan }: Props) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    const lot = scannedId(text);
    if (lot === "" || busy) return;
    setBusy(true);
    setText("");
    try {
      await onScan(lot);
      setOutcome({ kind: "booked", lot, text: `${lot} is booked in.` });
    } catch (cause) {
      setOutcome({ kind: "refused", lot, text: sentence(withLocalTimes(sentenceOf(cause), now.value)) });
    } finally {
      setBusy(false);
      // The next scan goes into the same field.
      field.current?.focus({ preventScroll: true });
    }
  };
  return (
    <form class="mes-scan" onSubmit={(e) => void submit(e)}>
      <label class="mw-field">
        <span>Scan a lot, or type its id</span>
        <input
          ref={field}
          class="mw-input"
          name="lot"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="done"
          disabled={disabled}
          value={text}
          onInput={(e) => setText(e.currentTarget.value)}
        />
      </label>
      <button type="submit" class="mw-button primary" disabled={disabled || busy || scannedId(text) === ""}>
        {busy ? "Asked…" : "Book in"}
      </button>
      <Answer outcome={outcome} disabled={disabled} />
    </form>
  );
}

function Answer({ outcome, disabled }: { outcome: Outcome | undefined; disabled: boolean }) {
  if (outcome?.kind === "refused")
    return (
      <p class="mes-answer refused" role="alert">
        <strong>Not booked in</strong>
        {outcome.text}
      </p>
    );
  const idle = disabled ? "Needs the role operator." : "The answer appears here.";
  return (
    <p class={`mes-answer${outcome ? " booked" : ""}`} role="status">
      {outcome?.text ?? idle}
    </p>
  );
}
