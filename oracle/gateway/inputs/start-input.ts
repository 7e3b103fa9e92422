import { folderInput } from './folder-input.ts';
import { mbusInput } from './mbus-input.ts';
import { modbusInput } from './modbus-input.ts';
import { mqttInput } from './mqtt-input.ts';
import { p1Input } from './p1-input.ts';
import { radioStreamInput, radioUdpInput } from './radio-input.ts';
import type { TakenFiles } from './folder-input.ts';
import type { InputContext } from './input-context.ts';
import type { Input } from './parse-inputs.ts';

/** Runs one input until the signal. Fails only where the settings or the program are wrong. */
export function startInput(input: Input, context: InputContext, files: TakenFiles): Promise<void> {
  switch (input.type) {
    case 'folder':
      return folderInput(input, context, files);
    case 'mbus-tcp':
    case 'mbus-serial':
      return mbusInput(input, context);
    case 'wmbus-udp':
      return radioUdpInput(input, context);
    case 'wmbus-tcp':
    case 'wmbus-serial':
      return radioStreamInput(input, context);
    case 'p1-tcp':
    case 'p1-serial':
      return p1Input(input, context);
    case 'mqtt':
      return mqttInput(input, context);
    case 'modbus-tcp':
      return modbusInput(input, context);
    default:
      return input satisfies never;
  }
}
