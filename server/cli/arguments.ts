import { parseArgs } from 'node:util';

/**
 * Reads `--name value` and `--flag`.
 * @throws TypeError with a sentence for the person at the terminal when an option is unknown.
 */
export function readArguments<T extends string, F extends string>(
  args: string[],
  values: readonly T[],
  flags: readonly F[],
) {
  const options = Object.fromEntries([
    ...values.map((name) => [name, { type: 'string' as const }]),
    ...flags.map((name) => [name, { type: 'boolean' as const }]),
  ]);
  const parsed = parseArgs({ args, options, allowPositionals: true });
  const found: Record<string, unknown> = parsed.values;
  return {
    value: (name: T): string | undefined => (typeof found[name] === 'string' ? found[name] : undefined),
    flag: (name: F): boolean => found[name] === true,
    positionals: parsed.positionals,
  };
}
