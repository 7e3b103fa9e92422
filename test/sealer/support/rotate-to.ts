import { handOverIn } from '../../../sealer/keys/hand-over-in.ts';
import { rotateSealKey } from '../../../sealer/keys/rotate-seal-key.ts';
import { COMPANY } from './company.ts';

/** Announces the next key of the seal, and says of which block at least the ledger holds it. */
export async function rotateTo(url: string, data: string): Promise<{ number: bigint; recorded: bigint }> {
  const ahead = 500n;
  const { number } = await rotateSealKey({ url, company: COMPANY, handOver: handOverIn(data), ahead, waitMs: 10_000 });
  return { number, recorded: number - ahead + 1n };
}
