import { join } from 'node:path';

/** Where a code becomes an error or a refusal: who makes it, which of its arguments the code is, and how its source is changed so that the code is recorded. */
export type CodeMaker = {
  readonly file: string;
  readonly name: string;
  readonly at: number;
  readonly from: string;
  readonly to: string;
};

const ERROR = {
  file: 'core/domain/bytes/errors.ts',
  at: 0,
  from: 'this.code = code;',
  to: 'this.code = recordCode(code);',
};

export const CODE_MAKERS: readonly CodeMaker[] = [
  { ...ERROR, name: 'InputError' },
  { ...ERROR, name: 'TransientError' },
  {
    file: 'core/runtime/problem.ts',
    name: 'make',
    at: 1,
    from: 'const title = code.toLowerCase()',
    to: 'const title = recordCode(code).toLowerCase()',
  },
  {
    file: 'oracle/gateway/decoders/reading.ts',
    name: 'refuse',
    at: 0,
    from: 'return { ok: false, code, message };',
    to: 'return { ok: false, code: recordCode(code), message };',
  },
  {
    file: 'oracle/gateway/telegram/consume-telegram.ts',
    name: 'refuse',
    at: 0,
    from: '      code,\n      message,\n    });',
    to: '      code: recordCode(code),\n      message,\n    });',
  },
  {
    file: 'oracle/collector/receive/message-refusal.ts',
    name: 'MessageRefusal',
    at: 0,
    from: 'super(code, message);',
    to: 'super(recordCode(code), message);',
  },
];

/** Where the changed copy of a maker's file stands while tests are run. */
export function changedSource(folder: string, file: string): string {
  return join(folder, 'sources', file.replace(/\.ts$/, '.mts'));
}
