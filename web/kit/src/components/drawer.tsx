// The drawer at the right: the thing selected, with the page behind it still visible. It is part of the address
// (?show=…), so that back closes it. Escape closes it too.

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "kit/components/icons";
import { go, withQuery } from "kit/router/router";

export function Drawer({
  title,
  label,
  children,
}: {
  title: ComponentChildren;
  label: string;
  children: ComponentChildren;
}) {
  const close = () => go(withQuery({ show: undefined }));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = (event.target as Element | null)?.closest("input,textarea,select,dialog");
      if (event.key === "Escape" && !typing) close();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <aside class="mw-drawer" aria-label={label}>
      <header>
        <div class="title">{title}</div>
        <button class="mw-button quiet icon" onClick={close} aria-label="Close">
          <Icon name="close" />
        </button>
      </header>
      {children}
    </aside>
  );
}
