/** Nobody looks any more at a page that nobody touched for so long, milliseconds. */
const IDLE_AFTER_MS = 120_000;
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/** When somebody last touched this page, by a clock that nobody sets; and who wants to know that somebody is back. */
let touchedAt = performance.now();
const listeners = new Set<() => void>();

function isIdle(): boolean {
  return performance.now() - touchedAt > IDLE_AFTER_MS;
}

/** How often to ask: as often as this while somebody is there, else so seldom that a page left open costs next to nothing. */
export function paced(busyMs: number, idleMs: number): () => number {
  return () => (isIdle() ? idleMs : busyMs);
}

/** Tells when somebody comes back to a page that was left. @returns how to listen no more */
export function onReturn(listener: () => void): () => void {
  if (listeners.size === 0) for (const sign of SIGNS) addEventListener(sign, touch, { passive: true, capture: true });
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) for (const sign of SIGNS) removeEventListener(sign, touch, { capture: true });
  };
}

function touch(): void {
  const wasIdle = isIdle();
  touchedAt = performance.now();
  if (wasIdle) for (const listener of listeners) listener();
}
