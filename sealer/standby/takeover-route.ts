import type { Express } from 'express';
import { operatorsAlone } from '../../core/runtime/access/operators-alone.ts';

/** `POST /v1/takeover`: tells a standby to take over now. Who shows the keeper's token may. */
export function takeoverRoute(app: Express, args: { token: string | undefined; takeOver: () => void }): void {
  const operators = operatorsAlone({ token: args.token, where: "the keeper's token file" });
  app.post('/v1/takeover', ...operators, (_request, response) => {
    args.takeOver();
    response.status(202).json({ state: 'told' });
  });
}
