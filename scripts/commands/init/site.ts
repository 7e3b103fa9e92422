import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { loadOrCreateAccount } from '../../../core/runtime/keystore.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';
import { keystoreOf } from '../../world/world-plan.ts';
import { composeEnvironment } from './compose-environment.ts';
import { unitOf } from './systemd-unit.ts';

export const OWNERS = ['company', 'portal', 'provider', 'collector', 'gateway'] as const;
export type Owner = (typeof OWNERS)[number];
/** A program of an owner: the folder that it has its name of holds its settings and its data. */
export type SiteProgram = { name: string; program: string; stage: number };
/** What stands in an owner's folder, in `site.json`. */
export type Site = { owner: Owner; programs: readonly SiteProgram[] };

const schema = z.strictObject({
  owner: z.enum(OWNERS),
  programs: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z-]+$/),
      program: z.string().regex(/^[a-z-]+$/),
      stage: z.number().int().min(0),
    }),
  ),
});

/** An owner's folder while it is made. */
export type Draft = {
  /** The account in the folder of a program, made here. */
  account(program: string): Promise<Hex>;
  /** A file of the folder; parts of its path are made. */
  write(path: string, text: string, mode?: number): void;
  json(path: string, value: unknown, mode?: number): void;
  /** Where a file is while the folder is made. */
  at(path: string): string;
  program(one: SiteProgram, settings: Readonly<Record<string, unknown>>): void;
};

/**
 * Makes an owner's folder whole or not at all, with the settings of its programs, a systemd unit of each, and the environment of its compose file.
 * @throws InputError SITE_EXISTS where there is such a folder already
 */
export async function makeSite<T>(dir: string, owner: Owner, fill: (draft: Draft) => Promise<T> | T): Promise<T> {
  const folder = resolve(dir);
  if (existsSync(folder))
    throw new InputError(
      'SITE_EXISTS',
      `There is a ${dir} already, and nothing in it is written over: it may hold keys. Name another folder with --dir.`,
    );
  const draft = `${folder}.new-${process.pid}`;
  const at = (path: string): string => {
    const full = join(draft, path);
    mkdirSync(dirname(full), { recursive: true, mode: 0o700 });
    return full;
  };
  const write: Draft['write'] = (path, text, mode) => writeDurably(at(path), text, mode);
  const json: Draft['json'] = (path, value, mode) => write(path, `${JSON.stringify(value, undefined, 2)}\n`, mode);
  const programs: (SiteProgram & { settings: Readonly<Record<string, unknown>> })[] = [];
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    const made = await fill({
      account: async (program) => (await loadOrCreateAccount(keystoreOf(at(program)))).address,
      ...{ at, write, json },
      program: (one, settings) => void programs.push({ ...one, settings }),
    });
    for (const { settings, ...one } of programs) {
      json(join(one.name, 'settings.json'), settings);
      write(join('systemd', `domledger-${owner}-${one.name}.service`), unitOf({ folder, owner, ...one }), 0o644);
    }
    write('compose.env', composeEnvironment(folder, programs));
    const site: Site = { owner, programs: programs.map(({ settings: _settings, ...one }) => one) };
    json('site.json', site);
    renameSync(draft, folder);
    return made;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** @throws InputError SITE_MISSING, SITE_INVALID */
export function readSite(dir: string): Site {
  const file = join(dir, 'site.json');
  if (!existsSync(file))
    throw new InputError('SITE_MISSING', `There is no ${file}. Name a folder that \`domledger init\` made.`);
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new InputError('SITE_INVALID', `${file} is not as \`domledger init\` writes it. Restore it from a backup.`, {
      cause,
    });
  }
}

/** Settings of a program, as they stand in its folder. @throws InputError SITE_INVALID */
export function settingsIn(dir: string, { name }: SiteProgram): Record<string, unknown> {
  const file = join(dir, name, 'settings.json');
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new InputError('SITE_INVALID', `${file} is no readable JSON object. Restore it from a backup.`, { cause });
  }
}
