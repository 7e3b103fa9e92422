import { join } from 'node:path';

/** Files of the portal in its data folder. */
export function appFiles(dataDir: string): {
  keystore: { file: string; passwordFile: string };
  vaultKey: string;
  operatorToken: string;
  outbox: string;
  database: string;
} {
  return {
    keystore: { file: join(dataDir, 'keystore.json'), passwordFile: join(dataDir, 'keystore.password') },
    vaultKey: join(dataDir, 'accounts.key'),
    operatorToken: join(dataDir, 'operator.token'),
    outbox: join(dataDir, 'outbox.sqlite'),
    database: join(dataDir, 'database'),
  };
}
