// Writing a change, or amending one: each definition in it, what it differs in so far, and handing it in as a draft.

import { useEffect, useRef, useState } from "preact/hooks";
import { AddPart } from "mes/definitions/add_part";
import { HandInPanel, useHandIn } from "mes/definitions/hand_in";
import { OfferLists } from "mes/definitions/form_fields";
import { PartEditor } from "mes/definitions/part_editor";
import { type AllKnown, useOffers } from "mes/definitions/use_definitions";
import { type FormPart, lacksOf, textOf } from "mes/state/change_form";
import { kNoFaults } from "mes/state/definition_faults";
import type { DefinitionChange } from "mes/state/definitions";

interface Props {
  /** What is in it to begin with. */
  start: () => FormPart[];
  all: AllKnown;
  /** That is amended. */
  draft?: DefinitionChange | undefined;
  onCancel: string;
}

export function ChangeEditor({ start, all, draft, onCancel }: Props) {
  const offers = useOffers();
  const [parts, setParts] = useState(start);
  const [amended] = useState(draft);
  const { handIn, ...said } = useHandIn(amended);
  const lacks = lacksOf(said.title, parts, amended);
  const putPart = (next: FormPart) => setParts((now) => now.map((one) => (one.key === next.key ? next : one)));

  const here = useRef<HTMLFormElement>(null);
  useEffect(() => {
    here.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
  }, [said.faults]);

  const submit = (event: Event) => {
    event.preventDefault();
    if (!lacks) void handIn(textOf(parts));
  };
  return (
    <form class="mw-stack mes-change" ref={here} onSubmit={submit}>
      <OfferLists offers={offers} />
      {parts.map((part, at) => (
        <PartEditor
          key={part.key}
          part={part}
          onPart={putPart}
          faults={said.faults.parts[at] ?? kNoFaults}
          onRemove={parts.length > 1 ? () => setParts((now) => now.filter((one) => one.key !== part.key)) : undefined}
        />
      ))}
      <AddPart all={all} there={parts} onAdd={(part) => setParts((now) => [...now, part])} />
      <HandInPanel {...said} lacks={lacks} onCancel={onCancel} action={amended ? "Amend" : "Hand in"} />
    </form>
  );
}
