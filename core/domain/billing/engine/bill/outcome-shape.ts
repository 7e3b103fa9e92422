import { z } from 'zod';

/** What `domledger bill` prints; every number is a decimal string. */

const number = z.string().regex(/^-?\d+(\.\d+)?$/);
const step = z.strictObject({
  what: z.string(),
  formula: z.string(),
  value: number,
  act: z.string().optional(),
  point: z.string().optional(),
  tag: z.string().optional(),
  reading: z.string().optional(),
});

const account = z.strictObject({
  ...{ as_of: z.string(), owed: number, overdue: number, advance: number, penalty: number },
  bills: z.array(
    z.strictObject({
      ...{ id: z.string(), due: z.string(), owed: number, open: number, penalty: number },
      ...{ paid_by_line: z.array(number), open_by_line: z.array(number), overdue_since: z.string().nullable() },
    }),
  ),
});

/** Of a bill of components. */
export const billOutcome = z.strictObject({
  version: z.literal('1'),
  id: z.string().nullable(),
  pack: z.string(),
  currency: z.string(),
  period: z.strictObject({ from: z.string(), to: z.string() }),
  bill_by: z.string(),
  pay_by: z.string(),
  rounding: z.strictObject({ mode: z.string(), decimals: number, place: z.enum(['line', 'total']) }),
  lines: z.array(
    z.strictObject({
      ...{
        component: z.string(),
        text: z.string(),
        quantity: number,
        unit: z.string().nullable(),
        price: z.string(),
        amount: number,
      },
    }),
  ),
  quantities: z.record(z.string(), number),
  taxes: z.array(z.strictObject({ percent: number, base: number, amount: number, included: z.boolean() })),
  ...{ net: number, total: number, due: number },
  budget_balance: number.nullable(),
  account: account.nullable(),
  derivation: z.array(step),
});

/** Of a case of one of the families. */
export const caseOutcome = z.strictObject({
  id: z.string(),
  family: z.string(),
  pack: z.string(),
  result: z.record(z.string(), z.unknown()),
  derivation: z.array(step),
  differences: z.array(z.string()).optional(),
});
