// natural is imported by file: its index loads four database clients and reads the host's .env.
declare module 'natural/lib/natural/distance/levenshtein_distance' {
  const distances: { DamerauLevenshteinDistance(a: string, b: string): number };
  export default distances;
}
