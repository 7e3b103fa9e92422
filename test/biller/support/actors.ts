import { connectChain, type ChainClient } from '../../../core/chain/chain-client.ts';
import { followLedgers, type RecordedBlock } from '../../../core/chain/follow.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { type Account } from '../../../core/domain/ledger/account.ts';
import { encodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { DataKind } from '../../../core/domain/ledger/fact-table.ts';
import { checkSignedBlock, signBlock, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, type LedgerName, type Network } from '../../../core/domain/ledger/network.ts';
import { waitFor } from '../../support/wait-for.ts';
import { signsAnew } from '../../support/world/sign-anew.ts';

/** What a test sees of the ledgers, and a way to say something on them as anybody. */
export type Observer = AsyncDisposable & {
  readonly client: ChainClient;
  readonly network: Network;
  /** Everything recorded so far, oldest first. */
  readonly blocks: readonly RecordedBlock[];
  /** Waits for a recorded block that fits. */
  recorded(what: string, fits: (block: RecordedBlock) => boolean): Promise<RecordedBlock>;
  /** Hands a signed block to the queue and waits until it is recorded. */
  send(signed: SignedBlock): Promise<Hex>;
  /** Signs and sends; gives the digest. */
  say<K extends DataKind>(args: {
    from: Account;
    ledger: LedgerName;
    kind: K;
    to: Hex;
    subject?: Hex;
    data: BlockData[K];
  }): Promise<Hex>;
};

export async function observe(url: string): Promise<Observer> {
  const client = await connectChain({ url, queueUrl: url });
  const { network } = client;
  const blocks: RecordedBlock[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const page of followLedgers({ client, from: 0n, signal: stop.signal, pollMs: 20 })) {
      blocks.push(...page.blocks);
    }
  })();
  const recorded: Observer['recorded'] = (what, fits) => waitFor(`${what} is recorded`, () => blocks.find(fits));
  const send: Observer['send'] = async (signed) => {
    const digest = checkSignedBlock(domainOf(network), signed);
    await client.submit(signed);
    await recorded(`block ${signed.block.kind.toString(16)}`, (block) => block.digest === digest);
    return digest;
  };
  const anew = signsAnew();
  return {
    client,
    network,
    blocks,
    recorded,
    send,
    say({ from, ledger, kind, to, subject, data }) {
      return send(
        anew((timestamp) =>
          signBlock({
            domain: domainOf(network),
            ledger: network.contracts[ledger],
            signer: from,
            to,
            kind: KIND[kind],
            subject: subject ?? ZERO_32,
            data: encodeData(kind, data),
            timestamp,
          }),
        ),
      );
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
    },
  };
}

/** Whether a block is of this kind and from this sender. */
export function is(kind: keyof typeof KIND, from?: Hex, to?: Hex): (block: RecordedBlock) => boolean {
  return ({ block }) =>
    block.kind === KIND[kind] && (from === undefined || block.from === from) && (to === undefined || block.to === to);
}
