import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** A message of a gateway that is not taken. `retry`: the register may cure it. `channels` are to blame. */
export class MessageRefusal extends InputError {
  readonly retry: boolean;
  readonly channels: Hex[];
  constructor(code: string, message: string, options: { retry?: boolean; channels?: Hex[] } = {}) {
    super(code, message);
    this.retry = options.retry ?? false;
    this.channels = options.channels ?? [];
  }
}
