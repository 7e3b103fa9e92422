import { readSettings } from '../../../../core/runtime/settings.ts';
import { replicaSettings, type ReplicaSettings } from '../../../../sealer/replica/settings.ts';

/** Settings of a quiet replica on a free port. */
export function replicaSettingsOf(data: string, from: string, over: Record<string, unknown> = {}): ReplicaSettings {
  const overrides = { data, from, port: 0, logLevel: 'silent', poll: '20ms', ...over };
  return readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
}
