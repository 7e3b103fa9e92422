import { operatorsAlone } from '../../../core/runtime/access/operators-alone.ts';
import { createHttpApp, problemDetails, unknownPath } from '../../../core/runtime/http-service.ts';
import { mountRoutes, STATUSES } from '../http/create-app.ts';
import { answerAppeal } from '../statements/answer-appeals.ts';
import { listLetters } from '../statements/list-letters.ts';
import { decideAct, openActs, type ActTools } from '../statements/confirm-acts.ts';
import { stateAccount, stateFact } from '../statements/state-premises.ts';
import { listDisputes, releaseDispute, settleDispute } from '../payments/disputed-refunds.ts';
import { moneyRoutes } from './money-routes.ts';
import { operatorRoutes } from './operator-routes.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { Express } from 'express';
import type { OpenPortal } from '../open-portal.ts';

/** The port of whoever runs the portal: for programs on this machine that show the token, and for no page. */
export function operatorApp(portal: OpenPortal, tools: { acts: ActTools; token: string; log: Log }): Express {
  const { store, client, blocks, account, payments } = portal;
  const answering = { readModel: store.readModel, blocks, account, network: client.network };
  const app = createHttpApp();
  const where = "operator.token in the portal's data folder";
  app.use(operatorsAlone({ token: tools.token, where }));
  const routes = operatorRoutes({
    store,
    client,
    answer: (answer) => answerAppeal({ ...answering, now: () => client.now() }, answer),
    letters: () => listLetters({ ...answering, accounts: portal.accounts, now: () => client.now() }),
    openActs: () => openActs(tools.acts),
    disputes: () => listDisputes(payments),
    settle: (said) => settleDispute(payments, said),
    release: (said) => releaseDispute(payments, said),
    decide: (decision) => decideAct(tools.acts, decision),
    stateFact: (fact) => stateFact(answering, fact),
    stateAccount: (word) => stateAccount(answering, word),
  });
  mountRoutes(app, [...routes, ...moneyRoutes(payments)], async () => undefined);
  app.use(unknownPath());
  app.use(problemDetails({ log: tools.log, statuses: STATUSES }));
  return app;
}
