import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Faults } from './checks.ts';

/** Has the portal write its read model again and compare it with the live one. @throws InputError READ_MODEL_CHECK where it does not */
export async function checkReadModel(operatorUrl: string): Promise<Faults> {
  const response = await fetch(`${operatorUrl}/operator/read-model/compare`, { method: 'POST' });
  if (!response.ok)
    throw new InputError(
      'READ_MODEL_CHECK',
      `The portal did not compare its read model: ${response.status} ${await response.text()}`,
    );
  const { equal, live, rebuilt } = (await response.json()) as { equal: boolean; live: string; rebuilt: string };
  return equal ? [] : [`the live read model hashes to ${live}, the rebuilt one to ${rebuilt}`];
}
