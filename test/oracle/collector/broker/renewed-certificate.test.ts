import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import { expect } from 'chai';
import { createLog } from '../../../../core/runtime/log.ts';
import { connectBroker } from '../../../../oracle/collector/broker/connect-broker.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { waitFor } from '../../../support/wait-for.ts';

const MAKER = fileURLToPath(new URL('../../../../network/mosquitto/make-certificates.sh', import.meta.url));

describe('the collector at a broker that takes no certificate of another authority', function () {
  before(function () {
    if (spawnSync('openssl', ['version']).status !== 0) this.skip();
  });

  it('is let in as soon as its certificate is renewed on the disk, without a start', async () => {
    using folder = tempFolder();
    const at = (name: string): string => join(folder.path, name);
    for (const words of [['broker', '127.0.0.1'], ['collector'], ['gateway', 'g1']])
      expect(spawnSync('sh', [MAKER, folder.path, ...words]).status).to.equal(0);
    const aedes = await Aedes.createBroker();
    const [cert, key, ca] = ['broker.crt', 'broker.key', 'collectors-ca.crt'].map((name) => readFileSync(at(name)));
    const server = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: true }, aedes.handle);
    let refused = 0;
    server.on('tlsClientError', () => void refused++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const put = (from: string): void => {
      copyFileSync(at(`${from}.crt`), at('own.crt'));
      copyFileSync(at(`${from}.key`), at('own.key'));
    };
    put('gateway-g1');
    const broker = connectBroker({
      url: `mqtts://127.0.0.1:${(server.address() as AddressInfo).port}`,
      access: { mqttCa: at('broker-ca.crt'), mqttCert: at('own.crt'), mqttKey: at('own.key'), mqttVersion: '3.1.1' },
      ...{ gateways: ['g1'], onMessage: async () => undefined, log: createLog('test', 'silent') },
    });
    await waitFor('it is refused', () => refused > 0);
    expect(broker.fault).to.include('1 of 1 sessions');
    put('collector');
    await waitFor('it is let in', () => broker.fault === undefined);
    await broker[Symbol.asyncDispose]();
    await new Promise<void>((resolve) => aedes.close(resolve));
    await new Promise((resolve) => server.close(resolve));
  });
});
