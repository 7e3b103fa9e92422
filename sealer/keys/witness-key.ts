import { basename, dirname } from 'node:path';
import type { ReplicaSettings } from '../replica/settings.ts';

/** Folder and name of the keystore that cosigns: the operator's own account, or a key made for this replica. */
export function witnessKey({
  data,
  witnessKeystore,
}: Pick<ReplicaSettings, 'data' | 'witnessKeystore'>): [folder: string, name: string] {
  return witnessKeystore === undefined
    ? [data, 'witness']
    : [dirname(witnessKeystore), basename(witnessKeystore, '.json')];
}
