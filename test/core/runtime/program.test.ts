import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { ChildProcess } from 'node:child_process';

const PROGRAM = fileURLToPath(new URL('../../../core/runtime/program.ts', import.meta.url));
const ERRORS = fileURLToPath(new URL('../../../core/domain/bytes/errors.ts', import.meta.url));

describe("a program's life", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'domledger-program-'))));
  after(() => rmSync(folder, { recursive: true }));

  /** A program whose start function has this body; `idle` keeps it busy until it is disposed. */
  function launch(
    name: string,
    body: string,
  ): {
    child: ChildProcess;
    ready: Promise<void>;
    disposed: Promise<void>;
    ended: Promise<{ code: number | null; out: string }>;
  } {
    const file = join(folder, `${name}.ts`);
    writeFileSync(
      file,
      `import { announceReady, runProgram } from ${JSON.stringify(PROGRAM)};
       import { InputError } from ${JSON.stringify(ERRORS)};
       const idle = () => { const timer = setInterval(() => {}, 1000);
         return { async [Symbol.asyncDispose]() { clearInterval(timer); console.log('disposed'); } }; };
       await runProgram('tester', async (signal) => { ${body} });`,
    );
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    let out = '';
    const ready = Promise.withResolvers<void>();
    const disposed = Promise.withResolvers<void>();
    const take = (part: Buffer): void => {
      out += part.toString();
      if (out.includes('"ready":true')) ready.resolve();
      if (out.includes('disposed')) disposed.resolve();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    return {
      child,
      ready: ready.promise,
      disposed: disposed.promise,
      ended: new Promise((resolve) => child.once('exit', (code) => resolve({ code, out }))),
    };
  }

  it('tells what is wrong with its input and exits with 1', async () => {
    const { code, out } = await launch(
      'input',
      `throw new InputError('PORT_TAKEN', 'Port 1 is taken.'); return idle();`,
    ).ended;
    expect([code, out]).to.deep.equal([1, 'tester: Port 1 is taken. (PORT_TAKEN)\n']);
  });

  it('disposes and exits with 1 when its work fails later', async () => {
    const body = `announceReady(); return { ...idle(), done: Promise.reject(new Error('lost the disk')) };`;
    const { code, out } = await launch('fault', body).ended;
    expect(code).to.equal(1);
    expect(out).to.include('lost the disk').and.include('disposed');
  });

  it('disposes and exits with 0 on a signal, however often the same Ctrl-C arrives', async () => {
    const { child, ready, ended } = launch('signal', `announceReady({ url: 'x' }); return idle();`);
    await ready;
    for (const _ of [1, 2, 3]) child.kill('SIGINT');
    const { code, out } = await ended;
    expect([code, out]).to.deep.equal([0, '{"ready":true,"url":"x"}\ndisposed\n']);
  });

  it('exits with 0, too, when the same Ctrl-C arrives once more while it ends', async () => {
    const body = `announceReady(); const own = idle();
      return { async [Symbol.asyncDispose]() { await own[Symbol.asyncDispose](); setTimeout(() => {}, 500); } };`;
    const { child, ready, disposed, ended } = launch('ending', body);
    await ready;
    child.kill('SIGINT');
    await disposed;
    await delay(100);
    child.kill('SIGINT');
    expect((await ended).code).to.equal(0);
  });

  it('ends when the process that started it is gone', async () => {
    const { child, ready, ended } = launch('orphan', `announceReady(); return idle();`);
    await ready;
    child.disconnect();
    expect((await ended).code).to.equal(0);
  });
});
