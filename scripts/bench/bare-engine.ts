import { signerFromPrivateKey } from '../../core/domain/ledger/account.ts';
import { signZeroFee } from '../../core/domain/ledger/evm-transaction.ts';
import { startEmbeddedEngine } from '../../sealer/engine/embedded/embedded-engine.ts';
import { request } from '../../sealer/engine/engine.ts';
import { genesisOf, GENESIS_TIME } from '../../sealer/network/genesis.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';

const CHAIN_ID = 53_278n;
/** Runtime code: slot 0 counts the calls (PUSH0 SLOAD PUSH1 1 ADD PUSH0 SSTORE STOP), behind the usual 10-byte constructor. */
const COUNTER: Hex = '0x6008600c60003960086000f35f5460010160005500';

/**
 * The engine alone, without queue, seal, log and HTTP: transactions that carry `bytes` bytes of calldata to a contract that writes one
 * storage slot. What no ledger on this engine can beat. Seconds for `count` transactions in blocks of `perBlock`.
 */
export async function bareEngineSeconds(args: { count: number; bytes: number; perBlock: number }): Promise<number> {
  await using engine = await startEmbeddedEngine(genesisOf(CHAIN_ID));
  const signer = signerFromPrivateKey(`0x${'5e'.repeat(32)}`);
  const deploy = signZeroFee(CHAIN_ID, { nonce: 0n, gasLimit: 1_000_000n, to: undefined, data: COUNTER }, signer);
  let timestamp = GENESIS_TIME + 1n;
  const prevRandao: Hex = `0x${'00'.repeat(32)}`;
  await engine.produce({ timestamp, prevRandao, transactions: [deploy.raw] });
  const receipt = await request(engine, 'eth_getTransactionReceipt', [deploy.hash]);
  const contract = addressOf(receipt);
  const data: Hex = `0x${'a7'.repeat(args.bytes)}`;
  const gasLimit = BigInt(100_000 + args.bytes * 40);
  const raw = Array.from(
    { length: args.count },
    (_, index) => signZeroFee(CHAIN_ID, { nonce: BigInt(index + 1), gasLimit, to: contract, data }, signer).raw,
  );
  const started = performance.now();
  for (let at = 0; at < raw.length; at += args.perBlock) {
    timestamp += 1n;
    await engine.produce({ timestamp, prevRandao, transactions: raw.slice(at, at + args.perBlock) });
  }
  const seconds = (performance.now() - started) / 1000;
  const counted = await request(engine, 'eth_getStorageAt', [contract, '0x0', 'latest']);
  if (BigInt(String(counted)) !== BigInt(args.count))
    throw new Error(`the bare engine counted ${String(counted)} of ${args.count} calls`);
  return seconds;
}

function addressOf(receipt: unknown): Hex {
  if (typeof receipt === 'object' && receipt !== null && 'contractAddress' in receipt) {
    const address = String(receipt.contractAddress);
    if (/^0x[0-9a-f]{40}$/.test(address)) return `0x${address.slice(2)}`;
  }
  throw new Error('the bare engine deployed no contract');
}
