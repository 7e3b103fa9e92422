import type { Setting } from './parse-setting.ts';

type Row<T extends Setting['type']> = Setting & { readonly type: T };

/** The row of every program that logs. */
export const logRows = {
  logLevel: {
    text: 'Least level of log lines.',
    type: 'string',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
  },
} as const satisfies Record<string, Setting>;

/** Where a program listens that is asked for more than its health. */
export function listenRows(port: number, text: string): { host: Row<'string'>; port: Row<'integer'> } {
  return { host: hostRow('Address to listen on.'), port: portRow(port, text) };
}

/** Of a program whom strangers ask, often through a TLS proxy: otherwise all of them would come from one address. */
export const proxyRows = {
  proxies: {
    text: 'Proxies in front of it, whose X-Forwarded-For is believed.',
    type: 'integer',
    default: 0,
    min: 0,
    max: 8,
  },
} as const satisfies Record<string, Setting>;

/** Of a program that has something said on the ledgers. */
export const queueRows = {
  queueUrl: {
    text: "The company's queue of internal blocks; with commas between them those of its sealer and standby, of which one takes blocks.",
    type: 'urls',
    default: 'http://127.0.0.1:4700',
  },
} as const satisfies Record<string, Setting>;

/** Where a program serves health and metrics alone. */
export function healthRows(port: number): { host: Row<'string'>; httpPort: Row<'integer'> } {
  return {
    host: hostRow('Address of the health and metrics service.'),
    httpPort: portRow(port, 'Port of the health and metrics service'),
  };
}

function hostRow(text: string): Row<'string'> {
  return { text, type: 'string', default: '127.0.0.1' };
}

function portRow(port: number, text: string): Row<'integer'> {
  return { text: `${text}; 0 takes a free one.`, type: 'integer', default: port, min: 0, max: 65_535 };
}
