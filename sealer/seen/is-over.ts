import { Interface } from 'ethers';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { carries } from '../../core/domain/evidence/fate-of.ts';
import { lastSecondOf } from '../../core/domain/ledger/block-life.ts';
import { recoverAddress, type SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import type { Chain } from '../chain/chain.ts';
import { whenHere } from '../chain/segments/away.ts';
import type { TxIndex } from '../chain/index/log-index.ts';

const LEDGER = new Interface(['function replacedBy(address from, bytes32 digest) view returns (bytes32)']);

/** Whether nobody waits for a block any more: a block of the chain carries it, its life is over, or another one took its place. */
export async function isOver(args: {
  chain: Pick<Chain, 'head' | 'request' | 'record' | 'rules'>;
  index: Pick<TxIndex, 'places'>;
  network: Network;
  signed: SignedBlock;
  digest: Hex;
}): Promise<boolean> {
  const { chain, signed, digest } = args;
  const carriers: BlockRecord[] = [];
  for (const { number } of args.index.places(digest)) carriers.push(await whenHere(() => chain.record(number)));
  const byKey = (record: BlockRecord): boolean =>
    carries(record, { digest, key: recoverAddress(digest, signed.signature) }, chain.rules.domain);
  if (carriers.some(byKey)) return true;
  if (chain.head !== undefined && chain.head.timestamp > lastSecondOf(args.network, signed)) return true;
  const data = LEDGER.encodeFunctionData('replacedBy', [signed.block.from, digest]);
  const answer = await chain.request('eth_call', [{ to: signed.ledger, data }, 'latest']);
  return typeof answer === 'string' && answer.length === ZERO_32.length && answer !== ZERO_32;
}
