// A button for one call to the server: says that it was asked, and what was refused and why, where it was pressed.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { sentenceOf } from "kit/api/client";
import { questionOpen } from "kit/components/confirm";

interface Props {
  run: () => Promise<unknown>;
  children: ComponentChildren;
  primary?: boolean;
  small?: boolean;
  disabled?: boolean;
  why?: string | undefined;
}

export function ActionButton({ run, children, primary, small, disabled, why }: Props) {
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<string>();
  const press = async () => {
    setAsked(true);
    setFault(undefined);
    try {
      await run();
    } catch (cause) {
      setFault(sentenceOf(cause));
    } finally {
      setAsked(false);
    }
  };
  return (
    <span class="mw-action">
      <button
        class={`mw-button${primary ? " primary" : ""}${small ? " small" : ""}`}
        disabled={disabled || asked}
        title={why}
        onClick={() => void press()}
      >
        {asked && !questionOpen.value ? "Asked…" : children}
      </button>
      {fault && (
        <span class="mw-fault mw-small" role="alert">
          {fault}
        </span>
      )}
    </span>
  );
}
