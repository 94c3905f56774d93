/** What one visitor, one address and the whole chat may use. Generous per address: a reception centre is one address. */
export const webLimits = {
  /** HTTP requests a minute from one address. */
  requestsPerMinute: 600,
  /** Photos and voice notes an hour from one address. */
  uploadsPerHour: 200,
  /** Frames of one socket: so many at once, then so many a second. */
  frameBurst: 20,
  framesPerSecond: 2,
  frameBytes: 16_384,
  /** Frames that make no sense before a socket is closed. */
  badFrames: 5,
  socketsPerAddress: 300,
  sockets: 5_000,
  /** Time for the first frame. */
  helloMs: 10_000,
  heartbeatMs: 25_000,
  /** A socket on which the person did nothing; the page opens a new one when they come back. */
  idleMs: 1_800_000,
  /** Longest wait of one poll. */
  pollMs: 25_000,
  /** Polls held open at once. */
  polls: 2_000,
  textLength: 4_000,
  filesPerMessage: 4,
  uploadBytes: 5 * 1024 * 1024,
  /** All uploads held in memory together. */
  uploadMemory: 64 * 1024 * 1024,
  uploadMs: 600_000,
} as const;

export type WebLimits = { [K in keyof typeof webLimits]: number };

/** A token bucket. */
export type Bucket = {
  /** @returns false when nothing is left for now. */
  take(): boolean;
};

/** @param now milliseconds, from a clock that does not jump. */
export function createBucket(burst: number, perSecond: number, now: () => number): Bucket {
  let left = burst;
  let last = now();
  return {
    take() {
      const at = now();
      left = Math.min(burst, left + ((at - last) / 1000) * perSecond);
      last = at;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
