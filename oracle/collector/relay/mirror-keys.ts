import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { rekeyFrom, type KeyFact } from '../../../core/domain/keys/key-history.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import {
  signedBlockFromJson,
  signedBlockToJson,
  type SignedBlockJson,
} from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { isFounder, type Network } from '../../../core/domain/ledger/network.ts';
import type { Inbox } from '../inbox/inbox-rows.ts';

/**
 * Keeps the blocks by which keys change: all of them, since each is signed by a key before. Those of company and portal, and of the witnesses without whom neither gets
 * another key, are one list in the ledger's order: each may be signed by what another one said.
 * @param hands the blocks of both hands, where it is an act of the two
 */
export function mirrorKeys(
  inbox: Inbox,
  network: Network,
  { block, blockTimestamp }: Pick<RecordedBlock, 'block' | 'blockTimestamp'>,
  hands: readonly SignedBlockJson[],
  fact: Exclude<KeyFact, { kind: 'ACT_WITHDRAW' }>,
): void {
  switch (fact.kind) {
    case 'KEY_ROTATE': {
      const list = listOf(network, block.from);
      set(inbox, list, [...withoutWaiting(get(inbox, list), block.from, blockTimestamp), ...hands]);
      return;
    }
    case 'REKEY':
    case 'FOUNDER_REKEY': {
      const list = listOf(network, fact.data.account);
      set(inbox, list, [...get(inbox, list), ...hands]);
      return;
    }
    case 'WITNESS_ENTER':
    case 'WITNESS_REMOVE':
      set(inbox, network.company, [...get(inbox, network.company), ...hands]);
      return;
    case 'REKEY_OBJECT': {
      const list = listOf(network, block.from);
      const blocks = get(inbox, list);
      // What was said of the key is void, by the two hands or by the other founder.
      const rest = isFounder(network, block.from)
        ? withoutWaiting(blocks, block.from, blockTimestamp)
        : blocks.slice(0, -2);
      set(inbox, list, rest);
      return;
    }
    default:
      return fact satisfies never;
  }
}

export function signedBlocks(text: string): SignedBlockJson[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new TypeError('a register holds no list of blocks');
  return list.map((one: unknown) => signedBlockToJson(signedBlockFromJson(one)));
}

function withoutWaiting(blocks: readonly SignedBlockJson[], account: Hex, now: bigint): SignedBlockJson[] {
  return blocks.filter((json) => {
    const { block, data } = signedBlockFromJson(json);
    const isWaiting = block.kind === KIND.FOUNDER_REKEY && now < rekeyFrom(block);
    return !isWaiting || decodeData('FOUNDER_REKEY', data).account !== account;
  });
}

function listOf(network: Network, account: Hex): Hex {
  return isFounder(network, account) ? network.company : account;
}

function get(inbox: Inbox, list: Hex): SignedBlockJson[] {
  const text = inbox.registerBlock(list, KIND.KEY_ROTATE);
  return text === undefined ? [] : signedBlocks(text);
}

function set(inbox: Inbox, list: Hex, blocks: readonly SignedBlockJson[]): void {
  inbox.setRegisterBlock(list, KIND.KEY_ROTATE, JSON.stringify(blocks));
}
