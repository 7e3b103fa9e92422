import { join } from 'node:path';
import { loadOrCreateAccount } from '../../core/runtime/keystore.ts';
import { runProgram } from '../../core/runtime/program.ts';
import { readSettings } from '../../core/runtime/settings.ts';
import { startReplica } from '../../sealer/replica/main.ts';
import { replicaSettings } from '../../sealer/replica/settings.ts';
import { printJson } from './arguments.ts';

export type WorkstationOptions = { from: string; data: string; port: string; network?: string; witness?: boolean };

/** A subscriber's workstation in full mode (paper AW): a replica beside the subscriber's own keystore, which is made at the first start. */
export async function workstation(options: WorkstationOptions): Promise<void> {
  const { witness = false, ...plain } = options;
  const keystore = join(options.data, 'keystore.json');
  const settings = readSettings(replicaSettings, {
    env: process.env,
    prefix: 'DOMLEDGER_WORKSTATION_',
    overrides: { ...plain, witness, ...(witness ? { witnessKeystore: keystore } : {}) },
  });
  const account = await loadOrCreateAccount({
    file: join(settings.data, 'keystore.json'),
    passwordFile: join(settings.data, 'keystore.password'),
  });
  printJson({ workstation: true, account: account.address, keystore });
  await runProgram('workstation', (signal) => startReplica(settings, signal));
}
