// Asks once before something that cannot be taken back, with room for the reason. Promise-shaped: the caller awaits
// the answer where it needs it.

import { computed, signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";

interface Question {
  title: string;
  text: string;
  action: string;
  /** Label of the text field, when a reason or comment is wanted. */
  reason?: string;
  reasonRequired?: boolean;
  /** There is nothing to decide: one button. */
  tells?: boolean;
  answer: (reason: string | undefined) => void;
}

const question = signal<Question | undefined>(undefined);
/** While a person is still asked, nothing has been asked of the server. */
export const questionOpen = computed(() => question.value !== undefined);

/** The text entered ("" when none is wanted), or undefined when the person changed their mind. */
export function confirm(asked: Omit<Question, "answer">): Promise<string | undefined> {
  return new Promise((answer) => {
    question.value = { ...asked, answer };
  });
}

/** Tells what followed of something; resolves when it was read. */
export async function inform(title: string, text: string): Promise<void> {
  await confirm({ title, text, action: "Close", tells: true });
}

export function ConfirmHost() {
  const asked = question.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState("");
  useEffect(() => {
    setReason("");
    if (asked) dialog.current?.showModal();
  }, [asked]);
  if (!asked) return null;
  const finish = (answer: string | undefined) => {
    question.value = undefined;
    asked.answer(answer);
  };
  const lacksReason = asked.reasonRequired === true && reason.trim() === "";
  return (
    <dialog class="mw-confirm" ref={dialog} onCancel={() => finish(undefined)}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (!lacksReason) finish(reason.trim());
        }}
      >
        <h2>{asked.title}</h2>
        <p>{asked.text}</p>
        {asked.reason && (
          <label class="mw-field">
            <span>{asked.reason}</span>
            <textarea class="mw-input" value={reason} onInput={(e) => setReason(e.currentTarget.value)} autofocus />
          </label>
        )}
        <div class="row">
          {!asked.tells && (
            <button type="button" class="mw-button" onClick={() => finish(undefined)}>
              Cancel
            </button>
          )}
          <button type="submit" class="mw-button primary" disabled={lacksReason}>
            {asked.action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
