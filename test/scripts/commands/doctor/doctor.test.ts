import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { examine, type Examination } from '../../../../scripts/commands/doctor/examine.ts';
import { TODO, type FindingCode } from '../../../../scripts/commands/doctor/findings.ts';
import { lockData } from '../../../../sealer/chain/data-lock.ts';
import { refusal } from '../../../support/refusal.ts';
import { runCli } from '../../../support/run-cli.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import {
  brokerOfOtherAuthority,
  brokerOfOthers,
  damage,
  goneProcess,
  lateSnapshot,
  listen,
  movingClock,
  newerStore,
  otherAccount,
  otherToken,
  portIn,
  settings,
  snapshotWithoutPiece,
  urlIn,
} from './support/plants.ts';
import { NOT_PLANTED, PLANTED_RUNNING } from './support/planted-elsewhere.ts';
import { copyOf, edit, makeOwners, type OwnerFolder } from './support/owners.ts';

const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;
const IS_ROOT = process.getuid?.() === 0;
const DAY_MS = 86_400_000;
const OPERATIONS = fileURLToPath(new URL('../../../../docs/operations.md', import.meta.url));

type More = { now?: () => number; diskFreeMib?: number };
type Planted = AsyncDisposable | Disposable | More | void;
/** What is broken in the copy of a folder, and what runs meanwhile or is otherwise as usual. */
type Plant = (dir: string) => Planted | Promise<Planted>;
type Row = [owner: OwnerFolder, code: FindingCode, plant: Plant];

