import { expect } from 'chai';

/** Asserts problem details (RFC 9457) of this status and code; the answer's detail must be something a person can read. */
export async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  const text = await response.text();
  expect(response.status, text).to.equal(status);
  expect(response.headers.get('content-type')).to.match(/^application\/problem\+json/);
  const problem = JSON.parse(text) as { status: number; code: string; detail: string };
  expect(problem).to.include({ status, code });
  expect(problem.detail).to.match(/^[A-Z\d"/0].{10,}/s);
}
