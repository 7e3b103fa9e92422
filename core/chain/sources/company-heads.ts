import { InputError } from '../../domain/bytes/errors.ts';
import { looseFields } from '../../domain/bytes/loose-fields.ts';
import { accusedBy, accusedIn } from '../../domain/evidence/accused-in.ts';
import type { Network } from '../../domain/ledger/network.ts';
import { parseBlockRecord } from '../../domain/seal/block-record.ts';
import { checkSealAlone, type Seal } from '../../domain/seal/seal.ts';
import { keyAt } from '../../domain/seal/seal-keys.ts';
import type { HeadInfo } from './head-info.ts';

/** Whether what a replica calls its head is a block that the company sealed. `ask` reads that replica. */
export type HeadCheck = (head: HeadInfo, ask: (path: string) => Promise<unknown>) => Promise<boolean>;

/** Changes of the seal key need no trust: they follow from the first key by signatures, whoever tells them. */
export function createHeadCheck(network: Network): HeadCheck {
  const first = accusedBy(network);
  let accused = first;
  const check = (seal: Seal): string =>
    checkSealAlone({ domain: first.domain, seal, signer: keyAt(accused, seal.number), targetBits: first.targetBits });

  return async (head, ask) => {
    const blocks = looseFields(await ask(`/v1/blocks?from=${head.number}&limit=1`))['blocks'];
    try {
      const { seal } = parseBlockRecord(Array.isArray(blocks) ? blocks[0] : undefined);
      if (seal.number !== head.number) return false;
      try {
        return check(seal) === head.sealHash;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        accused = accusedIn(await ask('/v1/handovers'), first);
        return check(seal) === head.sealHash;
      }
    } catch (error) {
      if (error instanceof InputError) return false;
      throw error;
    }
  };
}
