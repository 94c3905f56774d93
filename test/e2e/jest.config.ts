import type { Config } from 'jest';

/** The running server as its neighbours see it, and the web chat in a browser. One after the other: `--runInBand`. */
const config: Config = {
  rootDir: '../..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/e2e'],
  globalSetup: '<rootDir>/test/e2e/process/build.ts',
  testMatch: ['**/*.e2e.ts', '**/webchat*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testTimeout: 60_000,
  maxWorkers: 1,
};

export default config;
