import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { openFileSigner } from '../../../oracle/gateway/device/device-signer.ts';
import { toHex, uintBytes } from '../../../core/domain/bytes/hex.ts';
import { parseMeterRegister } from '../../../oracle/gateway/meters/meter-register.ts';
import { readText } from '../arguments.ts';
import type { Made } from './made.ts';
import { portsFrom, type InitOptions } from './options.ts';
import { makeSite } from './site.ts';

export type GatewayOptions = InitOptions & { collector: string; meters: string };

const access = z.strictObject({
  gatewayId: z.string(),
  mqttUrl: z.string(),
  mqttVersion: z.enum(['3.1.1', '5']).optional(),
});
const register = z.strictObject({ company: z.string().regex(/^0x[0-9a-fA-F]{40}$/), meters: z.array(z.unknown()) });

/**
 * The gateway in the house: its device key, from what collector and company handed over. Telegrams come from `gateway/spool`, or as docs/gateway.md says.
 * @throws InputError SITE_EXISTS, HAND_OVER_INVALID, METERS_INVALID, FILE_UNREADABLE, PORT_INVALID
 */
export async function initGateway(options: GatewayOptions): Promise<Made> {
  const { dir, collector } = options;
  const [http = 0] = portsFrom(options.port, 1);
  const { gatewayId, ...broker } = read(join(collector, 'gateway.json'), access, 'the collector');
  const { company, meters } = read(options.meters, register, 'the company');
  parseMeterRegister(meters, options.meters);
  await makeSite(dir, 'gateway', (draft) => {
    const certified = existsSync(join(collector, 'gateway.crt'));
    for (const name of certified ? ['token', 'broker-ca.crt', 'gateway.crt', 'gateway.key'] : ['token'])
      copyFileSync(join(collector, name), draft.at(name));
    draft.json('meters.json', meters);
    mkdirSync(draft.at('gateway/spool'), { recursive: true, mode: 0o700 });
    const files = { file: draft.at('gateway/device-key.pem'), passwordFile: draft.at('gateway/password') };
    const { key, deviceId } = openFileSigner(files);
    const shown = { algorithm: key.algorithm, x: toHex(uintBytes(key.x, 32)), y: toHex(uintBytes(key.y, 32)) };
    draft.json('device.json', { gatewayId, deviceId, ...shown }, 0o644);
    draft.program(
      { name: 'gateway', program: 'gateway', stage: 0 },
      {
        ...{ gatewayId, dataDir: '.', networkFile: '../network.json', company, metersFile: '../meters.json' },
        ...{ tokenFile: '../token', spoolDir: 'spool', httpPort: http, ...broker },
        ...(certified ? { mqttCa: '../broker-ca.crt', mqttCert: '../gateway.crt', mqttKey: '../gateway.key' } : {}),
      },
    );
  });
  return {
    ...{ owner: 'gateway', folder: dir },
    give: [{ file: join(dir, 'device.json'), to: `the company, which keeps it as devices/${gatewayId}.json` }],
    take: [{ file: join(dir, 'network.json'), from: 'the company, by another way than the network' }],
    next: [`domledger run ${dir}`],
  };
}

/** @throws InputError HAND_OVER_INVALID, FILE_UNREADABLE */
function read<T>(file: string, schema: z.ZodType<T>, from: string): T {
  const text = readText(file, `what ${from} handed over for this gateway`);
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError('HAND_OVER_INVALID', `${file} is not what ${from} wrote. Fetch it again, whole.`, { cause });
  }
}
