/** @type {import('prettier').Config} */
export default {
  printWidth: 120,
  singleQuote: true,
  trailingComma: 'all',
  plugins: ['prettier-plugin-solidity'],
  overrides: [{ files: '*.sol', options: { printWidth: 120, tabWidth: 4, singleQuote: false } }],
};
