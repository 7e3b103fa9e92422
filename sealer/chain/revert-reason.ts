import { Interface } from 'ethers';
import type { Hex } from '../../core/domain/bytes/hex.ts';

/** A contract's error as the queue reports it; integers as decimal strings, bytes as hex. */
export type RevertReason = { name: string; args: string[] };

type AbiItem = { readonly type: string; readonly name?: string };

/** Reads custom errors of these ABIs, and Solidity's own Error(string) and Panic(uint256). Empty revert data means that the gas ran out. */
export function revertReasonDecoder(abis: readonly (readonly AbiItem[])[]): (data: Hex) => RevertReason {
  const errors = new Map<string, AbiItem>();
  for (const item of abis.flat()) if (item.type === 'error') errors.set(JSON.stringify(item), item);
  const known = new Interface([...errors.values(), 'error Error(string message)', 'error Panic(uint256 code)']);
  return (data) => {
    if (data === '0x') return { name: 'OutOfGas', args: [] };
    try {
      const parsed = known.parseError(data);
      if (parsed !== null) return { name: parsed.name, args: parsed.args.map((value) => text(value)) };
    } catch {
      // Malformed data behind a known selector is reported as it is.
    }
    return { name: 'Refused', args: [data] };
  };
}

function text(value: unknown): string {
  if (typeof value === 'string') return value.startsWith('0x') ? value.toLowerCase() : value;
  return Array.isArray(value)
    ? JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner))
    : String(value);
}
