import { InputError } from '../../../core/domain/bytes/errors.ts';

/** What the portal's clerk does, at the portal's own port for its operator. @throws InputError PORTAL_ANSWER */
export async function answerForPortal(operatorUrl: string, appealId: string): Promise<void> {
  const response = await fetch(`${operatorUrl}/operator/appeals/${appealId}/answers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome: 'answered', text: 'Passed on to the housing inspectorate.' }),
  });
  if (!response.ok)
    throw new InputError(
      'PORTAL_ANSWER',
      `The portal did not take the answer: ${response.status} ${await response.text()}`,
    );
}
