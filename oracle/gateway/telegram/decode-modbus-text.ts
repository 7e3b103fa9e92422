import { decodeRegisters } from '../decoders/modbus/decode-registers.ts';
import { parseRegisterMap } from '../decoders/modbus/register-map.ts';
import { refuse } from '../decoders/reading.ts';
import type { ModbusBlock } from '../decoders/modbus/decode-registers.ts';
import type { Decoded } from '../decoders/reading.ts';
import type { MeterEntry } from '../meters/meter-register.ts';

/**
 * Registers as the Modbus input read them, `{map, blocks: [{table, address, words}]}`. A device on Modbus does not say who it is: the
 * meter is the one that the settings name for its address. Refuses MALFORMED, BAD_REGISTER_MAP and what the decoder refuses.
 */
export function decodeModbusText(meter: MeterEntry, text: string): Decoded {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('MALFORMED', 'The registers are no JSON {"map", "blocks"}.');
  }
  const map = parseRegisterMap(member(json, 'map'));
  if ('ok' in map) return map;
  const blocks = member(json, 'blocks');
  if (!Array.isArray(blocks) || !blocks.every(isBlock))
    return refuse('MALFORMED', 'A block is {"table", "address", "words"}.');
  const identity = { manufacturer: meter.manufacturer, id: meter.id };
  return decodeRegisters({ ...map, meter: { ...map.meter, ...identity } }, blocks);
}

function isBlock(value: unknown): value is ModbusBlock {
  const words = member(value, 'words');
  return (
    (member(value, 'table') === 'input' || member(value, 'table') === 'holding') &&
    Number.isInteger(member(value, 'address')) &&
    Array.isArray(words) &&
    words.every((word) => Number.isInteger(word))
  );
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
