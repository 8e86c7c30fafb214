// The page's clock: one signal that ticks each second, for relative times and the banner.

import { signal } from "@preact/signals";

export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 1000);
