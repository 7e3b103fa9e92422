import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { defineSettings, environmentName, readSecrets, readSettings } from '../../../core/runtime/settings.ts';

const table = defineSettings({
  host: { text: 'Where to listen.', type: 'string', default: '127.0.0.1' },
  port: { text: 'Port to listen on.', type: 'integer', min: 0, max: 65_535 },
  dataFolder: { text: 'Where state lives.', type: 'path', default: 'data' },
  pollEvery: { text: 'How often to look.', type: 'duration', default: '500ms' },
  chainUrl: { text: 'The replica.', type: 'url', default: 'http://127.0.0.1:4700/' },
  company: { text: 'The company.', type: 'address', optional: true },
  fast: { text: 'Whether to hurry.', type: 'boolean', default: false },
  level: { text: 'How much to log.', type: 'string', choices: ['info', 'debug'], default: 'info' },
  houses: { text: 'A list.', type: 'json', default: [], parse: (value): string[] => houses(value) },
  apiToken: { text: 'Token of the bank.', type: 'string', secret: true, default: 'none' },
});

function houses(value: unknown): string[] {
  if (!Array.isArray(value)) throw new Error('houses must be a list of names');
  return value.map(String);
}

function faultsOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof InputError && error.code === 'SETTINGS_INVALID') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('settings', () => {
  let folder: string;
  const inFile = (content: unknown): string => {
    const file = join(folder, 'x.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'domledger-settings-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reports every fault at once: missing, malformed, unknown in file, environment and overrides', () => {
    const file = inFile({ pollEvery: 5, chainUrl: 'nowhere', colour: 'red', houses: {}, company: '0x12', fast: 'yes' });
    const message = faultsOf(() =>
      readSettings(table, { file, env: { X_LEVEL: 'loud', X_SPEED: '9' }, prefix: 'X_', overrides: { hots: 1 } }),
    );
    expect(message).to.match(/^10 faults/);
    for (const part of ['"port" is missing', 'X_PORT', '"pollEvery"', 'duration such as', '"chainUrl"', '"colour"']) {
      expect(message).to.include(part);
    }
    for (const part of [
      'houses must be a list',
      '0x and 40 hex digits',
      'true or false',
      'X_SPEED',
      '"hots"',
      'X_LEVEL',
    ]) {
      expect(message).to.include(part);
    }
  });

  it('takes a malformed value as a fault and never as the default', () => {
    for (const port of ['', '12a', '1.5', '-1', '65536', ' 7']) {
      expect(
        faultsOf(() => readSettings(table, { env: { X_PORT: port }, prefix: 'X_' })),
        port,
      ).to.include('X_PORT');
    }
    expect(faultsOf(() => readSettings(table, { file: inFile({ port: '4700' }), prefix: 'X_' }))).to.include('integer');
  });

  it('refuses a file that is missing, no JSON or no object', () => {
    expect(faultsOf(() => readSettings(table, { file: join(folder, 'none.json'), prefix: 'X_' }))).to.include(
      'none.json',
    );
    expect(faultsOf(() => readSettings(table, { file: inFile('{'), prefix: 'X_' }))).to.include('no JSON');
    expect(faultsOf(() => readSettings(table, { file: inFile([]), prefix: 'X_' }))).to.include('one JSON object');
  });

  it('never shows a malformed secret, and keeps secrets out of the settings', () => {
    const secretTable = defineSettings({
      pin: { text: 'A pin.', type: 'integer', secret: true },
      name: { text: 'N.', type: 'string', default: 'n' },
    });
    expect(faultsOf(() => readSecrets(secretTable, { env: { X_PIN: 'hunter2' }, prefix: 'X_' }))).not.to.include(
      'hunter2',
    );
    const sources = { env: { X_PIN: '1234' }, prefix: 'X_' };
    expect(readSettings(secretTable, sources)).to.deep.equal({ name: 'n' });
    expect(readSecrets(secretTable, sources)).to.deep.equal({ pin: 1234 });
  });

  it('takes overrides before environment before file before defaults', () => {
    const file = inFile({ port: 1, host: 'file', level: 'debug' });
    const settings = readSettings(table, {
      file,
      env: { X_PORT: '2', X_HOST: 'env' },
      prefix: 'X_',
      overrides: { port: 3 },
    });
    expect([settings.port, settings.host, settings.level, settings.fast]).to.deep.equal([3, 'env', 'debug', false]);
  });

  it('gives paths relative to the file, durations in milliseconds, addresses in lower case', () => {
    const company = `0x${'aB'.repeat(20)}`;
    const settings = readSettings(table, {
      file: inFile({ port: 1, dataFolder: 'd', pollEvery: '5m', company }),
      prefix: 'X_',
    });
    expect(settings.dataFolder).to.equal(join(folder, 'd'));
    expect(settings.pollEvery).to.equal(300_000);
    expect(settings.company).to.equal(company.toLowerCase());
    expect(settings.chainUrl).to.equal('http://127.0.0.1:4700');
  });

  it('reads JSON from the environment and names it in capitals', () => {
    expect(environmentName('X_', 'chainUrl')).to.equal('X_CHAIN_URL');
    expect(readSettings(table, { env: { X_PORT: '1', X_HOUSES: '["a"]' }, prefix: 'X_' }).houses).to.deep.equal(['a']);
  });
});