const ROWS: readonly Row[] = [
  ['company', 'SETTINGS_INVALID', (dir) => settings(dir, 'sealer', { blockIntervall: '1s' })],
  ['power', 'SETTINGS_INVALID', (dir) => settings(dir, 'replica', { from: [] })],
  ['portal', 'SETTINGS_INVALID', (dir) => writeFileSync(join(dir, 'app/settings.json'), '{')],
  ['company', 'PORT_TWICE', (dir) => settings(dir, 'watchdog', { port: portIn(dir, 'sealer') })],
  ['company', 'HOST_UNKNOWN', (dir) => settings(dir, 'replica', { host: '203.0.113.7' })],
  ['company', 'LISTENS_OPENLY', (dir) => settings(dir, 'sealer', { host: '0.0.0.0' })],
  ['company', 'NETWORK_CHANGED', (dir) => settings(dir, 'sealer', { chainId: 7 })],
  ['company', 'NETWORK_CHANGED', (dir) => edit(join(dir, 'network.json'), { name: 'Other Wood' })],
  ['power', 'NETWORK_INVALID', (dir) => writeFileSync(join(dir, 'network.json'), '{')],
  ['power', 'NETWORK_AWAITED', (dir) => rmSync(join(dir, 'network.json'))],
  ['company', 'FOREIGN_REPLICAS_UNSET', (dir) => settings(dir, 'sealer', { foreignReplicas: undefined })],
  ['company', 'WITNESSES_FEW', (dir) => settings(dir, 'sealer', { foreignReplicas: [urlIn(dir, 'replica')] })],
  ['portal', 'WITNESSES_FEW', (dir) => settings(dir, 'app', { cosignaturesRequired: 3 })],
  [
    'company',
    'PRIMARY_WITHOUT_KEEPER',
    (dir) => settings(dir, 'sealer', { keeper: undefined, primaryUrl: 'http://a' }),
  ],
  ['company', 'COMPANY_IS_PORTAL', (dir) => settings(dir, 'sealer', { company: portalOf(dir) })],
  ['company', 'ENGINE_MISSING', (dir) => settings(dir, 'replica', { engine: 'geth', gethBinary: 'no-geth' })],
  ['company', 'PREMISES_INVALID', (dir) => writeFileSync(join(dir, 'premises.json'), '[{}]')],
  ['company', 'METERS_INVALID', (dir) => edit(join(dir, 'meters.json'), { meters: [{}] })],
  ['gateway', 'METERS_INVALID', (dir) => writeFileSync(join(dir, 'meters.json'), '[{}]')],
  ['company', 'DEVICE_MISSING', (dir) => rmSync(join(dir, 'devices'), { recursive: true })],
  ['power', 'ACCOUNT_MISSING', (dir) => rmSync(join(dir, 'biller/keystore.json'))],
  ['power', 'ACCOUNT_OTHER', (dir) => edit(join(dir, 'card.json'), { address: `0x${'12'.repeat(20)}` })],
  ['collection', 'KEYSTORE_BROKEN', (dir) => rmSync(join(dir, 'oracle/keystore.password'))],
  ['company', 'KEYSTORE_BROKEN', (dir) => writeFileSync(join(dir, 'keeper/seal.password'), 'another one\n')],
  ['company', 'NOT_THE_COMPANY', (dir) => otherAccount(dir, 'biller')],
  ['portal', 'NOT_THE_PORTAL', (dir) => otherAccount(dir, 'app')],
  ['company', 'TOKEN_MISSING', (dir) => settings(dir, 'sealer', { keeperToken: 'none.token' })],
  ['gateway', 'TOKEN_MISSING', (dir) => rmSync(join(dir, 'token'))],
  ['company', 'TOKEN_SHORT', (dir) => writeFileSync(join(dir, 'keeper/token'), 'short\n')],
  ['gateway', 'TOKEN_BROKEN', (dir) => writeFileSync(join(dir, 'token'), 'short\n')],
  ['company', 'TOKEN_OTHER', (dir) => otherToken(dir)],
  ['gateway', 'DEVICE_KEY_BROKEN', (dir) => writeFileSync(join(dir, 'gateway/password'), 'another one\n')],
  ['gateway', 'DEVICE_OTHER', (dir) => edit(join(dir, 'device.json'), { deviceId: `0x${'12'.repeat(32)}` })],
  ['portal', 'SECRET_OPEN', (dir) => chmodSync(join(dir, 'app/keystore.json'), 0o644)],
  ['gateway', 'SECRET_OPEN', (dir) => chmodSync(join(dir, 'token'), 0o640)],
  ['company', 'FOLDER_INVALID', (dir) => settings(dir, 'watchdog', { dataDir: 'settings.json' })],
  ['company', 'DATA_OTHER_VERSION', (dir) => writeFileSync(join(dir, 'biller/layout.json'), '{"layout":99}')],
  ['company', 'DATABASE_NEWER', (dir) => newerStore(join(dir, 'biller/biller.sqlite'))],
  ['gateway', 'DATABASE_NEWER', (dir) => newerStore(join(dir, 'gateway/gateway.sqlite'))],
  ['company', 'DATA_IN_USE', (dir) => lockData(join(dir, 'sealer'))],
  ['power', 'DRAFT_LEFT', (dir) => writeFileSync(join(dir, `biller/layout.json.${goneProcess()}.tmp`), '')],
  ['company', 'DISK_LOW', () => ({ diskFreeMib: 1e12 })],
  ['company', 'LOG_DAMAGED', (dir) => damage(join(dir, 'sealer/blocks.log'))],
  ['company', 'LOG_DAMAGED', (dir) => damage(join(dir, 'keeper/keeper.log'))],
  ['company', 'LOG_TORN', (dir) => appendFileSync(join(dir, 'sealer/blocks.log'), '0123abcd 900 {"number"')],
  ['company', 'SNAPSHOT_INVALID', (dir) => void mkdirSync(join(dir, 'sealer/snapshots/1'), { recursive: true })],
  ['company', 'SNAPSHOT_PIECE', (dir) => snapshotWithoutPiece(dir)],
  ['company', 'SNAPSHOT_LATE', (dir) => lateSnapshot(dir)],
  ['gateway', 'CLOCK_UNSYNCED', (dir) => settings(dir, 'gateway', { clockMarker: 'synchronized' })],
  ['company', 'CLOCK_MOVED', () => ({ now: movingClock() })],
  ['power', 'SOURCE_ITSELF', (dir) => settings(dir, 'replica', { from: [urlIn(dir, 'replica')] })],
  ['company', 'PORT_TAKEN', (dir) => listen(portIn(dir, 'keeper'))],
  ['collection', 'PORT_TAKEN', (dir) => listen(portIn(dir, 'oracle', 'mqttPort'))],
  ['portal', 'DATABASE_UNREACHABLE', (dir) => settings(dir, 'app', { databaseUrl: 'postgres://127.0.0.1:1/portal' })],
  ['gateway', 'BROKER_REFUSES', (dir) => brokerOfOthers(dir)],
  ...(IS_ROOT ? ROOT_ROWS() : []),
  ...(HAS_OPENSSL ? CERTIFICATE_ROWS() : []),
];

