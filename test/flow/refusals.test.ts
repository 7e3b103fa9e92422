import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { planHouse } from '../../scripts/world/house-plan.ts';
import { startChildProgram } from '../../scripts/world/child-program.ts';
import { planWorld } from '../../scripts/world/world-plan.ts';
import { USUAL_PORTS } from '../../scripts/world/world-ports.ts';
import { runCli } from '../support/run-cli.ts';

/** A command whose input is wrong: its exit code and what its message must say. */
type Refused = { name: string; args: string[]; code?: number; says: RegExp[] };

describe('a wrong command', () => {
  let folder: string;
  let good: string;
  let broken: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-refusals-'));
    const dataDir = join(folder, 'house');
    await planWorld({ dataDir, ports: USUAL_PORTS, house: planHouse() });
    write('unknown.json', JSON.stringify({ prot: 4700, data: 'sealer' }));
    write('malformed.json', JSON.stringify({ port: 'many', company: '0x12', data: 'sealer' }));
    write('broken.json', '{"port": 4700,');
    write('list.json', '[]');
    write('table.csv', 'hour,home_1\n0,1e3\n');
    mkdirSync(join(folder, 'no-telegrams'));
    broken = write('broken.hex', '68 03 03 68 08 01 72 00 16');
    good = write('gateway.json', JSON.stringify(gatewaySettings(dataDir)));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }
  function gatewaySettings(dataDir: string): object {
    return {
      gatewayId: 'house-1',
      dataDir: join(dataDir, 'gateway'),
      networkFile: join(dataDir, 'sealer', 'network.json'),
      company: `0x${'c0'.repeat(20)}`,
      metersFile: join(dataDir, 'gateway', 'meters.json'),
      mqttUrl: 'mqtt://127.0.0.1:9',
      tokenFile: join(dataDir, 'token'),
      spoolDir: join(dataDir, 'gateway', 'spool'),
    };
  }
  function contents(): Record<string, string> {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(
      files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'hex')]),
    );
  }
  function send(meter: string, file: string, more: string[] = []): string[] {
    return ['gateway', 'send', '--format', 'mbus', '--meter', meter, '--file', file, '--settings', good, ...more];
  }
  function cases(): Refused[] {
    const at = (name: string): string => join(folder, name);
    return [
      { name: 'command', args: ['frobnicate'], says: [/unknown command 'frobnicate'/, /--help/] },
      { name: 'option', args: ['story', '--frobnicate'], says: [/unknown option '--frobnicate'/] },
      { name: 'missing option', args: ['decode'], says: [/required option '--format/] },
      {
        name: 'settings file that is missing',
        args: ['sealer', '--settings', at('none.json')],
        says: [/none\.json cannot be read/, /SETTINGS_INVALID/],
      },
      {
        name: 'settings file that is no JSON',
        args: ['sealer', '--settings', at('broken.json')],
        says: [/broken\.json/, /SETTINGS_INVALID/],
      },
      {
        name: 'settings file that is no object',
        args: ['sealer', '--settings', at('list.json')],
        says: [/list\.json/, /SETTINGS_INVALID/],
      },
      {
        name: 'setting',
        args: ['sealer', '--settings', at('unknown.json')],
        says: [/unknown setting "prot"; known are data/, /SETTINGS_INVALID/],
      },
      {
        name: 'values, all of them at once',
        args: ['sealer', '--settings', at('malformed.json')],
        says: [
          /"port": must be an integer .* is "many"/,
          /"company": must be an address/,
          /"portal" is missing/,
          /SETTINGS_INVALID/,
        ],
      },
      {
        name: '--set',
        args: ['sealer', '--set', 'port'],
        says: [/--set takes key=value, not "port"/, /SETTING_MALFORMED/],
      },
      {
        name: 'profile that is missing',
        args: ['story', '--data', at('new'), '--profile', at('none.csv')],
        says: [/none\.csv cannot be read/, /FILE_UNREADABLE/],
      },
      {
        name: 'profile that is no table',
        args: ['story', '--data', at('new'), '--profile', at('table.csv')],
        says: [/line 2: "1e3" is not kWh/, /PROFILE_MALFORMED/],
      },
      {
        name: 'folder of telegrams that is missing',
        args: ['story', '--data', at('new'), '--telegrams', at('none')],
        says: [/no readable folder/, /NO_TELEGRAM/],
      },
      {
        name: 'folder without telegrams',
        args: ['story', '--data', at('new'), '--telegrams', at('no-telegrams')],
        says: [/no \*\.hex file/, /NO_TELEGRAM/],
      },
      {
        name: "story in somebody's folder",
        args: ['story', '--data', folder],
        says: [/not an empty folder/, /DATA_NOT_EMPTY/],
      },
      {
        name: 'story in a file',
        args: ['story', '--data', at('table.csv')],
        says: [/not an empty folder/, /DATA_NOT_EMPTY/],
      },
      {
        name: 'file of telegrams to decode',
        args: ['decode', '--format', 'mbus', at('none.hex')],
        says: [/none\.hex cannot be read/, /FILE_UNREADABLE/],
      },
      { name: 'format to decode', args: ['decode', '--format', 'morse', broken], says: [/morse/, /FORMAT_UNKNOWN/] },
      {
        name: 'telegram where no system was started',
        args: [
          'gateway',
          'send',
          '--format',
          'mbus',
          '--meter',
          'flat-1-electricity',
          '--file',
          broken,
          '--settings',
          at('nowhere/settings.json'),
        ],
        says: [/npm start/, /SETTINGS_MISSING/],
      },
      {
        name: 'telegram while no system runs',
        args: send('flat-1-electricity', broken, ['--replica', 'http://127.0.0.1:9']),
        code: 3,
        says: [/127\.0\.0\.1:9/, /\([A-Z_]+\)/],
      },
      {
        name: 'time to wait',
        args: send('flat-1-electricity', broken, ['--wait', 'soon']),
        says: [/not "soon"/, /WAIT_INVALID/],
      },
    ];
  }

  it('is refused with what, which and what to do, a code of its own for the shell, and no trace in any folder', async () => {
    const before = contents();
    const waiting = cases();
    const check = async (refused: Refused): Promise<void> => {
      const { code, stdout, stderr } = await runCli(refused.args);
      for (const says of refused.says) expect(stderr, refused.name).to.match(says);
      expect(stderr, `${refused.name}: a message, not a stack`).to.not.match(/^\s+at /m);
      expect({ code, stdout }, refused.name).to.deep.equal({ code: refused.code ?? 2, stdout: '' });
    };
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await check(next);
    };
    await Promise.all(Array.from({ length: 3 }, worker));
    expect(contents()).to.deep.equal(before);
    expect(existsSync(join(folder, 'new'))).to.equal(false);
  });

  it('that sends a telegram of an unknown meter, or one that is damaged or of another meter, leaves the spool empty', async () => {
    const dataDir = join(folder, 'company');
    const address = `0x${'c0'.repeat(20)}`;
    const set = [
      `data=${dataDir}`,
      'port=0',
      'found=true',
      `company=${address}`,
      `portal=0x${'90'.repeat(20)}`,
    ].flatMap((pair) => ['--set', pair]);
    await using sealer = await startChildProgram({
      name: 'sealer',
      command: ['sealer', ...set],
      logFile: join(folder, 'sealer.log'),
    });
    const url = String(sealer.ready['url']);
    const reach = ['--replica', url, '--queue', url, '--wait', '5'];
    const other = write('other.hex', '680f0f6808017278563412 24400107 55 00000003130041 00'.replaceAll(' ', ''));
    for (const { name, args, says } of [
      {
        name: 'unknown meter',
        args: send('flat-99-gas', broken, reach),
        says: [/No meter "flat-99-gas"/, /flat-1-electricity/, /METER_UNKNOWN/],
      },
      {
        name: 'missing file',
        args: send('flat-1-electricity', join(folder, 'none.hex'), reach),
        says: [/none\.hex cannot be read/, /FILE_UNREADABLE/],
      },
      {
        name: 'unknown format',
        args: send('flat-1-electricity', broken, reach).map((arg) => (arg === 'mbus' ? 'morse' : arg)),
        says: [/"morse" is none of mbus/, /FORMAT_UNKNOWN/],
      },
      { name: 'damaged telegram', args: send('flat-1-electricity', broken, reach), says: [/\([A-Z_]+\)/] },
      { name: 'damaged telegram of nobody', args: send('flat-1-electricity', other, reach), says: [/\([A-Z_]+\)/] },
    ]) {
      const { code, stdout, stderr } = await runCli(args);
      for (const one of says) expect(stderr, name).to.match(one);
      expect(stderr, name).to.not.match(/^\s+at /m);
      expect({ code, stdout }, name).to.deep.equal({ code: 2, stdout: '' });
    }
    expect(existsSync(join(folder, 'house', 'gateway', 'spool'))).to.equal(false);
  });

  it('that needs a port which is taken is refused by name, and starts nothing', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const dataDir = join(folder, 'second');
    const set = [
      `data=${dataDir}`,
      `port=${port}`,
      `company=0x${'c0'.repeat(20)}`,
      `portal=0x${'90'.repeat(20)}`,
    ].flatMap((pair) => ['--set', pair]);
    const { code, stdout, stderr } = await runCli(['sealer', ...set]);
    server.close();
    expect(stderr).to.match(new RegExp(`Port ${port} of 127\\.0\\.0\\.1 is taken`));
    expect(stderr).to.match(/PORT_TAKEN/);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
  });
});
