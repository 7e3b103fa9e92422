import axe from 'axe-core';
import type { Page } from 'playwright-core';

type Found = { id: string; impact?: string | null; nodes: { target: unknown[]; failureSummary?: string }[] };

/** What axe-core calls serious or critical on the page that is open, each with its place. Without that the page may run no such script: it is asked from outside. */
export async function lookForBarriers(page: Page): Promise<string[]> {
  // While one look becomes the other, colours are neither: what moves without end is a look.
  await page.evaluate(async () => {
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (): Promise<Found[]> => {
    const { axe: here } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Found[] }> } };
    return (await here.run({ resultTypes: ['violations'] })).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id} ${target.join(' ')}: ${failureSummary}`),
    );
}
