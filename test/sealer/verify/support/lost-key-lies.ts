import { ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { encodeLostKeyCall } from '../../../../core/domain/handovers/lost-key-call.ts';
import { SEAL_KEY_SILENCE } from '../../../../core/domain/limits.ts';
import { blockRecordToJson } from '../../../../core/domain/seal/block-record.ts';
import {
  LOST_NETWORK,
  OLD,
  OTHER,
  startLostHouse,
  WITNESSES,
  type Bent,
  type LostHouse,
} from '../../../support/lost-key/lost-house.ts';
import { plainReceipt } from '../../../support/plain-receipt.ts';
import type { Lie } from './lie.ts';

/** Blocks under another key than the one that was handed over to, each with a word of why that is none. */
export const lostKeyLies: readonly Lie[] = [
  lie('LOST_KEY_CONSENT', 'the portal never said that the key is lost', { portal: OTHER }),
  lie('LOST_KEY_PROOF', 'the key is said to be lost at a block that there is not', { proof: { header: '0xc0' } }),
  lie('LOST_KEY_TIME', 'the key is said to be lost before its newest block', { said: { time: 1_774_000_000n } }),
  lie('WITNESSES_TOO_FEW', 'one witness says that the key is lost', { by: WITNESSES.slice(1, 2) }),
  lie('WITNESS_NOT_COUNTED', 'a stranger says that the key is lost', { by: [...WITNESSES.slice(1), OTHER] }),
  lie('WORDS_NOT_RISING', 'a witness says twice that the key is lost', {
    by: WITNESSES.slice(1, 2).concat(WITNESSES.slice(1, 2)),
  }),
  lie('LOST_KEY_EARLY', 'the new key seals before the old one had its time', {}, { after: SEAL_KEY_SILENCE - 1n }),
  lie('LOST_KEY_HEAD', 'the key is said to be lost at another block of that number', { said: { headSeal: ZERO_32 } }),
  {
    code: 'LOST_KEY_REFUSED',
    title: 'the register did not take what is said',
    tell: () =>
      told(async (house) => {
        const record = await house.next(house.handover());
        return [{ ...record, receipts: [plainReceipt(false)] }];
      }),
  },
  {
    code: 'LOST_KEY_MISPLACED',
    title: 'the register is told of a lost key where nobody looks for it',
    tell: () => told(async (house) => [await house.next(house.handover(), { seals: OLD, behind: true })]),
  },
  lie('LOST_KEY_MALFORMED', 'what is said cannot be read', {}, { bend: (call) => call.slice(0, 200) as Hex }),
  lie('LOST_KEY_MALFORMED', 'bytes stand behind what is said', {}, { bend: (call) => `${call}${'00'.repeat(32)}` }),
  {
    code: 'LOST_KEY_HEAD',
    title: 'the new key seals behind a block of the living one',
    tell: () =>
      told(async (house) => {
        const living = await house.more(OLD);
        return [living, await house.next(house.handover())];
      }),
  },
  {
    code: 'SEAL_SIGNER',
    title: 'the key seals that the lost one had handed over to and that had not begun',
    tell: () => told(async (house) => [await house.next(house.handover()), await house.more(OTHER)], true),
  },
];

function lie(
  code: string,
  title: string,
  bent: Bent,
  { bend, ...over }: { after?: bigint; bend?: (call: Hex) => Hex } = {},
): Lie {
  const next = (house: LostHouse): ReturnType<LostHouse['next']> => {
    const handover = house.handover(bent);
    const call = encodeLostKeyCall(handover, handover.lost);
    return house.next(handover, bend === undefined ? over : { data: bend(call) });
  };
  return { code, title, tell: () => told(async (house) => [await next(house)]) };
}

async function told(
  seal: (house: LostHouse) => Promise<Awaited<ReturnType<LostHouse['next']>>[]>,
  handsOver = false,
): ReturnType<Lie['tell']> {
  await using house = await startLostHouse({ handsOver });
  const records = [...house.records, ...(await seal(house))];
  return {
    records: records.map(blockRecordToJson),
    place: { block: records.length - 1 },
    lax: false,
    network: LOST_NETWORK,
  };
}
