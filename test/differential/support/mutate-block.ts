import { fromHex, toHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { KindName } from '../../../core/domain/ledger/fact-table.ts';
import { signBlock, type SignedBlock, type Signer } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, LEDGERS, type Network } from '../../../core/domain/ledger/network.ts';

const KINDS = Object.keys(KIND) as KindName[];
const WORD = 64;

export type Mutation = { name: string; signed: SignedBlock };

/** The same sender says the same thing in other bytes, or something else; each block properly signed, but for the last two kinds of mutation. */
export function mutations(args: {
  network: Network;
  honest: SignedBlock;
  signer: Signer;
  count: number;
  random: () => number;
}): Mutation[] {
  const { network, honest, random } = args;
  const pick = (most: number): number => Math.floor(random() * most);
  const sign = (over: Partial<Parameters<typeof signBlock>[0]>): SignedBlock => {
    const { to, kind, subject, timestamp } = honest.block;
    const { ledger, data } = honest;
    return signBlock({
      domain: domainOf(network),
      ledger,
      signer: args.signer,
      to,
      kind,
      subject,
      data,
      timestamp,
      ...over,
    });
  };
  const ways: readonly (() => Mutation)[] = [
    () => ({ name: 'a bit', signed: sign({ data: flipped(honest.data, pick) }) }),
    () => ({ name: 'a bit', signed: sign({ data: flipped(honest.data, pick) }) }),
    () => ({ name: 'a word', signed: sign({ data: withWord(honest.data, pick) }) }),
    () => ({ name: 'a word', signed: sign({ data: withWord(honest.data, pick) }) }),
    () => ({
      name: 'an end',
      signed: sign({ data: honest.data.slice(0, 2 + 2 * pick(honest.data.length / 2)) as Hex }),
    }),
    () => ({ name: 'bytes behind', signed: sign({ data: `${honest.data}${'00'.repeat(1 + pick(64))}` }) }),
    () => ({ name: 'a hole', signed: sign({ data: withHole(honest.data) }) }),
    () => ({
      name: 'a kind',
      signed: sign({ kind: random() < 0.9 ? KIND[KINDS[pick(KINDS.length)] ?? 'RATE'] : pick(65_536) }),
    }),
    () => ({
      name: 'a ledger',
      signed: sign({ ledger: network.contracts[LEDGERS[pick(LEDGERS.length)] ?? 'tariffs'] }),
    }),
    () => ({ name: 'a subject', signed: sign({ subject: flipped(ZERO_32, pick) }) }),
    () => ({ name: 'an addressee', signed: sign({ to: toHex(fromHex(flipped(ZERO_32, pick)).slice(0, 20)) }) }),
    () => ({
      name: 'a date',
      signed: sign({ timestamp: honest.block.timestamp + BigInt(pick(2_000_000)) - 1_000_000n }),
    }),
    () => ({ name: 'unsigned data', signed: { ...sign({ timestamp: 1n }), data: flipped(honest.data, pick) } }),
    () => {
      const signed = sign({ timestamp: 2n });
      return { name: 'a signature', signed: { ...signed, signature: flipped(signed.signature, pick) } };
    },
  ];
  return Array.from({ length: args.count }, (_, n) => {
    const make = ways[n % ways.length];
    if (make === undefined) throw new Error('no way');
    return make();
  });
}

function flipped(hex: Hex, pick: (most: number) => number): Hex {
  const bytes = Uint8Array.from(fromHex(hex));
  const at = pick(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8));
  return toHex(bytes);
}

/** One word of the data in another's place, all ones, or nothing. */
function withWord(data: Hex, pick: (most: number) => number): Hex {
  const count = Math.floor((data.length - 2) / WORD);
  if (count === 0) return `${data}00`;
  const wordAt = (index: number): string => data.slice(2 + WORD * index, 2 + WORD * (index + 1));
  const value = [wordAt(pick(count)), 'f'.repeat(WORD), '0'.repeat(WORD)][pick(3)] ?? '';
  const at = 2 + WORD * pick(count);
  return `${data.slice(0, at)}${value}${data.slice(at + WORD)}` as Hex;
}

/** What stands behind the first offset moves one word further: it decodes to the same value. */
function withHole(data: Hex): Hex {
  const dynamic = data.slice(2, 2 + WORD) === '20'.padStart(WORD, '0');
  if (!dynamic) return `${data}${'00'.repeat(32)}`;
  return `0x${'40'.padStart(WORD, '0')}${'0'.repeat(WORD)}${data.slice(2 + WORD)}`;
}
