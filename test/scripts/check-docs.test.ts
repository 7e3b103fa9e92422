import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const script = fileURLToPath(new URL('../../scripts/check-docs.ts', import.meta.url));
const PAPER = Array.from({ length: 60 }, (_, index) => `- **S${index + 1}** an item`).join('\n');

describe('the check of documents', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'domledger-docs-'));
    put('.gitignore', 'node_modules/\n*.log\n');
    put('docs/paper.md', PAPER);
    put('oracle/inbox.ts', '');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function put(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }

  function check(): { status: number | null; faults: string[] } {
    const { status, stderr } = spawnSync(process.execPath, [script, root], { encoding: 'utf8' });
    return { status, faults: stderr.split('\n').filter((line) => line !== '') };
  }

  it('refuses a line of over 160 characters, in code and in any folder, and names it', () => {
    put('README.md', `# Title\n\n${'é'.repeat(160)}\n${'é'.repeat(161)}\n`);
    put('network/besu/README.md', `\`\`\`\n${'x'.repeat(170)}\n\`\`\`\n`);
    expect(check()).to.deep.equal({
      status: 1,
      faults: [
        'README.md:4 has 161 characters: break it, 160 are the most',
        'network/besu/README.md:2 has 170 characters: break it, 160 are the most',
      ],
    });
  });

  it('refuses paths, links and names of source files that are gone', () => {
    put(
      'docs/a.md',
      'See `oracle/gone.ts`, [b](b.md), [paper](paper.md), `oracle/*.ts`, `inbox.ts` and `handle-message.ts`.\n',
    );
    expect(check()).to.deep.equal({
      status: 1,
      faults: ['oracle/gone.ts', 'docs/b.md', 'handle-message.ts'].map(
        (name) => `docs/a.md names ${name}, which is not there`,
      ),
    });
  });

  it('refuses a paper without one of its items', () => {
    put('docs/paper.md', PAPER.replace('**S41**', '**S61**'));
    expect(check()).to.deep.equal({ status: 1, faults: ['docs/paper.md has no entry for S41'] });
  });

  it('takes documents that keep to it, and leaves alone what is not tracked', () => {
    put('node_modules/package/README.md', 'x'.repeat(200));
    expect(check()).to.deep.equal({ status: 0, faults: [] });
  });
});
