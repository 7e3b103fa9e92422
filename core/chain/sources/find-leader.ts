import { InputError, TransientError } from '../../domain/bytes/errors.ts';
import { requestJson } from '../http-json.ts';

const ANSWER_MS = 5_000;

/** The sealer that makes blocks now, of those that may. @throws TransientError LEADER_MISSING */
export async function findLeader(urls: readonly string[]): Promise<string> {
  const found = await Promise.all(urls.map(leads));
  const leader = urls.find((_, place) => found[place]);
  if (leader !== undefined) return leader;
  throw new TransientError('LEADER_MISSING', `None of ${urls.join(', ')} makes blocks now. Try again in a moment.`);
}

async function leads(url: string): Promise<boolean> {
  try {
    await requestJson(`${url}/health/leader`, { timeoutMs: ANSWER_MS });
    return true;
  } catch (error) {
    if (error instanceof InputError || error instanceof TransientError) return false;
    throw error;
  }
}
