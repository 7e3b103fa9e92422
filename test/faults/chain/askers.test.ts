import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startChildProgram, type ChildProgram } from '../../../scripts/world/child-program.ts';
import { ask, COMPANY, PORTAL } from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';

const CONNECTIONS = 100;
const WINDOW_MS = 6_000;
const ASKER = fileURLToPath(new URL('support/asker.ts', import.meta.url));

describe('a stranger with a hundred connections', function () {
  this.timeout(180_000);
  const folder = tempFolder();
  let sealer: ChildProgram;
  let url: string;

  before(async () => {
    const file = join(folder.path, 'sealer.json');
    // As it is delivered, but for the pace of blocks and of what the company says.
    writeFileSync(
      file,
      JSON.stringify({
        ...{ data: join(folder.path, 'data'), port: 0, company: COMPANY.address, portal: PORTAL.address },
        ...{ targetBits: 4, blockInterval: '20ms', heartbeat: '20ms', maxAhead: '2h', logLevel: 'warn', found: true },
      }),
    );
    sealer = await startChildProgram({
      name: 'sealer',
      command: ['sealer', '--settings', file],
      logFile: join(folder.path, 'sealer.log'),
    });
    url = String(sealer.ready['url']);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  /** Blocks a second, one made after the other without a pause but the interval. */
  async function pace(): Promise<number> {
    const head = async (): Promise<number> => Number((await ask(`${url}/v1/head`)).body['number']);
    const [first, begun] = [await head(), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, WINDOW_MS));
    return ((await head()) - first) / ((performance.now() - begun) / 1000);
  }

  it('does not hold the blocks up, whatever he asks, and the sealer stays as large as it is', async () => {
    await pace();
    const alone = await pace();
    const size = async (): Promise<number> => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/process_resident_memory_bytes (\d+)/.exec(text)?.[1]) / 2 ** 20;
    };
    const sizeAlone = await size();
    const asker = spawn(process.execPath, [ASKER, url, String(CONNECTIONS), '127.0.0.2'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let answers = '';
    asker.stdout.on('data', (part: Buffer) => (answers = part.toString('utf8').trim().split('\n').at(-1) ?? ''));
    try {
      await new Promise((resolve) => asker.stdout.once('data', resolve));
      const asked = await pace();
      const sizeAsked = await size();
      const told = `${alone.toFixed(1)} blocks/s alone, ${asked.toFixed(1)} asked; ${sizeAlone.toFixed(0)} and ${sizeAsked.toFixed(0)} MiB; answers ${answers}`;
      console.log(`      ${told}`);
      // Measured on two cores: a tenth. A busy machine is given more.
      expect(asked, told).to.be.greaterThan(alone * 0.75);
      expect(sizeAsked, told).to.be.lessThan(sizeAlone + 512);
      expect(answers, 'nothing was asked').to.match(/"200":\d/);
      expect((await ask(`${url}/health`)).status).to.equal(200);
    } finally {
      asker.kill('SIGKILL');
    }
  });
});
