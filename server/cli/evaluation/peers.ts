/**
 * The classifiers that others would take, behind one face, for `cli evaluate --compare`: natural's naive Bayes, as it
 * comes and with the language's own stemmer, and NLP.js. None of them is part of the product.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier';

export type Example = { text: string; intent: string };
/** Best intent first; `sure` from 0 to 1. */
export type PeerAnswer = { ranked: string[]; sure: number };
export type PeerModel = (text: string) => PeerAnswer | Promise<PeerAnswer>;
export type Peer = {
  name: string;
  /** @returns null when the peer does not know the language. */
  train(examples: readonly Example[], language: string): Promise<PeerModel | null>;
};

/** As the documentation shows it: English stemmer, ASCII words. */
export const naturalBayes: Peer = {
  name: 'natural Bayes',
  async train(examples) {
    const classifier = new BayesClassifier();
    for (const { text, intent } of examples) classifier.addDocument(text, intent);
    classifier.train();
    return (text) => answerOf(classifier.getClassifications(text));
  },
};

function answerOf(classes: readonly { label: string; value: number }[]): PeerAnswer {
  const total = classes.reduce((sum, { value }) => sum + value, 0) || 1;
  return { ranked: classes.slice(0, 3).map(({ label }) => label), sure: (classes[0]?.value ?? 0) / total };
}

/** Words of any script, and little smoothing: natural's classifier at its best. */
export const naturalBayesTuned: Peer = {
  name: 'natural Bayes, Unicode words',
  async train(examples) {
    const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    const classifier = new BayesClassifier(undefined, 0.1);
    for (const { text, intent } of examples) classifier.addDocument(words(text), intent);
    classifier.train();
    return (text) => answerOf(classifier.getClassifications(words(text)));
  },
};

type NlpManager = {
  addLanguage(language: string): void;
  addDocument(language: string, text: string, intent: string): void;
  train(): Promise<void>;
  process(
    language: string,
    text: string,
  ): Promise<{ classifications: { intent: string; score: number }[]; intent: string; score: number }>;
};

/** @param folder in whose `node_modules` @nlpjs/core, @nlpjs/nlp and @nlpjs/lang-all have been installed. */
export function nlpJs(folder: string): Peer {
  const load = createRequire(path.join(path.resolve(folder), 'index.js'));
  return {
    name: 'NLP.js',
    async train(examples, language) {
      const pack = languagePack(load, language);
      if (!pack) return null;
      const manager = await managerOf(load, pack);
      manager.addLanguage(language);
      for (const { text, intent } of examples) manager.addDocument(language, text, intent);
      await manager.train();
      return async (text) => {
        const { classifications, score } = await manager.process(language, text);
        return { ranked: classifications.slice(0, 3).map(({ intent }) => intent), sure: score };
      };
    },
  };
}

function languagePack(load: NodeJS.Require, language: string): unknown {
  const name = `Lang${language[0]?.toUpperCase()}${language.slice(1)}`;
  try {
    return (load(`@nlpjs/lang-${language}`) as Record<string, unknown>)[name] ?? null;
  } catch {
    return null;
  }
}

async function managerOf(load: NodeJS.Require, pack: unknown): Promise<NlpManager> {
  const { containerBootstrap } = load('@nlpjs/core') as {
    containerBootstrap(): Promise<{ use(plugin: unknown): void; get(name: string): NlpManager }>;
  };
  const { Nlp } = load('@nlpjs/nlp') as { Nlp: new (settings: unknown) => NlpManager };
  const container = await containerBootstrap();
  container.use(pack);
  const nlp = new Nlp({ container, autoSave: false, nlu: { log: false }, log: false });
  return nlp;
}
