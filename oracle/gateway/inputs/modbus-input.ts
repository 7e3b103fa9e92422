import { readFileSync } from 'node:fs';
import modbus from 'modbus-serial';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { parseRegisterMap } from '../decoders/modbus/register-map.ts';
import { planReads } from '../decoders/modbus/plan-reads.ts';
import { untilNext } from './until-next.ts';
import type { ModbusBlock } from '../decoders/modbus/decode-registers.ts';
import type { RegisterMap } from '../decoders/modbus/register-map.ts';
import type { InputContext } from './input-context.ts';
import type { InputOf } from './parse-inputs.ts';

/** Reads a meter's registers by its map, at each full interval of the clock. @throws InputError BAD_REGISTER_MAP at the start */
export async function modbusInput(input: InputOf<'modbus-tcp'>, context: InputContext): Promise<void> {
  const json = readMap(input.map);
  const map = parseRegisterMap(json);
  if ('ok' in map) throw new InputError('BAD_REGISTER_MAP', `${input.map}: ${map.message}`);
  do {
    try {
      const blocks = await readBlocks(input, map);
      const text = JSON.stringify({ map: json, blocks });
      context.take({ meter: input.meter, format: 'modbus', content: { format: 'modbus', text } });
    } catch (error) {
      context.count('MODBUS_FAILED');
      const reason = error instanceof Error ? error.message : String(error);
      context.log.warn({ reason }, 'registers could not be read');
    }
  } while (await pause(untilNext(input.interval), context.signal));
}

async function readBlocks(input: InputOf<'modbus-tcp'>, map: RegisterMap): Promise<ModbusBlock[]> {
  const client = new modbus.default();
  client.on('error', () => undefined);
  try {
    await client.connectTCP(input.host, { port: input.port });
    client.setID(input.unit);
    client.setTimeout(input.timeout);
    const blocks: ModbusBlock[] = [];
    for (const { table, address, count } of planReads(map)) {
      const read =
        table === 'input'
          ? await client.readInputRegisters(address, count)
          : await client.readHoldingRegisters(address, count);
      blocks.push({ table, address, words: read.data });
    }
    return blocks;
  } finally {
    client.destroy(() => undefined);
  }
}

function readMap(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InputError('BAD_REGISTER_MAP', `The register map ${file} is no readable JSON.`, { cause });
  }
}
