import { randomBytes } from 'node:crypto';
import { OFFER_LIFE } from '../../../core/domain/limits.ts';
import { RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { toHex, ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { pause } from '../../../core/runtime/pause.ts';
import type { BenchHouse } from '../bench-house.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

/** Bytes of a small envelope: with it an offer costs about 133,000 gas. */
const ENVELOPE_BYTES = 32;
const AT_ONCE = 2;

/** Bodies of `POST /v1/queue` with signed offers of the company, `perBody` in each; 1 gives the single form. */
export function offerBodies(house: BenchHouse, count: number, perBody: number): string[] {
  const { company, subscriber } = house.people;
  const validUntil = unixSeconds() + OFFER_LIFE;
  const offers = Array.from({ length: count }, () =>
    signedBlockToJson(
      house.form(
        company,
        'contractLedger',
        'OFFER',
        { resource: RESOURCE.upkeep, meterId: ZERO_32, validUntil, envelope: toHex(randomBytes(ENVELOPE_BYTES)) },
        { to: subscriber.address },
      ),
    ),
  );
  if (perBody === 1) return offers.map((offer) => JSON.stringify(offer));
  return Array.from({ length: Math.ceil(count / perBody) }, (_, at) =>
    JSON.stringify(offers.slice(at * perBody, (at + 1) * perBody)),
  );
}

/** Seconds from the first request to the last sealed block, and the most that a block was dated ahead of the clock when a reader had it. */
export type Sealed = { seconds: number; ahead: number };

/** Posts the bodies, two under way, until the sealed head carries all `count`; at most `bodiesPerSecond`. */
export async function sealLoad(
  house: BenchHouse,
  bodies: readonly string[],
  count: number,
  bodiesPerSecond = Infinity,
): Promise<Sealed> {
  const { url } = house;
  let next = (await house.client.head()) + 1n;
  const waiting = bodies.entries();
  const unending = new AbortController().signal;
  const started = performance.now();
  const senders = Array.from({ length: AT_ONCE }, async () => {
    for (const [index, body] of waiting) {
      await pause(Math.max(0, started + (index * 1000) / bodiesPerSecond - performance.now()), unending);
      const response = await fetch(`${url}/v1/queue`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const answer: unknown = await response.json();
      if (response.status !== 202) throw new Error(`the queue answered ${response.status}: ${JSON.stringify(answer)}`);
      for (const one of Array.isArray(answer) ? (answer as unknown[]) : [answer]) {
        if (typeof one !== 'object' || one === null || !('signature' in one))
          throw new Error(`the queue refused a block: ${JSON.stringify(one)}`);
      }
    }
  });
  const sealed = (async () => {
    let ahead = 0;
    for (let carried = 0; carried < count;) {
      const response = await fetch(`${url}/v1/blocks?from=${next}&limit=100&wait=1000`);
      const { blocks } = (await response.json()) as { blocks: { transactions: unknown[]; timestamp: string }[] };
      for (const { transactions, timestamp } of blocks) {
        carried += transactions.length;
        ahead = Math.max(ahead, Number(timestamp) - Date.now() / 1000);
      }
      next += BigInt(blocks.length);
    }
    return { seconds: (performance.now() - started) / 1000, ahead };
  })();
  await Promise.all(senders);
  return sealed;
}
