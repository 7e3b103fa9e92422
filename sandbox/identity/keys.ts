import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../../core/runtime/write-durably.ts';

const keysSchema = z.object({ jwk: z.record(z.string(), z.unknown()), cookieKey: z.string() });

/** The provider's own keys; kept, so that sign-ins survive a restart. */
export function loadIdentityKeys(dataDir: string): z.infer<typeof keysSchema> {
  const file = join(dataDir, 'keys.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = {
      ...privateKey.export({ format: 'jwk' }),
      use: 'sig',
      alg: 'RS256',
      kid: randomBytes(8).toString('hex'),
    };
    writeDurably(file, JSON.stringify({ jwk, cookieKey: randomBytes(32).toString('base64url') }));
  }
  return keysSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
