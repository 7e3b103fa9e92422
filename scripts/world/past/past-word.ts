import type { StartStep } from '../../../core/runtime/start/progress.ts';
import type { WorldPorts } from '../world-ports.ts';
import type { WorldSpec } from './world-spec.ts';
import type { CheckedBills } from './check-bills.ts';

/** What the thread that writes a past is given. */
export type PastOrder = { dataDir: string; ports: WorldPorts; spec: WorldSpec; check: boolean };
/** `facts`: a line for each fact on the ledgers; `checked`: what the pages say of the bills, where that was asked for. */
export type WrittenPast = { facts: string[]; checked?: CheckedBills };
/** What it tells: how far it is, what it wrote, or why it could not. */
export type PastWord = StartStep | { written: WrittenPast } | { failed: string };
