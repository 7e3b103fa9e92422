import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { strictFields } from '../../core/domain/bytes/strict-json.ts';
import { cosignatureToJson, type WitnessCosignature } from '../../core/domain/evidence/witness-cosignature.ts';
import { handoverToJson, parseHandovers, type Handover } from '../../core/domain/seal/seal-keys.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';

/** Behind which block a replica's log begins, the handovers of the seal key before it, and who vouched for its state. */
export type Begun = { number: bigint; handovers: readonly Handover[]; words: readonly WitnessCosignature[] };

const fileIn = (data: string): string => join(data, 'begun.json');

export function writeBegun(data: string, { number, handovers, words }: Begun): void {
  const content = {
    number: number.toString(),
    handovers: handovers.map(handoverToJson),
    cosignatures: words.map(cosignatureToJson),
  };
  writeDurably(fileIn(data), `${JSON.stringify(content)}\n`);
}

/** The handovers that were checked when the folder began. @throws InputError BEGUN_LOST where the file does not say them */
export function readBegun(data: string, first: number): Pick<Begun, 'number' | 'handovers'> {
  try {
    if (!existsSync(fileIn(data))) throw new InputError('BEGUN_INVALID', 'There is no begun.json.');
    const json: unknown = JSON.parse(readFileSync(fileIn(data), 'utf8'));
    const fields = strictFields(json, ['number', 'handovers', 'cosignatures'], 'begun.json', 'BEGUN_INVALID');
    const number = fields.uint64('number');
    if (number !== BigInt(first + 1)) throw new InputError('BEGUN_INVALID', `It is of block ${number}.`);
    return { number, handovers: parseHandovers(fields.value('handovers')) };
  } catch (cause) {
    if (!(cause instanceof InputError) && !(cause instanceof SyntaxError)) throw cause;
    throw lostBeginning(data, first, cause);
  }
}

/** A folder whose log does not begin with block 0, and that lacks what it began with. */
export function lostBeginning(data: string, first: number, cause?: Error): InputError {
  return new InputError(
    'BEGUN_LOST',
    `The log of ${data} begins with block ${first}, and what it began with is lost or damaged${cause === undefined ? '' : `: ${cause.message}`} Take blocks.log, index.db and snapshots away: the replica begins anew.`,
    { cause },
  );
}
