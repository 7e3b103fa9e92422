/** Of this program, as package.json has it. Programs of one version are changed one after the other for those of the next. */
export const VERSION = '0.1.0';
