/** For how many whole seconds something has been so, from the first question that met it; `undefined` where it is not. @param now milliseconds of a clock that only goes forward */
export function lasting(isSo: () => boolean, now: () => number): () => number | undefined {
  let since: number | undefined;
  return () => {
    since = isSo() ? (since ?? now()) : undefined;
    return since === undefined ? undefined : Math.floor((now() - since) / 1000);
  };
}
