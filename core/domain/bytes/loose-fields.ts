import { isRecord } from './is-record.ts';

/** The members of what another program answered, whatever else it says; none where it is no object. Each must still be looked at. */
export function looseFields(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