function portalOf(dir: string): unknown {
  return (JSON.parse(readFileSync(join(dir, 'network.json'), 'utf8')) as Record<string, unknown>)['portal'];
}

function ROOT_ROWS(): Row[] {
  return [['company', 'OWNER_OTHER', (dir) => chownSync(join(dir, 'biller/settings.json'), 65_534, 65_534)]];
}

function CERTIFICATE_ROWS(): Row[] {
  const own = (dir: string, name: string): string => join(dir, name);
  const renewed = (dir: string, words: readonly string[], days = '397'): void => {
    const maker = fileURLToPath(new URL('../../../../network/mosquitto/make-certificates.sh', import.meta.url));
    const certificates = join(dir, '../../certified-collection/certificates');
    const made = join(dir, 'made');
    cpSync(certificates, made, { recursive: true });
    expect(spawnSync('sh', [maker, made, ...words], { env: { ...process.env, DAYS: days } }).status).to.equal(0);
    copyFileSync(join(made, `gateway-${words[1] ?? ''}.crt`), own(dir, 'gateway.crt'));
    copyFileSync(join(made, `gateway-${words[1] ?? ''}.key`), own(dir, 'gateway.key'));
    rmSync(made, { recursive: true });
  };
  return [
    ['certified-gateway', 'MQTT_FILE_UNREADABLE', (dir) => rmSync(own(dir, 'gateway.key'))],
    ['certified-gateway', 'CERTIFICATE_BROKEN', (dir) => writeFileSync(own(dir, 'gateway.crt'), 'none')],
    ['certified-gateway', 'CERTIFICATE_EXPIRED', (dir) => renewed(dir, ['gateway', 'house-1'], '-1')],
    ['certified-gateway', 'CERTIFICATE_ENDS', (dir) => renewed(dir, ['gateway', 'house-1'], '20')],
    ['certified-gateway', 'CERTIFICATE_NOT_YET', () => ({ now: () => Date.now() - 2 * DAY_MS })],
    ['certified-gateway', 'BROKER_CERTIFICATE', (dir) => brokerOfOtherAuthority(dir)],
    ['certified-gateway', 'CERTIFICATE_NAME', (dir) => renewed(dir, ['gateway', 'house-2'])],
    [
      'certified-collection',
      'CERTIFICATE_KEY',
      (dir) => copyFileSync(join(dir, 'certificates/gateway-house-1.key'), join(dir, 'certificates/collector.key')),
    ],
  ];
}

