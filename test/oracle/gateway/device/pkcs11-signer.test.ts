import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { normaliseSignature, verifyDeviceSignature } from '../../../../core/domain/crypto/device-signature.ts';
import { openPkcs11Signer } from '../../../../oracle/gateway/device/pkcs11-signer.ts';
import { startSigning } from '../../../../oracle/gateway/uplink/run-signing.ts';
import { refusal } from '../../../support/refusal.ts';
import { createLog } from '../../../../core/runtime/log.ts';
import { START, makePair } from '../../support/pair.ts';
import { waitFor } from '../../../support/wait-for.ts';

const UTIL = '/usr/bin/softhsm2-util';
const TOOL = '/usr/bin/pkcs11-tool';
const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'];
const PIN = '648219';

describe('a device key in a PKCS#11 token', function () {
  let folder = '';
  let place = { tool: TOOL, module: '', token: 'gateway', key: '01', pinFile: '' };
  const before_ = process.env['SOFTHSM2_CONF'];

  before(function () {
    const module = MODULES.find((file) => existsSync(file));
    if (module === undefined || !existsSync(UTIL) || !existsSync(TOOL)) {
      console.log('    (no software token: install softhsm2 and opensc to sign in one)');
      return this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'domledger-token-'));
    mkdirSync(join(folder, 'tokens'));
    writeFileSync(join(folder, 'softhsm.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`);
    process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm.conf');
    place = { ...place, module, pinFile: join(folder, 'pin') };
    writeFileSync(place.pinFile, `${PIN}\n`);
    execFileSync(UTIL, ['--init-token', '--free', '--label', 'gateway', '--so-pin', '11112222', '--pin', PIN]);
    const login = ['--module', module, '--token-label', 'gateway', '--login', '--pin', PIN];
    for (const [label, kind, id] of [
      ['other', 'RSA:2048', '02'],
      ['device', 'EC:prime256v1', '01'],
    ] as const) {
      const key = ['--keypairgen', '--key-type', kind, '--label', label, '--id', id];
      execFileSync(TOOL, [...login, ...key], { stdio: 'ignore' });
    }
  });
  after(() => {
    if (before_ === undefined) delete process.env['SOFTHSM2_CONF'];
    else process.env['SOFTHSM2_CONF'] = before_;
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  it('is refused on another curve, and is away under a wrong PIN, label or library', async () => {
    expect(await refusal(() => openPkcs11Signer({ ...place, key: '02' }))).to.equal('DEVICE_KEY_BROKEN');
    expect(await refusal(() => openPkcs11Signer({ ...place, key: '09' }))).to.equal('SIGNER_ABSENT');
    expect(await refusal(() => openPkcs11Signer({ ...place, token: 'nobody' }))).to.equal('SIGNER_ABSENT');
    expect(await refusal(() => openPkcs11Signer({ ...place, module: join(folder, 'none.so') }))).to.equal(
      'SIGNER_ABSENT',
    );
    expect(await refusal(() => openPkcs11Signer({ ...place, tool: join(folder, 'none') }))).to.equal('SIGNER_ABSENT');
    writeFileSync(join(folder, 'wrong'), '000000\n');
    expect(await refusal(() => openPkcs11Signer({ ...place, pinFile: join(folder, 'wrong') }))).to.equal(
      'SIGNER_ABSENT',
    );
  });

  it('makes signatures that ledgers take, of both halves before they are normalised', async () => {
    const signer = await openPkcs11Signer(place);
    const half = BigInt('0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8');
    let high = 0;
    for (let round = 0; round < 12 || high === 0 || high === round; round++) {
      const message = Buffer.from(`message ${round}`);
      const raw = await signer.sign(message);
      if (BigInt(`0x${Buffer.from(raw.subarray(32)).toString('hex')}`) > half) high += 1;
      const signature = normaliseSignature(signer.key, message, raw);
      expect(verifyDeviceSignature(signer.key, message, signature)).to.equal(true);
      expect(verifyDeviceSignature(signer.key, Buffer.from('another'), signature)).to.equal(false);
    }
  });

  it('holds up signing and nothing else while it is away', async () => {
    const pair = makePair();
    const stop = new AbortController();
    const signer = await openPkcs11Signer(place);
    pair.registerAll();
    pair.tellRegister();
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    const tokens = join(folder, 'tokens');
    renameSync(tokens, `${tokens}-away`);
    mkdirSync(tokens);
    const signing = startSigning({
      store: pair.store,
      signer,
      network: pair.network,
      domain: pair.domain,
      settings: { company: pair.actors.company.address, batchFrames: 200, batchAge: 0, retryAfter: 1_000 },
      maySendFrames: () => true,
      onQueued: () => undefined,
      onDiskFull: () => undefined,
      log: createLog('test', 'silent'),
      signal: stop.signal,
    });
    expect(pair.feed(meter, meter.start, START).code).to.equal('FRAMED');
    await Promise.race([signing.done, waitFor('the key is missed', () => !signing.signs)]);
    expect(pair.feed(meter, [(meter.start[0] ?? 0n) + 1n], START + 3_600n).code).to.equal('FRAMED');
    expect(pair.store.queuedMessages()).to.equal(0);
    expect(readdirSync(tokens)).to.deep.equal([]);
    rmSync(tokens, { recursive: true });
    renameSync(`${tokens}-away`, tokens);
    await waitFor('frames signed', () => pair.store.frameCounts()['sent'] === 2);
    expect(signing.signs).to.equal(true);
    stop.abort();
    await signing.done;
    pair.dispose();
  });
});
