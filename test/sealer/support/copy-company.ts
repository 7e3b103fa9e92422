import { cpSync } from 'node:fs';

/** What a company that cheats starts from: a copy of its data of some moment. @returns the copy */
export function copyCompany(from: string, to: string): string {
  cpSync(from, to, { recursive: true, filter: (path) => !path.includes('lock.db') });
  return to;
}
