// The drawer at the right: the thing selected, with the page behind it still visible. It is part of the address
// (?show=…), so that back closes it. Escape closes it too.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
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
  const drawer = useRef<HTMLElement>(null);
  // Opened by the keyboard, it is where the keyboard goes on; closed, one is back where one was.
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    drawer.current?.focus({ preventScroll: true });
    return () => {
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = (event.target as Element | null)?.closest("input,textarea,select,dialog");
      if (event.key === "Escape" && !typing) close();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <aside class="mw-drawer" aria-label={label} tabIndex={-1} ref={drawer}>
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
