import type { z } from 'zod';
import { problemSchema } from './me-schema.ts';

/** A refusal or a fault of the portal. `code` is stable (docs/api.md); `detail` may be shown. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  /** So long the portal asks to wait until the same is asked again, milliseconds. */
  readonly waitMs: number;
  constructor(code: string, status: number, detail: string, waitMs = 0) {
    super(detail);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.waitMs = waitMs;
  }
}

/** A portal that says nothing for so long does not answer. */
const SILENCE_MS = 30_000;

/** Whoever asks for a longer wait is asked again after this one. */
const WAIT_MAX_MS = 60_000;

/** Whether the same question may be answered otherwise in a moment. What names no code is not the portal's word, whatever its status. */
export function isPassing({ status, code }: ApiError): boolean {
  return code === 'PORTAL_FAULT' || status < 400 || status === 408 || status === 429 || status >= 500;
}

/** Of `Retry-After`: seconds, or a date. */
function waitOf(headers: Headers): number {
  const told = headers.get('Retry-After') ?? '';
  const ms = /^\d{1,9}$/.test(told) ? Number(told) * 1000 : Date.parse(told) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), WAIT_MAX_MS);
}

/** The portal's HTTP interface. Every answer is parsed before anybody sees it. */
export type Api = {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  signOut(): Promise<void>;
};

/** @param csrfToken of `/api/me`; without it nothing can be posted. An empty one is none yet: the portal has not said who is here. */
export function createApi(args: { fetch: typeof fetch; csrfToken?: string }): Api {
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await args.fetch(path, {
        credentials: 'same-origin',
        signal: AbortSignal.timeout(SILENCE_MS),
        ...init,
      });
    } catch {
      throw new ApiError('OFFLINE', 0, 'The portal does not answer.');
    }
    if (response.ok) return response;
    const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
    const { code, detail, title } = problem.success
      ? problem.data
      : { code: 'PORTAL_FAULT', detail: undefined, title: undefined };
    const message = detail ?? title ?? `The portal answered ${response.status}.`;
    throw new ApiError(code, response.status, message, waitOf(response.headers));
  };
  const parse = async <T>(response: Response, schema: z.ZodType<T>): Promise<T> => {
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success)
      throw new ApiError(
        'ANSWER_MALFORMED',
        response.status,
        `The portal's answer is malformed: ${parsed.error.message}`,
      );
    return parsed.data;
  };
  const post = async (path: string, body: unknown): Promise<Response> => {
    if (args.csrfToken === '') throw new ApiError('OFFLINE', 0, 'The portal does not answer.');
    return call(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': args.csrfToken ?? '' },
      body: JSON.stringify(body),
    });
  };
  return {
    get: async (path, schema) => parse(await call(path, {}), schema),
    post: async (path, body, schema) => parse(await post(path, body), schema),
    signOut: async () => {
      await post('/auth/sign-out', {});
    },
  };
}
