import { isRecord } from '../../core/domain/bytes/is-record.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';

/** What a transaction left otherwise of an account than it found it; a slot that became zero has the value zero. */
export type AccountChange = {
  readonly address: Hex;
  readonly nonce?: bigint;
  readonly balance?: bigint;
  readonly code?: Hex;
  readonly slots: readonly (readonly [key: Hex, value: Hex])[];
};

/** How an engine is asked what a transaction changed. */
export const CHANGES_ALONE = { tracer: 'prestateTracer', tracerConfig: { diffMode: true } };

const ZERO = word('0x0');

/** @param traced accounts and slots before and after, as far as they differ; a slot that is only before became zero */
export function changesIn(traced: unknown): AccountChange[] {
  const { pre, post } = looseFields(traced);
  if (!isRecord(pre) || !isRecord(post)) throw new Error('the engine says not what a transaction changed');
  const cleared = Object.entries(pre).map(([address, before]) => ({
    address: address.toLowerCase() as Hex,
    slots: Object.keys(looseFields(looseFields(before)['storage'])).map((key) => [word(key), ZERO] as const),
  }));
  const changed = Object.entries(post).map(([address, after]): AccountChange => {
    const { storage, nonce, balance, code } = looseFields(after);
    return {
      address: address.toLowerCase() as Hex,
      ...(nonce === undefined ? {} : { nonce: quantity(nonce) }),
      ...(balance === undefined ? {} : { balance: quantity(balance) }),
      ...(typeof code === 'string' ? { code: code.toLowerCase() as Hex } : {}),
      slots: Object.entries(looseFields(storage)).map(([key, value]) => [word(key), word(String(value))] as const),
    };
  });
  return [...cleared.filter(({ slots }) => slots.length > 0), ...changed];
}

function word(value: string): Hex {
  return `0x${BigInt(value).toString(16).padStart(64, '0')}`;
}

/** A number as the tracer writes it: decimal or hexadecimal text, or a number. */
function quantity(value: unknown): bigint {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
  throw new Error(`the engine's tracer gives no number: ${JSON.stringify(value)}`);
}
