import { join } from 'node:path';
import { rotateSealKey } from '../../../../sealer/keys/rotate-seal-key.ts';
import { handOverIn } from '../../../../sealer/keys/hand-over-in.ts';
import { loadSigningKey } from '../../../../sealer/keys/signing-key.ts';
import type { RunningSealer } from '../../../../sealer/main.ts';
import { startReplica, type RunningReplica } from '../../../../sealer/replica/main.ts';
import { snapshotFolder } from '../../../../sealer/snapshot/snapshot-folder.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { replicaSettingsOf } from '../../replica/support/replica-settings.ts';
import { COMPANY, outcome, rate, startCompany, STRANGER, submit } from '../../support/company.ts';
import { copyCompany } from '../../support/copy-company.ts';
import { holds } from '../../support/holds.ts';

/** A company with some past, a state of it written down behind a change of its key, and a witness who executed it. */
export type OldHouse = AsyncDisposable & {
  sealer: RunningSealer;
  witness: RunningReplica;
  /** Of the newest snapshot. */
  number: bigint;
  /** A block of its first days. */
  old: unknown;
  /** The company's folder as it was then. */
  young: string;
  /** What the company's settings say of its founding. */
  founded: object;
  bring(n: number): Promise<unknown>;
};

const SIGNAL = new AbortController().signal;

export async function startOldHouse(folder: string): Promise<OldHouse> {
  const [data, young, watched] = ['sealer', 'young', 'witness'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const { address } = await loadSigningKey(watched, 'witness');
  const founded = { witnesses: [{ key: address, owner: STRANGER.address }], alone: true };
  const bringTo = async ({ url, network }: RunningSealer, n: number): Promise<unknown> => {
    const { body } = await submit(url, rate(network, n));
    await outcome(url, body['digest']);
    return body['digest'];
  };
  let old: unknown;
  {
    await using sealer = await startCompany(data, { ...founded, heartbeat: '1h', snapshotEvery: 0 });
    old = await bringTo(sealer, 0);
  }
  copyCompany(data, young);
  {
    await using sealer = await startCompany(data, { ...founded, heartbeat: '50ms', snapshotEvery: 20 });
    const keys = { url: sealer.url, company: COMPANY, handOver: handOverIn(data) };
    const { number: begins } = await rotateSealKey({ ...keys, ahead: 30n, waitMs: 60_000 });
    await waitFor('a state behind it', () => (snapshotFolder(data).numbers()[0] ?? 0n) > begins);
  }
  const sealer = await startCompany(data, { ...founded, heartbeat: '1h', snapshotEvery: 0 });
  const over = { witness: true, snapshotEvery: 0 };
  const witness = await startReplica(replicaSettingsOf(watched, sealer.url, over), SIGNAL);
  await holds(witness.chain, sealer.chain.head?.number ?? 0n);
  return {
    ...{ sealer, witness, old, young, founded },
    number: snapshotFolder(data).numbers()[0] ?? 0n,
    bring: (n) => bringTo(sealer, n),
    async [Symbol.asyncDispose]() {
      await witness[Symbol.asyncDispose]();
      await sealer[Symbol.asyncDispose]();
    },
  };
}
