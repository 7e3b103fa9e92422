import type { NetworkHooks } from 'hardhat/types/hooks';

type OnRequest = NonNullable<NetworkHooks['onRequest']>;
type Request = Parameters<OnRequest>[2];
/** Which mutation each node was told of last. */
const told = new WeakMap<object, number>();

const onRequest: OnRequest = async (context, connection, request, next) => {
  const active = globalThis.domledgerMutation?.active ?? 0;
  const tell = (): Promise<unknown> => {
    told.set(connection, active);
    return next(context, connection, setCoinbase(active));
  };
  if (told.get(connection) !== active) await tell();
  const response = await next(context, connection, request.method === 'eth_call' ? inNextBlock(request) : request);
  // A node that goes back to a snapshot forgets it.
  if (request.method === 'evm_revert') await tell();
  return response;
};

function setCoinbase(active: number): Request {
  const address = `0x${active.toString(16).padStart(40, '0')}`;
  return { jsonrpc: '2.0', id: 1, method: 'hardhat_setCoinbase', params: [address] };
}

function inNextBlock(request: Request): Request {
  const [call, tag, ...rest] = Array.isArray(request.params) ? (request.params as unknown[]) : [];
  return tag === undefined || tag === 'latest' ? { ...request, params: [call, 'pending', ...rest] } : request;
}

// eslint-disable-next-line import-x/no-default-export -- Hardhat loads handlers by the default export
export default async (): Promise<Partial<NetworkHooks>> => ({ onRequest });
