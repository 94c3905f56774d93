/** Who may know whom (docs/decisions/0001-the-house.md). A new exception is a line here, with its reason. */
import { builtinModules } from 'node:module';
import {
  circlesIn,
  filesBelow,
  type Import,
  importsBelow,
  type PackageFile,
  readJson,
  sourceOf,
} from './support/imports';

const bot = importsBelow('bot');
const server = importsBelow('server');
const tests = importsBelow('test');
const consoleApp = importsBelow('console');
const tools = importsBelow('scripts', 'jest.config.ts');
const everything = [...bot, ...server, ...tests, ...consoleApp, ...tools];

const shown = (imports: readonly Import[]): string[] =>
  imports.map(({ file, specifier }) => `${file} imports ${specifier}`);
const starts = (path: string | null, prefixes: readonly string[]): boolean =>
  path !== null && prefixes.some((prefix) => path.startsWith(prefix));
const unless = (exceptions: Readonly<Record<string, string>>) => (one: Import) => !(one.file in exceptions);

describe('the core', () => {
  const packages = ['zod', 'i18next'];
  /** By file: the index of natural takes a second, loads database clients and reads the host's .env. */
  const naturalFile = /^natural\/lib\/natural\/.+/;

  it('imports zod, i18next, single files of natural, and itself', () => {
    const strangers = bot.filter(({ target, package: name, specifier }) =>
      target !== null
        ? !target.startsWith('bot/')
        : !packages.includes(name ?? '') && !naturalFile.test(specifier),
    );
    expect(shown(strangers)).toEqual([]);
  });

  it.each([
    ['the clock', /\bDate\.now\(|\bnew Date\(\)|\bperformance\./],
    ['chance', /\bMath\.random\(|\brandomUUID\b/],
    ['the environment', /\bprocess\.|\bglobalThis\./],
    ['waiting', /\basync\b|\bawait\b|\bsetTimeout\b|\bsetImmediate\b|\bPromise\b/],
  ])('knows nothing of %s', (_, pattern) => {
    expect(filesBelow('bot', ['.ts']).filter((file) => pattern.test(sourceOf(file)))).toEqual([]);
  });

  it('has no circles', () => {
    expect(circlesIn(bot)).toEqual([]);
  });
});

describe('flows, content and texts', () => {
  it('hold no code', () => {
    const code = ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.sh', '.py'];
    expect(['flows', 'content', 'locales'].flatMap((folder) => filesBelow(folder, code))).toEqual([]);
  });
});

describe('the server', () => {
  /** Past the door of the core, and why. */
  const pastTheDoor: Record<string, string> = {
    'server/content/understanding.ts': 'wires the trained understanding into a release',
    'server/content/training.ts': 'trains the understanding',
  };
  const implementations = [
    'server/channels/twilio/',
    'server/channels/botkit/',
    'server/store/sql/',
    'server/store/migrations/',
    'server/store/redis',
    'server/handoff/twilio',
  ];
  /** Parts that make up one implementation. */
  const families = [
    ['server/channels/twilio/', 'server/handoff/twilio'],
    ['server/channels/botkit/'],
    ['server/store/'],
  ];
  const composers = ['server/main.ts', 'server/cli/'];

  it('enters the core by its door', () => {
    const deep = server
      .filter(({ target }) => starts(target, ['bot/']) && target !== 'bot/index.ts')
      .filter(unless(pastTheDoor));
    expect(shown(deep)).toEqual([]);
  });

  it('has rooms and an API that see interfaces only', () => {
    const rooms = ['turn', 'outbox', 'clock', 'effects', 'receive', 'app'].map((name) => `server/${name}.ts`);
    const seen = server
      .filter(({ file }) => starts(file, [...rooms, 'server/api/']))
      .filter(
        ({ target, typeOnly }) =>
          starts(target, implementations) || (target === 'server/store/bus.ts' && !typeOnly),
      );
    expect(shown(seen)).toEqual([]);
  });

  it('names its implementations in main and in the commands only', () => {
    const known = server.filter(
      ({ file, target }) =>
        starts(target, implementations) &&
        !starts(file, composers) &&
        !families.some((family) => starts(file, family) && starts(target, family)),
    );
    expect(shown(known)).toEqual([]);
  });

  it('does not know its commands, nor its own entrance', () => {
    const known = server.filter(
      ({ file, target }) =>
        starts(target, ['server/cli/', 'server/main.ts']) && !file.startsWith('server/cli/'),
    );
    expect(shown(known)).toEqual([]);
  });

  it('has no circles', () => {
    expect(circlesIn(server)).toEqual([]);
  });
});

describe('what comes from outside', () => {
  const bench = 'server/cli/bench/';
  /** package -> where it may be imported; anything else behind an interface of ours. */
  const places: Record<string, readonly string[]> = {
    twilio: ['server/channels/twilio/', 'server/handoff/twilio', `${bench}floor.ts`, `${bench}requests.ts`],
    '@twilio/conversations': ['console/'],
    'better-sqlite3': ['server/store/', `${bench}floor.ts`, `${bench}fill.ts`],
    pg: ['server/store/'],
    kysely: ['server/store/'],
    redis: ['server/store/bus', 'server/store/redis', 'server/api/rate-limit'],
    express: [
      'server/app.ts',
      'server/api/',
      'server/channels/',
      'server/privacy/my-data.ts',
      `${bench}floor.ts`,
      `${bench}server.ts`,
    ],
    'express-rate-limit': ['server/api/', 'server/channels/'],
    helmet: ['server/app.ts', 'server/api/', 'server/channels/'],
    ws: ['server/channels/botkit/'],
    botkit: ['server/channels/botkit/', `${bench}botkit.ts`],
    'botbuilder-core': ['server/channels/botkit/', `${bench}botkit.ts`],
    pino: ['server/main.ts', 'server/privacy/redaction.ts', 'server/cli/templates.ts', `${bench}server.ts`],
    '@node-rs/argon2': ['server/api/passwords.ts'],
    yaml: ['server/content/', 'server/api/'],
  };

  it.each(Object.entries(places))('%s is imported only where it belongs', (name, allowed) => {
    const wrong = [...bot, ...server, ...consoleApp].filter(
      (one) => one.package === name && !starts(one.file, allowed),
    );
    expect(shown(wrong)).toEqual([]);
  });
});

describe('tests and console', () => {
  it('are imported by nobody', () => {
    const wrong = everything.filter(
      ({ file, target }) =>
        (starts(target, ['test/']) && !file.startsWith('test/')) ||
        (starts(target, ['console/']) && !starts(file, ['console/', 'test/'])),
    );
    expect(shown(wrong)).toEqual([]);
  });

  it('the console knows the schemas of the API and nothing else of the server', () => {
    const wrong = consoleApp.filter(
      ({ target }) => target !== null && !/^console\/|^server\/api\/.*schema\.ts$/.test(target),
    );
    expect(shown(wrong)).toEqual([]);
  });

  /** Tests beside the core's own (`test/bot`, `test/understanding`) that look past its door, and why. */
  it('test the core through its door, but for its own tests', () => {
    const own = ['test/bot/', 'test/understanding/'];
    const wrong = tests.filter(
      ({ file, target }) => starts(target, ['bot/']) && target !== 'bot/index.ts' && !starts(file, own),
    );
    expect(shown(wrong)).toEqual([]);
  });
});

describe('package.json', () => {
  const { dependencies, devDependencies } = readJson<PackageFile>('package.json');
  /** Declared without being imported, and why. */
  const notImported: Record<string, string> = {
    '@biomejs/biome': 'a command',
    '@swc/core': 'what @swc/jest runs on',
    '@swc/jest': 'named in jest.config.ts',
    '@twilio/cli-core': "holds Twilio's OpenAPI documents, read as files",
    'axe-core': 'its file is put into pages under test',
    jest: 'a command',
    knip: 'a command',
    typescript: 'a command',
  };
  const builtin = (name: string) => name.startsWith('node:') || builtinModules.includes(name);
  const packagesOf = (imports: readonly Import[]): string[] =>
    [
      ...new Set(imports.flatMap(({ package: name }) => (name === null || builtin(name) ? [] : [name]))),
    ].sort();

  it('declares what runs', () => {
    const runs = packagesOf([...bot, ...server].filter(({ typeOnly }) => !typeOnly));
    expect(runs.filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('declares what is used to build and test', () => {
    const used = packagesOf(everything);
    expect(used.filter((name) => !(name in dependencies) && !(name in devDependencies))).toEqual([]);
  });

  it('declares nothing that nobody uses', () => {
    const used = [...packagesOf(everything), ...Object.keys(notImported)];
    const declared = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
    const idle = declared.filter((name) => !name.startsWith('@types/') && !used.includes(name));
    expect(idle).toEqual([]);
  });

  it('does not ship what only tests use', () => {
    const runs = packagesOf([...bot, ...server, ...consoleApp]);
    expect(Object.keys(dependencies).filter((name) => !runs.includes(name))).toEqual([]);
  });
});

describe('the checks themselves', () => {
  type Rules = Record<string, Record<string, unknown>>;
  type BiomeFile = {
    linter: { rules: Rules };
    overrides: { includes: string[]; linter: { rules: Rules } }[];
  };

  it('Biome refuses `any` and functions over 60 lines', () => {
    const { linter, overrides } = readJson<BiomeFile>('biome.json');
    const long = { level: 'error', options: { maxLines: 60, skipBlankLines: true } };
    expect(linter.rules['suspicious']?.['noExplicitAny']).toBe('error');
    expect(linter.rules['complexity']?.['noExcessiveLinesPerFunction']).toEqual(long);
    expect(overrides.filter(({ linter: { rules } }) => rules['suspicious']?.['noExplicitAny'])).toEqual([]);
    const relaxed = overrides
      .filter(({ linter: { rules } }) => rules['complexity'])
      .flatMap(({ includes }) => includes);
    expect(relaxed.filter((files) => !/test/.test(files))).toEqual([]);
  });

  it('TypeScript is strict', () => {
    const { compilerOptions } = readJson<{ compilerOptions: Record<string, unknown> }>('tsconfig.json');
    expect(compilerOptions).toMatchObject({ strict: true, noUncheckedIndexedAccess: true });
  });

  it('sees imports at all', () => {
    expect(bot.length).toBeGreaterThan(100);
    expect(server.length).toBeGreaterThan(300);
    expect(everything.filter(({ target }) => target !== null && !/\.(tsx?|mjs)$/.test(target))).toEqual([]);
  });
});
