import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const programs = ['oracle', 'sealer', 'biller', 'app'];
const outer = ['scripts', 'test'];

/** Imports go one way: core/domain <- core/runtime <- core/chain <- the four programs and sandbox <- scripts, test. */
const zones = [
  { target: './core/domain', from: ['./core/runtime', './core/chain', ...folders([...programs, 'sandbox', ...outer])] },
  { target: './core/runtime', from: ['./core/chain', ...folders([...programs, 'sandbox', ...outer])] },
  { target: './core/chain', from: folders([...programs, 'sandbox', ...outer]) },
  // Residents of the sandbox run the pages' own code without a browser.
  { target: './sandbox', from: ['./oracle', './sealer', './biller', './app/server', ...folders(outer)] },
  ...programs.map((program) => ({
    target: `./${program}`,
    from: folders([...programs.filter((other) => other !== program), 'sandbox', ...outer]),
  })),
  { target: './app/web', from: ['./app/server', './core/runtime', './core/chain'] },
  { target: './app/server', from: ['./app/web'], except: ['./build.ts', './src/page-paths.ts'] },
  { target: './app/watchdog', from: ['./app/server', './app/web'] },
  { target: './app/server', from: ['./app/watchdog'] },
  { target: './scripts', from: ['./test'] },
].map((zone) => ({ ...zone, message: 'Imports go one way (CONTRIBUTING.md, "Where things are").' }));

const viem = { group: ['viem', 'viem/*'], message: 'Only core/chain knows viem; use ethers elsewhere.' };
const nodeParts = { group: ['node:*'], message: 'This code also runs in browsers.' };

function folders(names) {
  return names.map((name) => `./${name}`);
}

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '.parts/',
      'data/',
      'artifacts/',
      'cache/',
      'coverage/',
      '**/dist/',
      'types/',
      'core/chain/generated/',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx'] })],
    },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/require-await': 'off',
      // Objects here are closures without `this`; their functions may be taken out.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'import-x/extensions': ['error', 'ignorePackages'],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-duplicates': 'off',
      'import-x/no-restricted-paths': ['error', { zones }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': ['error', { patterns: [viem] }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Set process.exitCode and let the process end.' },
      ],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['core/chain/**', 'test/**'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['core/domain/**', 'app/web/src/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [viem, nodeParts] }],
      'no-restricted-globals': ['error', 'Buffer', 'process'],
    },
  },
  // What `#secp256k1` is on servers; pages get another file.
  { files: ['core/domain/crypto/secp256k1-native.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['test/**'],
    rules: {
      // Vectors and answers of other programs are compared as the JSON that they are.
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name="waitForFunction"] > ArrowFunctionExpression[async=true]',
          message: 'A promise is true before it is kept: this waits for nothing. Use `waitFor` with `page.evaluate`.',
        },
      ],
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['hardhat.config.ts', '**/hardhat-node.config.ts', 'vite.config.ts', '**/vite.config.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
);
