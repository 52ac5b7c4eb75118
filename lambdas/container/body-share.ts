/** What the bodies of all requests at once may take of a container's memory: each up to its own limit, and twice that together. */

export type BodyShare = {
  readonly enter: () => {
    /** Takes so many bytes more, or says why not. */
    readonly take: (bytes: number) => 'too-large' | 'too-much' | undefined;
    /** Gives back what was taken. */
    readonly done: () => void;
  };
};

export function createBodyShare(limitBytes: number): BodyShare {
  let together = 0;
  return {
    enter: () => {
      let own = 0;
      return {
        take: (bytes) => {
          if (own + bytes > limitBytes) return 'too-large';
          if (together + bytes > 2 * limitBytes) return 'too-much';
          own += bytes;
          together += bytes;
          return undefined;
        },
        done: () => {
          together -= own;
          own = 0;
        },
      };
    },
  };
}
