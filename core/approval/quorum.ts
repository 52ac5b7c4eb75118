/** The quorum: whether enough distinct people said yes. People are put on seats, and nobody sits twice (bipartite matching). */

/** A place that one person of any of these entries can take. */
export type Seat = { readonly entries: readonly string[] };

/** Somebody who said yes, once, whatever its groups. */
export type Supporter = { readonly personKey: string; readonly entries: readonly string[] };

/** The seats that stay empty when as many as possible are taken (augmenting paths, Kuhn 1955). */
export function emptySeats(seats: readonly Seat[], supporters: readonly Supporter[]): readonly Seat[] {
  const people = [...new Map(supporters.map((supporter) => [supporter.personKey, supporter])).values()];
  const seatOf = new Map<Supporter, Seat>();
  return seats.filter((seat) => !take(seat, people, { seatOf, tried: new Set() }));
}

type Seating = { readonly seatOf: Map<Supporter, Seat>; readonly tried: Set<Supporter> };

/** Finds somebody for the seat, moving others to further seats of theirs where that frees one. */
function take(seat: Seat, people: readonly Supporter[], seating: Seating): boolean {
  for (const person of people) {
    if (seating.tried.has(person) || !fits(person, seat)) continue;
    seating.tried.add(person);
    const taken = seating.seatOf.get(person);
    if (taken !== undefined && !take(taken, people, seating)) continue;
    seating.seatOf.set(person, seat);
    return true;
  }
  return false;
}

function fits({ entries }: Supporter, seat: Seat): boolean {
  return seat.entries.some((entry) => entries.includes(entry));
}
