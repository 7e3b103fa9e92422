import type { Network } from '../../../core/domain/ledger/network.ts';
import type { SignedAdmission } from '../../../core/domain/seal/admission-receipt.ts';
import { startEmbeddedEngine } from '../../../sealer/engine/embedded/embedded-engine.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { judgeRefusal, type RefusalVerdict } from '../../../sealer/verify/judge-refusal.ts';

/** Executes a history to say why a promised block was refused, and shows on a terminal how far it is. @throws as `judgeRefusal` */
export async function executeRefusal(args: {
  network: Network;
  admission: SignedAdmission;
  records: AsyncIterable<unknown> | Iterable<unknown>;
  json?: boolean | undefined;
}): Promise<RefusalVerdict> {
  const { network, admission, records } = args;
  const isShown = args.json !== true && process.stderr.isTTY;
  await using engine = await startEmbeddedEngine(genesisOf(network.chainId));
  const verdict = await judgeRefusal({
    network,
    admission,
    records,
    engine,
    onProgress: (done, of) => {
      if (isShown) process.stderr.write(`\r${done} of at most ${of} blocks executed …`);
    },
  });
  if (isShown) process.stderr.write('\r\u001b[K');
  return verdict;
}