describe('domledger doctor', function () {
  const folder = tempFolder();
  before(() => makeOwners(folder.path, HAS_OPENSSL));
  after(() => folder[Symbol.dispose]());

  const codesIn = ({ findings }: Examination, known: ReadonlySet<string>): string[] => [
    ...new Set(findings.filter(({ grade, code }) => grade === 'fault' || !known.has(code)).map(({ code }) => code)),
  ];
  /** What is so of any machine that is stopped. */
  const STOPPED = new Set([
    'NOT_RUNNING',
    'SOURCE_SILENT',
    'IDENTITY_UNREACHABLE',
    'BANK_UNREACHABLE',
    'BROKER_SILENT',
  ]);
  const look = (home: string, more: More = {}): Promise<Examination> =>
    examine({ home, settings: [], env: {}, diskFreeMib: 0, ...more });

  it('finds nothing to be done in a folder as it was laid', async () => {
    for (const owner of ['company', 'portal', 'power', 'collection', 'gateway'] as const) {
      const found = await look(join(folder.path, owner));
      expect(codesIn(found, STOPPED), JSON.stringify(found.findings)).to.deep.equal([]);
    }
  });

  const hit: string[] = [];
  for (const [place, [owner, code, plant]] of ROWS.entries()) {
    it(`finds ${code} at the ${owner}, and nothing else (${place + 1})`, async () => {
      const dir = copyOf(folder.path, owner, `${place}`);
      const planted = (await plant(dir)) ?? {};
      await using ending = new AsyncDisposableStack();
      const runs = Symbol.asyncDispose in planted || Symbol.dispose in planted;
      if (runs) ending.use(planted);
      const found = await look(dir, runs ? {} : planted);
      const known = new Set([...STOPPED].filter((one) => one !== code));
      expect(codesIn(found, known), JSON.stringify(found.findings)).to.deep.equal([code]);
      hit.push(code);
    });
  }
  after(() => console.log(`      ${hit.length} of ${ROWS.length} planted faults found, of ${new Set(hit).size} kinds`));

  it('says by its exit code whether anything is to be done, and reads settings of single programs', async () => {
    const home = copyOf(folder.path, 'power', 'told');
    const whole = await runCli(['doctor', '--home', home]);
    expect(whole).to.include({ code: 0 });
    expect(whole.stdout).to.include('note  NOT_RUNNING').and.include('nothing is to be done');
    rmSync(join(home, 'network.json'));
    const broken = await runCli(['doctor', '--settings', join(home, 'biller/settings.json'), '--json']);
    expect(broken).to.include({ code: 1 });
    const { ok, findings } = JSON.parse(broken.stdout) as { ok: boolean; findings: Examination['findings'] };
    expect(ok).to.equal(false);
    const [first] = findings;
    expect(first).to.include({ code: 'NETWORK_AWAITED', grade: 'fault', where: join(home, 'network.json') });
    expect(first?.todo).to.equal(TODO.NETWORK_AWAITED);
    const nowhere = examine({ home: join(folder.path, 'nowhere'), settings: [], env: {} });
    expect(await refusal(() => nowhere)).to.equal('SITE_MISSING');
    const unknown = examine({ home: '.', settings: [join(home, 'card.json')], env: {} });
    expect(await refusal(() => unknown)).to.equal('PROGRAM_UNKNOWN');
  });

  it('finds programs that follow each other', async () => {
    const [one, other] = ['circle-a', 'circle-b'].map((name) => copyOf(folder.path, 'power', name)) as [string, string];
    settings(other, 'replica', { port: portIn(other, 'replica') + 1 });
    settings(one, 'replica', { from: [urlIn(other, 'replica')] });
    const both = [one, other].map((dir) => `replica=${join(dir, 'replica/settings.json')}`);
    const lookAtBoth = (): Promise<Examination> => examine({ home: '.', settings: both, env: {}, diskFreeMib: 0 });
    settings(other, 'replica', { from: [urlIn(one, 'replica'), 'http://127.0.0.1:1'] });
    expect(codesIn(await lookAtBoth(), STOPPED)).to.deep.equal([]);
    settings(other, 'replica', { from: [urlIn(one, 'replica')] });
    expect(codesIn(await lookAtBoth(), STOPPED)).to.deep.equal(['SOURCE_CIRCLE']);
  });

  it('has a planted fault for each of its codes', () => {
    const planted = [...ROWS, ...ROOT_ROWS(), ...CERTIFICATE_ROWS()].map(([, code]): string => code);
    const all = new Set([...planted, ...PLANTED_RUNNING, ...Object.keys(NOT_PLANTED), 'SOURCE_CIRCLE']);
    expect([...all].sort()).to.deep.equal(Object.keys(TODO).sort());
  });

  it('has a row in docs/operations.md for each of its codes', () => {
    const section =
      readFileSync(OPERATIONS, 'utf8')
        .split('\n## ')
        .find((part) => part.startsWith('The doctor')) ?? '';
    const rows = [...section.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map(([, code, todo]) => [code, todo]);
    expect(Object.fromEntries(rows)).to.deep.equal(TODO);
  });
});
