import { encodeHeader, headerFromRpc, headerHash, type RpcHeader } from '../../../core/domain/seal/block-record.ts';
import { parseHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { SealedBlock } from '../engine.ts';
import { KEPT_BLOCKS } from './kept-states.ts';
import { EMPTY_TRIE } from '../../network/genesis.ts';

/**
 * The blocks of the embedded engine under the names that every other engine gives them. EDR writes into block 0 a transactionsRoot that is no trie's, and into
 * each block a made-up beacon root; so its hashes would be its own. Here the headers are chained anew with what the genesis says and a beacon root of zero.
 * Execution does not see the difference: the contracts that keep such hashes are empty (SYSTEM_CONTRACTS) and no ledger asks for BLOCKHASH.
 */
export type CanonicalBlocks = {
  /** The oldest block whose name is known still. */
  readonly oldest: bigint;
  /** Begins with a block whose header the engine does not know: the one that its state is after. */
  begin(block: RpcHeader, name: { number: bigint; blockHash: Hex }): void;
  /** Takes the next block in. @throws InputError HEADER_INVALID when its fields are not its header */
  add(block: RpcHeader): SealedBlock;
  /** A JSON-RPC answer with the hashes that everybody knows in place of the engine's. */
  outward(method: string, answer: string): string;
  /** The parameters of a question with the engine's hashes in place of those that everybody knows. */
  inward(params: readonly unknown[]): readonly unknown[];
};

const GENESIS_FIELDS = { transactionsRoot: EMPTY_TRIE, extraData: '0x', mixHash: ZERO_32 };
const ANSWERS_WITH_HASHES =
  /^eth_(getBlockBy|getLogs|getTransactionBy|getTransactionReceipt|getFilter|getBlockReceipts)/;
const HASH_MEMBER = /"(hash|parentHash|blockHash)":"(0x[0-9a-f]{64})"/g;
const BEACON_MEMBER = /"parentBeaconBlockRoot":"0x[0-9a-f]{64}"/;

export function createCanonicalBlocks(): CanonicalBlocks {
  const outside = new Map<string, Hex>();
  const inside = new Map<string, Hex>();
  const kept: { number: bigint; own: Hex; blockHash: Hex }[] = [];
  let parentHash: Hex = ZERO_32;

  const keep = (number: bigint, own: Hex, blockHash: Hex): void => {
    outside.set(own, blockHash);
    inside.set(blockHash, own);
    kept.push({ number, own, blockHash });
    if (kept.length <= KEPT_BLOCKS) return;
    const gone = kept.shift();
    if (gone === undefined) return;
    outside.delete(gone.own);
    inside.delete(gone.blockHash);
  };

  const add = (block: RpcHeader): SealedBlock => {
    // That the engine's own header comes out of its fields shows that none was overlooked.
    headerFromRpc(block);
    const number = BigInt(String(block['number']));
    const header = encodeHeader({
      ...block,
      ...(number === 0n ? GENESIS_FIELDS : {}),
      parentHash,
      parentBeaconBlockRoot: ZERO_32,
    });
    const blockHash = headerHash(header);
    const own = parseHex(block['hash'], 'block hash', 32);
    keep(number, own, blockHash);
    parentHash = blockHash;
    return { number, blockHash, header };
  };

  const outward = (method: string, answer: string): string => {
    if (!ANSWERS_WITH_HASHES.test(method)) return answer;
    const renamed = answer.replace(HASH_MEMBER, (member, name: string, hash: string) => {
      const known = outside.get(hash);
      return known === undefined ? member : `"${name}":"${known}"`;
    });
    if (!method.startsWith('eth_getBlockBy')) return renamed;
    const linked = renamed.replace(BEACON_MEMBER, `"parentBeaconBlockRoot":"${ZERO_32}"`);
    return linked.includes('"number":"0x0"') ? genesisAnswer(linked) : linked;
  };

  const renameIn = (value: unknown): unknown => {
    if (typeof value === 'string') return inside.get(value.toLowerCase()) ?? value;
    if (typeof value !== 'object' || value === null || !('blockHash' in value)) return value;
    return { ...value, blockHash: renameIn(value.blockHash) };
  };

  const begin: CanonicalBlocks['begin'] = (block, { number, blockHash }) => {
    keep(number, parseHex(block['hash'], 'block hash', 32), blockHash);
    parentHash = blockHash;
  };

  return {
    begin,
    get oldest() {
      return kept[0]?.number ?? 0n;
    },
    add,
    outward,
    inward: (params) => params.map(renameIn),
  };
}

function genesisAnswer(answer: string): string {
  const { result, ...rest } = JSON.parse(answer) as { result: Record<string, unknown> };
  return JSON.stringify({ ...rest, result: { ...result, ...GENESIS_FIELDS } });
}
