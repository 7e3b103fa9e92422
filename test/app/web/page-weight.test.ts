import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { buildWeb } from '../../../app/web/build.ts';

/** What a visitor fetches before anything is shown, and everything that a resident ever fetches; gzip, in thousands of bytes. */
const INITIAL_KB = 169;
const WHOLE_KB = 458;
/** Written for Node, or bringing a second implementation of what noble does in the page already. */
const NOT_IN_A_PAGE = ['eth-crypto', 'ethereum-cryptography', 'elliptic', 'bn.js', 'buffer', '@ethereumjs/tx', 'viem'];

describe('the weight of the pages', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    folder = await buildWeb();
  });

  const scripts = (): string[] => readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
  const kilobytes = (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, 'assets', name))).length, 0) / 1000;
  /** The scripts that the start page names, and what those import before they run. */
  const initial = (): string[] => {
    const wanted = new Set<string>();
    const want = (text: string): void => {
      for (const name of scripts()) {
        const isNamed = text.includes(`/assets/${name}"`) || importsFirst(text, name);
        if (!isNamed || wanted.has(name)) continue;
        wanted.add(name);
        want(readFileSync(join(folder, 'assets', name), 'utf8'));
      }
    };
    want(readFileSync(join(folder, 'index.html'), 'utf8'));
    return [...wanted];
  };

  it('holds none of the libraries that only servers need', () => {
    const packages = [...readFileSync(join(folder, 'licenses.md'), 'utf8').matchAll(/^## (\S+) - /gm)].map(
      (of) => of[1],
    );
    expect(packages).to.include.members(['react', 'ethers', '@noble/curves', '@noble/ciphers']);
    for (const name of NOT_IN_A_PAGE) expect(packages).not.to.include(name);
    for (const name of scripts()) {
      // Messages of eth-crypto and of the AES that it brings.
      expect(readFileSync(join(folder, 'assets', name), 'utf8')).not.to.match(/Bad MAC|AES: unsupported mode/);
    }
  });

  it('is small at the first look, and leaves what only residents need for later', () => {
    const first = initial();
    expect(first.length).to.be.greaterThan(0);
    expect(first.length).to.be.lessThan(scripts().length);
    // Whoever reads one language is spared the others; the heaviest counts.
    const languages = scripts().filter((name) => /^(en|ru)-/.test(name));
    expect(languages).to.have.length(2);
    const weights = languages.map((name) => kilobytes([name]));
    const spared = kilobytes(languages) - Math.max(...weights);
    expect(kilobytes(first) + Math.max(...weights)).to.be.at.most(INITIAL_KB);
    expect(kilobytes(scripts()) - spared).to.be.at.most(WHOLE_KB);
  });
});

function importsFirst(text: string, name: string): boolean {
  const file = name.replaceAll('.', '\\.');
  return new RegExp(`(from|import)\\s*["'\`]\\./${file}["'\`]`).test(text);
}
