import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadOrCreateToken } from '../../oracle/access-token.ts';
import { mqttOptions } from '../../oracle/mqtt-access.ts';
import { refusal } from '../support/refusal.ts';

describe('what a gateway signs in with', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-token-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is no token of a few characters', async () => {
    const file = join(folder, 'short.token');
    writeFileSync(file, 'secret\n');
    expect(await refusal(() => loadOrCreateToken(file))).to.equal('TOKEN_BROKEN');
  });

  it('is made once and read again', () => {
    const token = loadOrCreateToken(join(folder, 'new', 'g.token'));
    expect(token).to.match(/^[0-9a-f]{64}$/);
    expect(loadOrCreateToken(join(folder, 'new', 'g.token'))).to.equal(token);
  });

  it('is no certificate without its key, and none that cannot be read', async () => {
    const access = { mqttCa: undefined, mqttCert: undefined, mqttKey: undefined, mqttVersion: '5' } as const;
    expect(await refusal(() => mqttOptions({ ...access, mqttKey: 'key.pem' }))).to.equal('SETTINGS_INVALID');
    const absent = join(folder, 'ca.pem');
    expect(await refusal(() => mqttOptions({ ...access, mqttCa: absent }))).to.equal('MQTT_FILE_UNREADABLE');
  });
});
