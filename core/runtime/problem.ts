import { InputError, TransientError } from '../domain/bytes/errors.ts';

/** RFC 9457 problem details. `type` is about:blank's stand-in here: `urn:domledger:problem:CODE`. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
};

/** Codes whose status the endings below would not give. */
const STATUS: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  CONFLICT: 409,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  TOKEN_REFUSED: 401,
  HOST_REFUSED: 403,
  ORIGIN_REFUSED: 403,
  RATE_LIMITED: 429,
};

/** The HTTP status of a stable code: the caller's own table first, then the common one, then the code's ending, else 400. */
export function statusOf(code: string, own: Readonly<Record<string, number>> = {}): number {
  const listed = own[code] ?? STATUS[code];
  if (listed !== undefined) return listed;
  if (/_(UNKNOWN|NOT_FOUND)$/.test(code)) return 404;
  if (/_ALREADY_|_(CONFLICT|TAKEN)$/.test(code)) return 409;
  return 400;
}

/** What a caller is told about an error. Unexpected ones say nothing of their inside: that belongs in the log. */
export function problemOf(error: unknown, own: Readonly<Record<string, number>> = {}): Problem {
  if (error instanceof InputError) return make(statusOf(error.code, own), error.code, error.message);
  if (error instanceof TransientError) return make(503, error.code, error.message);
  if (error instanceof URIError) return make(400, 'PATH_MALFORMED', 'The path has a % that encodes nothing in UTF-8.');
  const parser = bodyParserFault(error);
  if (parser !== undefined) return parser;
  return make(500, 'INTERNAL', 'The request failed through no fault of yours. The log of the program says why.');
}

/** express.json's own errors carry a type and a status. */
function bodyParserFault(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('type' in error) || !('status' in error)) return undefined;
  switch (error.type) {
    case 'entity.too.large':
      return make(413, 'BODY_TOO_LARGE', 'The body is larger than this service takes (1 MiB).');
    case 'entity.parse.failed':
      return make(400, 'BODY_MALFORMED', 'The body is no JSON. Send one JSON value in UTF-8.');
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return make(415, 'CONTENT_TYPE_UNSUPPORTED', 'Send application/json in UTF-8.');
    default:
      return typeof error.status === 'number' && error.status >= 400 && error.status < 500
        ? make(error.status, 'BODY_MALFORMED', error.message)
        : undefined;
  }
}

function make(status: number, code: string, detail: string): Problem {
  const title = code.toLowerCase().replaceAll('_', ' ');
  return {
    type: `urn:domledger:problem:${code}`,
    title: title.charAt(0).toUpperCase() + title.slice(1),
    status,
    code,
    detail,
  };
}
