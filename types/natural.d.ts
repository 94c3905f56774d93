// natural is imported by file: its index loads four database clients and reads the host's .env.
declare module 'natural/lib/natural/distance/levenshtein_distance' {
  const distances: { DamerauLevenshteinDistance(a: string, b: string): number };
  export default distances;
}
declare module 'natural/lib/natural/classifiers/bayes_classifier' {
  export default class BayesClassifier {
    /** @param stemmer English unless given. @param smoothing 1 unless given. */
    constructor(stemmer?: unknown, smoothing?: number);
    addDocument(text: string | string[], label: string): void;
    train(): void;
    getClassifications(text: string | string[]): { label: string; value: number }[];
  }
}
