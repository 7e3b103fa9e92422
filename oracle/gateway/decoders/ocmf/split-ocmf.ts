import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';

/** The three sections of an OCMF record; `signedBytes` are the exact bytes between the first two pipes, which the meter signed. */
export type OcmfSections = { signedBytes: Uint8Array; payload: JsonObject; signature: JsonObject };
export type JsonObject = { [key: string]: unknown };

const PIPE = 0x7c;

/** A number of a record as it was written; a float would change its digits. */
class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Splits and parses a record; numbers come as `NumberText`. Refuses NOT_OCMF and MALFORMED. */
export function splitOcmf(bytes: Uint8Array): OcmfSections | Refusal {
  const first = bytes.indexOf(PIPE);
  const second = first < 0 ? -1 : bytes.indexOf(PIPE, first + 1);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    if (second < 0 || decoder.decode(bytes.subarray(0, first)).trim() !== 'OCMF') {
      return refuse('NOT_OCMF', 'An OCMF record is OCMF|payload|signature.');
    }
    const signedBytes = bytes.subarray(first + 1, second);
    const payload = parseObject(decoder.decode(signedBytes));
    const signature = parseObject(decoder.decode(bytes.subarray(second + 1)));
    if (payload === undefined || signature === undefined) return malformed();
    return { signedBytes, payload, signature };
  } catch {
    return malformed();
  }
}

function malformed(): Refusal {
  return refuse('MALFORMED', 'Payload and signature must each be one JSON object in UTF-8.');
}

function parseObject(text: string): JsonObject | undefined {
  const keepNumbers = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' ? new NumberText(context?.source ?? '') : value;
  return asObject(JSON.parse(text, keepNumbers));
}

export function asObject(value: unknown): JsonObject | undefined {
  return isObject(value) && !Array.isArray(value) && !(value instanceof NumberText) ? value : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

/** The text of a string or number member, trimmed; undefined for anything else. */
export function memberText(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  if (typeof value === 'string') return value.trim();
  return value instanceof NumberText ? value.text : undefined;
}
