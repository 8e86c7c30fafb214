// The drawing of a process, with where an instance stands and went, if one is shown.

import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "kit/components/icons";
import { Fault, Loading } from "kit/components/text";
import { theme } from "kit/theme/theme";
import type { DrawnProcess } from "mes/processes/viewer";
import type { Passage } from "kit/api/mes_processes";
import { flowsTaken, visitedOf } from "mes/state/process_history";

interface Props {
  xml: string;
  /** What it is a drawing of, for those who do not see it. */
  label: string;
  passages?: readonly Passage[];
  at?: readonly string[];
  failed?: string | undefined;
}

/** Its height in pixels at least, and as a share of the screen at most. */
const kLeast = 240;
const kShare = 0.6;

export function Diagram({ xml, label, passages, at, failed }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<DrawnProcess>();
  const [fault, setFault] = useState<string>();
  const colours = theme.value;

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    let gone = false;
    let made: DrawnProcess | undefined;
    import("mes/processes/viewer")
      .then(({ draw }) => draw(element, xml))
      .then((process) => {
        made = process;
        if (gone) return process.destroy();
        setFault(undefined);
        setDrawn(process);
      })
      .catch((cause: unknown) => !gone && setFault(cause instanceof Error ? cause.message : String(cause)));
    return () => {
      gone = true;
      setDrawn(undefined);
      made?.destroy();
    };
  }, [xml, colours]);

  useEffect(() => {
    if (!drawn) return;
    const visited = visitedOf(passages ?? []);
    drawn.mark({
      "mes-visited": visited.keys(),
      "mes-taken": flowsTaken(drawn.flows(), passages ?? []),
      "mes-at": at ?? [],
      "mes-failed": failed === undefined ? [] : [failed],
    });
  }, [drawn, passages, at, failed]);

  // Where it stands is in sight; where it stands nowhere, its beginning.
  const centre = failed ?? at?.[0] ?? drawn?.flows()[0]?.source;
  useEffect(() => {
    const element = host.current;
    if (!drawn || !element) return undefined;
    const fit = () => {
      const most = Math.max(kLeast, window.innerHeight * kShare);
      element.style.height = `${Math.round(Math.min(most, Math.max(kLeast, drawn.heightAt(element.clientWidth))))}px`;
      drawn.fit(centre);
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [drawn, centre]);

  return (
    <div class="mes-diagram">
      {fault !== undefined && <Fault>The drawing cannot be shown: {fault}</Fault>}
      {!drawn && fault === undefined && <Loading what="Drawing the workflow" />}
      <div class="picture" ref={host} role="group" aria-label={label} data-drawn={drawn !== undefined} />
      {drawn && (
        <div class="zoom">
          <button class="mw-button icon small" onClick={() => drawn.zoom(1.25)} aria-label="Nearer" title="Nearer">
            <Icon name="plus" size={16} />
          </button>
          <button class="mw-button icon small" onClick={() => drawn.zoom(0.8)} aria-label="Farther" title="Farther">
            <Icon name="minus" size={16} />
          </button>
          <button class="mw-button small" onClick={() => drawn.fit()}>
            All
          </button>
        </div>
      )}
    </div>
  );
}
