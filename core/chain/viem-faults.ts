import {
  BaseError,
  ContractFunctionRevertedError,
  HttpRequestError,
  LimitExceededRpcError,
  RpcRequestError,
  TimeoutError,
} from 'viem';
import { TransientError } from '../domain/bytes/errors.ts';
import { errorOfRefusal } from './http-json.ts';

/**
 * Runs a call of viem and gives its failures our two families.
 * @throws TransientError CHAIN_UNREACHABLE when the node did not answer or refused the request, and what the transport throws
 * @throws InputError with the contract's error when a view reverts
 */
export async function withTransientFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    // What the own transport said of the replicas, which viem takes for an error that it does not know.
    const away = error.walk((cause) => cause instanceof TransientError);
    if (away instanceof TransientError) throw away;
    const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (reverted instanceof ContractFunctionRevertedError && reverted.data !== undefined) {
      const args = (reverted.data.args ?? []).map((arg) => String(arg));
      throw errorOfRefusal({ name: reverted.data.errorName, args });
    }
    const transport = error.walk(
      (cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError || cause instanceof RpcRequestError,
    );
    if (transport !== null) throw new TransientError('CHAIN_UNREACHABLE', error.shortMessage, { cause: error });
    throw error;
  }
}

/** Whether a node refused because the answer would be too large (EIP-1474, limit exceeded): then less is to be asked at once. */
export function isTooMuch(error: unknown): boolean {
  const cause = error instanceof TransientError ? error.cause : error;
  return cause instanceof BaseError && cause.walk((each) => each instanceof LimitExceededRpcError) !== null;
}
