import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strictFields } from '../../core/domain/bytes/strict-json.ts';
import { handoverToJson, parseHandover, signHandover, type Handover } from '../../core/domain/seal/seal-keys.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import { lockData } from '../chain/data-lock.ts';
import type { HandsOver } from './rotate-seal-key.ts';
import { openSealKeyring } from './seal-keyring.ts';

/**
 * Hands over by the keys of a sealer's own folder; the running sealer finds the new one there. The statement is in the folder before it is told, and told again
 * for as long as a block may record it: a key that signed two that hold at once would convict the company.
 * @throws InputError SEAL_KEY_MISSING; DATA_IN_USE while another one hands over
 */
export function handOverIn(folder: string): HandsOver {
  const keys = openSealKeyring(folder);
  const place = join(folder, 'handover');
  const file = join(place, 'handover.json');
  return async (term, retiring, domain) => {
    const signer = await keys.find(retiring);
    using _alone = lockData(place);
    const kept = readKept(file);
    if (kept?.retiring === retiring && kept.handover.validUntil >= term.validFrom) return kept.handover;
    const handover = signHandover(domain, term, signer, await keys.create());
    writeDurably(file, JSON.stringify({ retiring, handover: handoverToJson(handover) }));
    return handover;
  };
}

function readKept(file: string): { retiring: Hex; handover: Handover } | undefined {
  if (!existsSync(file)) return undefined;
  const fields = strictFields(JSON.parse(readFileSync(file, 'utf8')), ['retiring', 'handover'], file, 'RECORD_INVALID');
  return { retiring: fields.mixedHex('retiring', 20), handover: parseHandover(fields.value('handover')) };
}
