import { request } from 'node:http';

/** The status of what is asked under exactly this name of a host, as fetch would not ask. */
export function statusUnder(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}
