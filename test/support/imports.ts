/** Reads who imports whom from the source text: enough for rules about it, without a compiler. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export type Import = {
  /** Path of the importing file from the root of the project. */
  file: string;
  /** As written. */
  specifier: string;
  /** Path of the imported file when it is one of ours. */
  target: string | null;
  /** Name of the package or Node module when it is none of ours, e.g. `twilio`, `@node-rs/argon2`, `node:fs`. */
  package: string | null;
  /** Gone after compilation. */
  typeOnly: boolean;
};

const root = path.resolve(__dirname, '../..');
/** `import … from 'x'`, `export … from 'x'`, `import 'x'`. */
const statement = /^(?:import|export)\s+(type\s+)?(?:([^;'"`]*?)\s+from\s+)?['"]([^'"]+)['"]/gm;
/** `import('x')`, `require('x')`; with `typeof` before it only a type. */
const call = /(typeof\s+)?\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g;
const comments = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/** @returns paths from the root of all files below `folder` with one of these endings. */
export function filesBelow(folder: string, endings: readonly string[]): string[] {
  const from = path.join(root, folder);
  if (!existsSync(from)) return [];
  if (statSync(from).isFile()) return [folder];
  return readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules') && !/(^|\/)(dist|public)\//.test(file))
    .sort();
}

export const sourceOf = (file: string): string =>
  readFileSync(path.join(root, file), 'utf8').replace(comments, '');

export function importsBelow(...folders: string[]): Import[] {
  return folders.flatMap((folder) => filesBelow(folder, ['.ts', '.tsx', '.mjs'])).flatMap(importsOf);
}

function importsOf(file: string): Import[] {
  const text = sourceOf(file);
  const stated = [...text.matchAll(statement)].map(([, type, names = '', specifier = '']) =>
    describeImport(file, specifier, type !== undefined || onlyTypes(names)),
  );
  const called = [...text.matchAll(call)].map(([, type, specifier = '']) =>
    describeImport(file, specifier, type !== undefined),
  );
  return [...stated, ...called];
}

/** `{ type A, type B }` */
function onlyTypes(names: string): boolean {
  const inside = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
  const parts = inside?.split(',').map((part) => part.trim());
  return parts?.filter(Boolean).every((part) => part.startsWith('type ')) ?? false;
}

function describeImport(file: string, specifier: string, typeOnly: boolean): Import {
  if (specifier.startsWith('.'))
    return { file, specifier, typeOnly, package: null, target: resolveOwn(file, specifier) };
  const [first = '', second = ''] = specifier.split('/');
  return {
    file,
    specifier,
    typeOnly,
    target: null,
    package: first.startsWith('@') ? `${first}/${second}` : first,
  };
}

function resolveOwn(file: string, specifier: string): string {
  const base = path.join(path.dirname(file), specifier);
  const candidates = ['', '.ts', '.tsx', '/index.ts'].map((ending) => base + ending);
  const found = candidates.find((candidate) => {
    const full = path.join(root, candidate);
    return existsSync(full) && statSync(full).isFile();
  });
  return found ?? base;
}

/** @returns one circle (the files on it) for every group of files that import each other at run time. */
export function circlesIn(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { file, target, typeOnly } of imports)
    if (target !== null && !typeOnly) next.set(file, [...(next.get(file) ?? []), target]);
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, way: string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push(way.slice(at));
    if (at >= 0 || done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return circles;
}

export type PackageFile = {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}
