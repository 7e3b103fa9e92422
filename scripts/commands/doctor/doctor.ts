import { printJson } from '../arguments.ts';
import { examine } from './examine.ts';

export type DoctorOptions = { home: string; settings: string[]; json?: boolean };

/**
 * `domledger doctor`: prints what is wrong with an owner's machine and what to do. Exit code 1 where anything has to be done.
 * @throws InputError SITE_MISSING, SITE_INVALID, PROGRAM_UNKNOWN where it cannot look
 */
export async function doctor(options: DoctorOptions): Promise<void> {
  const { findings, programs, running } = await examine(options);
  const faults = findings.filter(({ grade }) => grade === 'fault').length;
  if (faults > 0) process.exitCode = 1;
  if (options.json === true) {
    printJson({ ok: faults === 0, programs, running, findings });
    return;
  }
  for (const { code, grade, where, found, todo } of findings)
    process.stdout.write(`${grade === 'fault' ? 'FAULT' : 'note '} ${code} ${where}\n      ${found}\n      ${todo}\n`);
  const notes = findings.length - faults;
  process.stdout.write(
    `${programs} programs, ${running} of them run: ${faults === 0 ? 'nothing is to be done' : `${faults} to be mended`}${notes === 0 ? '' : `, ${notes} to know`}.\n`,
  );
}
