import { join } from 'node:path';
import { appFiles } from '../../app/server/app-files.ts';
import type { OperatorPort } from '../../app/server/operator/ask-operator.ts';
import { readToken } from '../../core/runtime/access/bearer-token.ts';
import type { WorldPlan } from './planned-program.ts';

/** The running portal's own port for whoever runs it. @throws InputError TOKEN_MISSING before the portal's first start */
export function operatorPortOf({ dataDir, ports }: Pick<WorldPlan, 'dataDir' | 'ports'>): OperatorPort {
  const token = readToken(appFiles(join(dataDir, 'app')).operatorToken);
  return { url: `http://127.0.0.1:${ports.operator}`, token };
}
