/** What is left of a principal's requests in its window. */
export interface Quota {
  /** Whether this request is within it. */
  readonly isWithin: boolean;
  /** Requests a window. */
  readonly limit: number;
  readonly remaining: number;
  /** Until the window ends; at least 1. */
  readonly resetSeconds: number;
}

/** How long a window is. Fixed windows: at their border a principal can make twice its requests in a short time. */
export const windowSeconds = 60;
