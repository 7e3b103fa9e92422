/** Lets the pages open without a connection from the next visit on. Where a browser has no service workers, or refuses them, they open with one only. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' }).catch((error: unknown) => {
    // An old page goes on as it is; the next visit tries again.
    console.warn('the pages cannot be kept for later', error);
  });
}
