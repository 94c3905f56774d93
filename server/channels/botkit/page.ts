/** The page's files, served under a name that changes with their content: an old phone loads them once. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type RequestHandler } from 'express';
import type { WebLimits } from './limits';
import { pageTexts } from './page-texts';
import type { PageContent } from './present';

const folder = join(__dirname, 'public');

export type Page = {
  index: RequestHandler;
  embedScript: RequestHandler;
  config: RequestHandler;
  /** Mounted at `/chat/<version>`. */
  files: RequestHandler;
  version: string;
};

export type PageOptions = {
  content: PageContent;
  limits: WebLimits;
  /** Where "leave quickly" goes: an everyday page, in every language harmless to be seen with. */
  quitUrl: string;
};

export function createPage({ content, limits, quitUrl }: PageOptions): Page {
  const version = versionOf(folder);
  const html = readFileSync(join(folder, 'index.html'), 'utf8').replaceAll('{{version}}', version);
  const embed = readFileSync(join(folder, 'embed.js'), 'utf8');
  return {
    version,
    index: (_request, response) => {
      response.set('Cache-Control', 'no-cache').type('html').send(html);
    },
    embedScript: (_request, response) => {
      response.set('Cache-Control', 'public, max-age=3600').type('text/javascript');
      const labels = JSON.stringify(embedLabels(content));
      response.send(
        embed.replace("'{{labels}}'", () => labels).replace("'{{quitUrl}}'", () => JSON.stringify(quitUrl)),
      );
    },
    config: (request, response) => {
      response.set('Cache-Control', 'no-cache').vary('Accept-Language');
      response.json(configFor(request, content, limits, quitUrl));
    },
    files: express.static(folder, { immutable: true, maxAge: '365d', index: false, fallthrough: true }),
  };
}

/** Changes when any file of the page does. */
function versionOf(path: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(path).sort()) hash.update(name).update(readFileSync(join(path, name)));
  return hash.digest('hex').slice(0, 12);
}

/** The texts of one language only: the connection may be poor, and a person reads one. */
function configFor(request: Request, content: PageContent, limits: WebLimits, quitUrl: string) {
  const languages = content.languages();
  const codes = languages.map(({ code }) => code);
  const asked = String(request.query['language'] ?? '');
  const accepted = codes.length > 0 ? request.acceptsLanguages(codes) : false;
  const language = codes.includes(asked) ? asked : accepted || (codes[0] ?? 'fr');
  return {
    languages: languages.map(({ code, name, direction }) => ({
      code,
      name,
      direction,
      continue: content.texts(code, 'bot:web.continue') ?? '',
    })),
    language,
    direction: languages.find(({ code }) => code === language)?.direction ?? 'ltr',
    texts: pageTexts(content.texts, language),
    quitUrl,
    limits: { uploadBytes: limits.uploadBytes, textLength: limits.textLength },
  };
}

/** By language: the words of the button on somebody else's page. Inside the script, as that page may forbid fetching. */
function embedLabels(content: PageContent): Record<string, [open: string, direction: string]> {
  const label = (code: string) => content.texts(code, 'bot:web.open-chat') ?? '';
  return Object.fromEntries(
    content.languages().map(({ code, direction }) => [code, [label(code), direction]]),
  );
}
