export { recoverAddress as recoverNative } from '../../core/domain/ledger/internal-block.ts';
