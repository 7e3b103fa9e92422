import { useEffect, useState } from 'react';

/** Nobody waits longer than that without being told for whom. */
const SLOW_MS = 20_000;

/** Whether something that is waited for has taken long. */
export function useSlow(isWaiting = true): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isWaiting]);
  return isSlow;
}
