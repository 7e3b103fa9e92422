import { askComparison, type OperatorPort } from '../../app/server/operator/ask-operator.ts';
import type { Faults } from './checks.ts';

/** Has the portal write its read model again and compare it with the live one. @throws as the portal's port says */
export async function checkReadModel(port: OperatorPort): Promise<Faults> {
  const { equal, live, rebuilt } = await askComparison(port);
  return equal ? [] : [`the live read model hashes to ${live}, the rebuilt one to ${rebuilt}`];
}
