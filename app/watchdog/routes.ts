import type { Express, Request } from 'express';
import { jsonBody } from '../../core/runtime/http-service.ts';
import { alarmToJson, type Alarms } from './alarms.ts';
import type { Language } from './alarm-texts.ts';
import { watchdogPage } from './page.ts';
import type { Promises } from './promises.ts';
import type { Look } from './watch.ts';

const ENDED_SHOWN = 20;

/** The page at `/`, `GET /v1/alarms`, `GET /v1/sources`, `POST /v1/receipts`. */
export function watchdogRoutes(
  app: Express,
  args: { alarms: Alarms; promises: Promises; look: () => Look | undefined },
): void {
  const { alarms, promises, look } = args;
  app.get('/', (request, response) => {
    const page = watchdogPage({
      language: languageOf(request),
      open: alarms.open(),
      ended: alarms.ended(ENDED_SHOWN),
      look: look(),
    });
    response
      .set('Cache-Control', 'no-store')
      .set(
        'Content-Security-Policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      )
      .vary('Accept-Language')
      .type('html')
      .send(page);
  });
  app.get('/v1/alarms', (_request, response) => {
    response.json({ alarms: alarms.open().map(alarmToJson), ended: alarms.ended(ENDED_SHOWN).map(alarmToJson) });
  });
  app.get('/v1/sources', (_request, response) => {
    const seen = look();
    response.json({
      looked: seen === undefined ? null : new Date(seen.atMs).toISOString(),
      newest: seen?.newest?.toString() ?? null,
      sources: (seen?.observations ?? []).map((each) => ({
        ...each.source,
        up: each.up,
        head: each.head?.number.toString() ?? null,
        illness: each.illness ?? null,
        lie: each.lie ?? null,
        clockOffsetMs: each.clockOffsetMs === undefined ? null : Math.round(each.clockOffsetMs),
        diskFreeBytes: each.diskFreeBytes ?? null,
      })),
    });
  });
  app.post('/v1/receipts', ...jsonBody(), (request, response) => {
    const body: unknown = request.body;
    response.status(202).json({ digest: promises.take(body) });
  });
}

function languageOf(request: Request): Language {
  const wanted = request.query['lang'];
  if (wanted === 'ru' || wanted === 'en') return wanted;
  return request.acceptsLanguages('en', 'ru') === 'ru' ? 'ru' : 'en';
}
