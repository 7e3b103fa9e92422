import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { signBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { readSettings } from '../../../../core/runtime/settings.ts';
import { startSealer } from '../../../../sealer/main.ts';
import { sealerSettings } from '../../../../sealer/settings.ts';
import type { SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import type { Network } from '../../../../core/domain/ledger/network.ts';
import type { RunningSealer } from '../../../../sealer/main.ts';

export const COMPANY = signerFromPrivateKey(`0x${'11'.repeat(32)}`);
const PORTAL = signerFromPrivateKey(`0x${'22'.repeat(32)}`);

/** The real sealer over a folder of its own; `restart` stops it and starts it again on the same port. */
export type TestSealer = AsyncDisposable & {
  readonly url: string;
  readonly network: Network;
  stop(): Promise<void>;
  start(): Promise<void>;
};

export async function startTestSealer(): Promise<TestSealer> {
  const data = mkdtempSync(join(tmpdir(), 'domledger-sealer-'));
  const controller = new AbortController();
  const launch = (port: number): Promise<RunningSealer> => {
    const overrides = {
      data,
      port,
      company: COMPANY.address,
      portal: PORTAL.address,
      blockInterval: '50ms',
      logLevel: 'silent',
    };
    return startSealer(readSettings(sealerSettings, { prefix: 'DOMLEDGER_SEALER_', overrides }), controller.signal);
  };
  let running: RunningSealer | undefined = await launch(0);
  const { url, network } = running;
  const port = Number(new URL(url).port);
  const stop = async (): Promise<void> => {
    await running?.[Symbol.asyncDispose]();
    running = undefined;
  };
  return {
    url,
    network,
    stop,
    async start() {
      running = await launch(port);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The n-th of the company's rates: each is valid later than the one before, so the ledger refuses any other order. */
export function rateBlock(network: Network, n: number, from = COMPANY): SignedBlock {
  return signBlock({
    chainId: network.chainId,
    ledger: network.contracts.tariffs,
    signer: from,
    to: network.company,
    kind: KIND.RATE,
    subject: ZERO_32,
    data: encodeData('RATE', {
      resource: 1,
      zone: 0,
      rate: 500n + BigInt(n),
      validFrom: 1_790_000_000n + BigInt(n) * 3600n,
    }),
    timestamp: 1_790_000_000n - 86_400n * 30n + BigInt(n),
  });
}
