// Amending a change whose text no form can show, such as one in YAML: the text itself.

import { useState } from "preact/hooks";
import { Panel } from "kit/components/text";
import { HandInPanel, useHandIn } from "mes/definitions/hand_in";
import type { DefinitionChange } from "mes/state/definitions";

export function TextEditor({ draft, onCancel }: { draft: DefinitionChange; onCancel: string }) {
  const [amended] = useState(draft);
  const [content, setContent] = useState(draft.content);
  const { handIn, ...said } = useHandIn(amended);
  const same = content === amended.content && said.title.trim() === amended.title;
  const lacks =
    said.title.trim() === "" ? "Say in a few words what changes." : same ? "It says so already." : undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!lacks) void handIn({ content, places: [] });
  };
  return (
    <form class="mw-stack mes-change" onSubmit={submit}>
      <Panel title="The text">
        <textarea
          class="mw-input mes-text"
          name="content"
          aria-label="The text of the change"
          spellcheck={false}
          rows={24}
          value={content}
          onInput={(e) => setContent(e.currentTarget.value)}
        />
      </Panel>
      <HandInPanel {...said} lacks={lacks} onCancel={onCancel} action="Amend" />
    </form>
  );
}
