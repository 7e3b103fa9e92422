import { expect } from 'chai';
import { VERSION } from '../../../core/runtime/start/version.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import {
  createHttpApp,
  healthRoutes,
  jsonBody,
  problemDetails,
  startHttp,
  unknownPath,
} from '../../../core/runtime/http-service.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { createMetrics } from '../../../core/runtime/metrics.ts';
import { statusOf } from '../../../core/runtime/problem.ts';
import { refusal } from '../../support/refusal.ts';
import type { HttpService } from '../../../core/runtime/http-service.ts';

describe('an HTTP service', () => {
  let service: HttpService;
  let healthy = true;
  const log = createLog('test', 'silent');
  const metrics = createMetrics('x_');

  before(async () => {
    const app = createHttpApp();
    healthRoutes(app, {
      health: () => {
        if (!healthy) throw new Error('the disk is full');
        return { head: '7' };
      },
      metrics,
    });
    app.post('/echo', ...jsonBody(), (request, response) => {
      const body: unknown = request.body;
      response.json({ got: body });
    });
    app.get('/fails/:how', (request) => {
      switch (request.params.how) {
        case 'input':
          throw new InputError('METER_UNKNOWN', 'There is no such meter.');
        case 'conflict':
          throw new InputError('INVOICE_ALREADY_ISSUED', 'Issued.');
        case 'own':
          throw new InputError('SESSION_MISSING', 'Sign in.');
        case 'busy':
          throw new TransientError('QUEUE_FULL', 'Try later.');
        default:
          throw new Error('secret inside');
      }
    });
    app.use(unknownPath());
    app.use(problemDetails({ log, statuses: { SESSION_MISSING: 401 } }));
    service = await startHttp({ app, host: '127.0.0.1', port: 0 });
  });
  after(() => service[Symbol.asyncDispose]());

  const post = (body: string, type?: string): Promise<Response> =>
    fetch(`${service.url}/echo`, {
      method: 'POST',
      body: new TextEncoder().encode(body),
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    });
  const told = async (response: Response): Promise<unknown[]> => {
    const body: unknown = await response.json();
    const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
    return [response.status, code, response.headers.get('content-type')?.split(';')[0]];
  };

  it('lets no page run, frame or guess at what it says', async () => {
    for (const path of ['/health', '/metrics', '/fails/input', '/nothing']) {
      const { headers } = await fetch(`${service.url}${path}`);
      expect(headers.get('content-security-policy'))
        .to.contain("default-src 'none'")
        .and.contain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('x-powered-by')).to.equal(null);
    }
  });

  it('calls a path that encodes nothing the asker’s fault', async () => {
    const problem = 'application/problem+json';
    expect(await told(await fetch(`${service.url}/fails/%ff`))).to.deep.equal([400, 'PATH_MALFORMED', problem]);
  });

  it('refuses bodies without a content type, of another one, malformed and too large', async () => {
    const problem = 'application/problem+json';
    expect(await told(await post('{}'))).to.deep.equal([415, 'CONTENT_TYPE_UNSUPPORTED', problem]);
    expect(await told(await post('{}', 'text/plain'))).to.deep.equal([415, 'CONTENT_TYPE_UNSUPPORTED', problem]);
    expect(await told(await post('{"a"', 'application/json'))).to.deep.equal([400, 'BODY_MALFORMED', problem]);
    expect(await told(await post(`"${'x'.repeat(1 << 20)}"`, 'application/json'))).to.deep.equal([
      413,
      'BODY_TOO_LARGE',
      problem,
    ]);
  });

  it('maps codes to statuses', async () => {
    const get = async (path: string): Promise<unknown[]> => (await told(await fetch(service.url + path))).slice(0, 2);
    expect(await get('/fails/input')).to.deep.equal([404, 'METER_UNKNOWN']);
    expect(await get('/fails/conflict')).to.deep.equal([409, 'INVOICE_ALREADY_ISSUED']);
    expect(await get('/fails/own')).to.deep.equal([401, 'SESSION_MISSING']);
    expect(await get('/fails/busy')).to.deep.equal([503, 'QUEUE_FULL']);
    expect(await get('/nowhere')).to.deep.equal([404, 'NOT_FOUND']);
    expect(statusOf('ANYTHING_ELSE')).to.equal(400);
  });

  it('says nothing of its inside when it fails unexpectedly', async () => {
    const response = await fetch(`${service.url}/fails/inside`);
    expect(response.status).to.equal(500);
    expect(await response.text()).not.to.include('secret');
  });

  it('answers health, and 503 with the reason when it is not well', async () => {
    expect(await (await fetch(`${service.url}/health`)).json()).to.deep.equal({
      ok: true,
      version: VERSION,
      head: '7',
    });
    healthy = false;
    const response = await fetch(`${service.url}/health`);
    healthy = true;
    expect([response.status, await response.text()].join())
      .to.include('503')
      .and.include('UNHEALTHY')
      .and.include('the disk is full');
  });

  it('serves Prometheus metrics under its prefix', async () => {
    metrics.counter('frames_total', 'Frames.', ['state']).inc({ state: 'recorded' }, 3);
    expect(await (await fetch(`${service.url}/metrics`)).text()).to.include('x_frames_total{state="recorded"} 3');
  });

  it('refuses a port that is taken, an address of another machine, and is gone after disposal', async () => {
    expect(await refusal(() => startHttp({ app: createHttpApp(), host: '127.0.0.1', port: service.port }))).to.equal(
      'PORT_TAKEN',
    );
    // TEST-NET-1 (RFC 5737): no machine has it.
    const elsewhere = startHttp({ app: createHttpApp(), host: '192.0.2.1', port: 0 });
    expect(await refusal(() => elsewhere)).to.equal('HOST_UNKNOWN');
    const other = await startHttp({ app: createHttpApp(), host: '127.0.0.1', port: 0 });
    await other[Symbol.asyncDispose]();
    const again = await startHttp({ app: createHttpApp(), host: '127.0.0.1', port: other.port });
    await again[Symbol.asyncDispose]();
  });
});
