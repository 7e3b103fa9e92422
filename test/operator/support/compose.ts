import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const NETWORK = fileURLToPath(new URL('../../../network', import.meta.url));

/** What a test runs of a service: lists alone, as our files have them. */
export type Service = {
  image: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  profiles?: string[];
};
export type ComposeFile = { text: string; services: Record<string, Service> };

/** A file of network/ with its variables as Compose fills them in: `${NAME}`, `${NAME:-default}`, `${NAME:?what is missing}`. @throws Error naming what is missing */
export function readCompose(name: string, variables: Readonly<Record<string, string>>): ComposeFile {
  const text = readFileSync(join(NETWORK, name), 'utf8').replaceAll(
    /\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g,
    (_all, variable: string, kind: string | undefined, word: string | undefined) => {
      const value = variables[variable];
      if (value !== undefined && value !== '') return value;
      if (kind === '-') return word ?? '';
      throw new Error(`${name} wants ${variable}: ${word ?? ''}`);
    },
  );
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
  return { text, services };
}

/** `compose.env` of a folder. */
export function readEnvironment(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [, variable = '', value = ''] = /^([A-Z_]+)='(.*)'$/.exec(line) ?? [];
      return [variable, value];
    }),
  );
}
