import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parse } from 'yaml';
import { gethConfig, gethGenesis } from '../../../sealer/engine/engine-api/geth-config.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { OWNERS } from '../../../scripts/commands/init/site.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { sealerSettings } from '../../../sealer/settings.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const NETWORK = join(ROOT, 'network');

type Service = { command?: string[]; environment?: Record<string, string>; volumes?: string[]; depends_on?: string[] };
type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> };

const COMPOSE_FILES = globSync('compose.*.yaml', { cwd: NETWORK }).sort();

function read(name: string): Compose {
  return parse(readFileSync(join(NETWORK, name), 'utf8'), { merge: true }) as Compose;
}

/** The names of all settings, as docs/configuration.md has them (and `npm run check configuration` compares). */
function knownVariables(): Set<string> {
  return new Set(readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8').match(/DOMLEDGER_[A-Z0-9_]+/g));
}

describe('files of network/', () => {
  it('hold the genesis and the settings of go-ethereum that the code writes', () => {
    const { chainId } = readSettings(sealerSettings, {
      prefix: 'TEST_SEALER_',
      overrides: { data: '/x', company: `0x${'11'.repeat(20)}`, portal: `0x${'22'.repeat(20)}` },
    });
    const genesis = genesisOf(BigInt(chainId));
    expect(readFileSync(join(NETWORK, 'geth/genesis.json'), 'utf8')).to.equal(gethGenesis(genesis));
    expect(readFileSync(join(NETWORK, 'geth/geth.toml'), 'utf8')).to.equal(gethConfig(genesis));
  });

  it('start go-ethereum by a script that a shell can read', () => {
    expect(spawnSync('sh', ['-n', join(NETWORK, 'geth/start.sh')]).status).to.equal(0);
  });

  it('compose every owner whom `init` makes a folder for, a subscriber, and go-ethereum over the company', () => {
    expect(COMPOSE_FILES).to.deep.equal([...OWNERS, 'geth', 'subscriber'].map((who) => `compose.${who}.yaml`).sort());
  });

  for (const name of COMPOSE_FILES) {
    it(`${name} sets only what its programs know, all that they must be told, and mounts what it declares`, () => {
      const compose = read(name);
      const known = knownVariables();
      for (const [service, { command, environment = {}, volumes = [], depends_on = [] }] of Object.entries(
        compose.services,
      )) {
        for (const other of name === 'compose.geth.yaml' ? [] : depends_on)
          expect(compose.services, `${service} waits for ${other}`).to.have.property(other);
        for (const volume of volumes) {
          const [source = ''] = volume.split(':');
          // A path, or the folder that the owner's variables name.
          if (!/^[.$]/.test(source))
            expect(compose.volumes ?? {}, `${service} mounts ${source}`).to.have.property(source);
        }
        const own = Object.keys(environment).filter((variable) => variable.startsWith('DOMLEDGER_'));
        for (const variable of own) {
          expect(known.has(variable), `${service} sets ${variable}`).to.equal(true);
          expect(variable).to.match(new RegExp(`^DOMLEDGER_${(command?.[0] ?? service).toUpperCase()}_`));
        }
        // The rest stands in the settings that `init` wrote.
        if (command === undefined || command.includes('--settings')) continue;
        for (const variable of requiredOf(command[0], own.length > 0)) {
          expect(own, `${service} needs ${variable}`).to.include(variable);
        }
      }
    });
  }

  it('name the same release of go-ethereum as the installer', () => {
    const installer = readFileSync(join(ROOT, 'scripts/network/geth-binary.ts'), 'utf8');
    const named = readFileSync(join(NETWORK, 'compose.geth.yaml'), 'utf8').match(/ethereum\/client-go:[^@\s]+/g) ?? [];
    expect(named.length).to.be.greaterThan(2);
    for (const image of named) expect(installer).to.include(`'${image.split(':')[1] ?? ''}'`);
  });
});

/** The variables of a program that have neither default nor leave to be absent. */
function requiredOf(program: string | undefined, ours: boolean): string[] {
  if (!ours || program === undefined) return [];
  const rows = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8').split('\n');
  return rows
    .filter((row) => row.includes('**must be set**'))
    .flatMap((row) => row.match(/DOMLEDGER_[A-Z0-9_]+/g) ?? [])
    .filter((variable) => variable.startsWith(`DOMLEDGER_${program.toUpperCase()}_`));
}
