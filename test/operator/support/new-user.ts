export const OWNERS = ['company', 'portal', 'power', 'collection', 'gateway'] as const;
export const FLAT = 'flat-1';
export const ACCOUNT = '4070210001';

const FIRST_PORTS: Readonly<Record<string, number>> = {
  company: 0,
  portal: 10,
  provider: 20,
  collector: 30,
  gateway: 40,
};

/** `init` takes the usual ports where it is told none. */
export function withPorts(line: string, base: number): string {
  const [, owner = ''] = /^domledger init (\w+) /.exec(line) ?? [];
  const first = FIRST_PORTS[owner];
  if (first === undefined) return line;
  const sealer = ['portal', 'provider', 'collector'].includes(owner) ? ` --sealer http://127.0.0.1:${base}` : '';
  const replica = owner === 'collector' ? ` --replica http://127.0.0.1:${base + 2}` : '';
  return `${line} --port ${base + first}${sealer}${replica}`;
}
