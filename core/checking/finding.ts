/** One line of a self-check: what was looked at, what was found, and the cure where that is wrong. */

export type Finding = {
  readonly check: string;
  readonly says: string;
  /** There when something is wrong. */
  readonly cure?: string;
};
