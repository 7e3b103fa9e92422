import { Buffer } from 'buffer';

// eth-crypto reads the global when it runs; this module is imported before anything that needs it.
Object.assign(globalThis, { Buffer, global: globalThis });
