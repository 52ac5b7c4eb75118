/** How many legs a principal may have held at a time (threats 23): a held connection costs memory, and on AWS money. */

export type HeldLegs = {
  /** Gives the release of the place, or `undefined` when all places of the principal are taken. */
  readonly enter: (principalId: string) => (() => void) | undefined;
};

export function createHeldLegs(mostPerPrincipal = 4): HeldLegs {
  const held = new Map<string, number>();
  return {
    enter: (id) => {
      const count = held.get(id) ?? 0;
      if (count >= mostPerPrincipal) return undefined;
      held.set(id, count + 1);
      return () => {
        const left = (held.get(id) ?? 1) - 1;
        if (left > 0) held.set(id, left);
        else held.delete(id);
      };
    },
  };
}
