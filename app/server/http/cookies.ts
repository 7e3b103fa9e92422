import type { Request, Response } from 'express';

/** The portal's two cookies. Over HTTPS they carry the __Host- prefix, which no other host and no plain page can set. */
export type Cookies = {
  session: CookieSlot;
  /** The name of the sign-in that this browser began. */
  signIn: CookieSlot;
};
type CookieSlot = {
  read(request: Request): string | undefined;
  write(response: Response, value: string, seconds: number): void;
  clear(response: Response): void;
};

export function createCookies(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith('https:');
  return { session: slot('domledger_session', secure), signIn: slot('domledger_sign_in', secure) };
}

function slot(plainName: string, secure: boolean): CookieSlot {
  const name = secure ? `__Host-${plainName}` : plainName;
  const options = { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
  return {
    read(request) {
      for (const part of (request.headers.cookie ?? '').split(';')) {
        const at = part.indexOf('=');
        if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
      }
      return undefined;
    },
    write: (response, value, seconds) => void response.cookie(name, value, { ...options, maxAge: seconds * 1000 }),
    clear: (response) => void response.clearCookie(name, options),
  };
}
