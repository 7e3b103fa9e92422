import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import {
  ContractDecoder,
  EdrContext,
  L1_CHAIN_TYPE,
  MineOrdering,
  OSAKA,
  l1ProviderFactory,
} from '@nomicfoundation/edr';
import type { AccountOverride, Provider } from '@nomicfoundation/edr';
import { fromHex, toQuantity } from '../../../core/domain/bytes/hex.ts';
import { TRANSACTION_GAS_CAP } from '../../../core/domain/ledger/block-gas.ts';
import { decodeState } from '../../snapshot/state-bytes.ts';
import { STOP, SYSTEM_CONTRACTS, type Genesis } from '../../network/genesis.ts';

/** What a provider begins with: the genesis, or a state as a snapshot holds it, after a block of this number and time. */
export type ProviderStart = {
  from?: { number: bigint; timestamp: bigint; state: Uint8Array };
  /** Whether blocks may have the time of the one before. */
  sameTimes?: boolean;
};

/** EDR holds them for ever. Made where a provider is made, they would hold that scope, and with it the provider. */
const SILENT_LOGGER = { enable: false, decodeConsoleLogInputsCallback: () => [], printLineCallback: () => undefined };
const NO_SUBSCRIPTIONS = { subscriptionCallback: () => undefined };

/** What the thread is asked; `provider` is the number that the asker gave it. */
export type ThreadRequest = { id: number; provider: number } & (
  { kind: 'create'; genesis: Genesis; start: ProviderStart } | { kind: 'ask'; body: string } | { kind: 'close' }
);
export type ThreadReply = { id: number; text: string } | { id: number; error: string };

/**
 * Hardhat's own EVM (EDR) in a thread of its own: for each transaction of a block EDR goes through the event loop of the thread that asks, so beside a busy
 * one it would stand still.
 */
const port = parentPort;
if (port === null) throw new Error('provider-thread.ts runs as a worker thread alone');
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const providers = new Map<number, Provider>();
// The native context may be made once a process, and this thread is the only one of its kind in it.
const context = new EdrContext();
const ready = context.registerProviderFactory(L1_CHAIN_TYPE, l1ProviderFactory());

port.on('message', (request: ThreadRequest) => {
  void (async () => {
    const { id } = request;
    let reply: ThreadReply;
    try {
      reply = { id, text: await serve(request) };
    } catch (error) {
      reply = { id, error: error instanceof Error ? error.message : String(error) };
    }
    port.postMessage(reply);
  })();
});

async function serve(request: ThreadRequest): Promise<string> {
  switch (request.kind) {
    case 'create':
      providers.set(request.provider, await createProvider(request.genesis, request.start));
      return '';
    case 'close':
      providers.delete(request.provider);
      // What it takes is outside of the heap, whose size would let nobody look for what is left over.
      collect();
      return '';
    case 'ask': {
      const provider = providers.get(request.provider);
      if (provider === undefined) throw new Error('the engine is closed');
      const data: unknown = (await provider.handleRequest(request.body)).data;
      return typeof data === 'string' ? data : JSON.stringify(data);
    }
    default:
      return request satisfies never;
  }
}

async function createProvider(genesis: Genesis, { from, sameTimes = false }: ProviderStart): Promise<Provider> {
  await ready;
  const number = from?.number ?? 0n;
  const provider = await context.createProvider(
    L1_CHAIN_TYPE,
    {
      allowBlocksWithSameTimestamp: sameTimes,
      allowUnlimitedContractSize: false,
      bailOnCallFailure: true,
      bailOnTransactionFailure: false,
      chainId: genesis.chainId,
      coinbase: new Uint8Array(20),
      defaultTransactionGasLimit: TRANSACTION_GAS_CAP,
      genesisState: from === undefined ? genesisAccounts() : accountsOf(from.state),
      hardfork: OSAKA,
      initialBaseFeePerGas: 0n,
      minGasPrice: 0n,
      mining: { autoMine: false, blockGasLimit: genesis.gasLimit, memPool: { order: MineOrdering.Fifo } },
      network: {
        genesisBlockGasLimit: genesis.gasLimit,
        genesisBlockTime: from === undefined ? genesis.timestamp : from.timestamp - number,
      },
      networkId: genesis.chainId,
      observability: {},
      ownedAccounts: [],
      precompileOverrides: [],
    },
    SILENT_LOGGER,
    NO_SUBSCRIPTIONS,
    new ContractDecoder(),
  );
  // The blocks below are reserved at once, a second apart, as real ones are at least.
  if (number > 0n) await provider.handleRequest(askFor('hardhat_mine', [toQuantity(number), '0x1']));
  return provider;
}

function genesisAccounts(): AccountOverride[] {
  const code = fromHex(STOP);
  return SYSTEM_CONTRACTS.map((address) => ({ address: fromHex(address), balance: 0n, nonce: 0n, code, storage: [] }));
}

/** EDR's own description says that it takes no storage yet. It does, and whoever starts from a state compares its root. */
function accountsOf(state: Uint8Array): AccountOverride[] {
  return [...decodeState(state)].map(([address, { nonce, balance, code, storage }]) => ({
    address: fromHex(address),
    nonce,
    balance,
    code: fromHex(code),
    storage: [...storage].map(([key, value]) => ({ index: BigInt(key), value: BigInt(value) })),
  }));
}

function askFor(method: string, params: unknown[]): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
}
