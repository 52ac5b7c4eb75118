import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#test/vectors/random.ts';
import { emptySeats, type Seat, type Supporter } from './quorum.ts';

const seat = (...entries: readonly string[]): Seat => ({ entries });
const person = (personKey: string, ...entries: readonly string[]): Supporter => ({ personKey, entries });

test('one person in two groups takes one seat', () => {
  const both = person('ann', 'group:a', 'group:b');

  assert.equal(emptySeats([seat('group:a'), seat('group:b')], [both]).length, 1);
});

test('a person with two accounts is one person', () => {
  const accounts = [person('ann', 'group:a'), person('ann', 'group:a')];

  assert.equal(emptySeats([seat('group:a'), seat('group:a')], accounts).length, 1);
});

test('somebody moves to another seat where that lets one more sit', () => {
  const people = [person('ann', 'group:a', 'group:b'), person('bob', 'group:a')];

  assert.deepEqual(emptySeats([seat('group:a'), seat('group:b')], people), []);
});

test('more people than seats fulfil them, whatever groups they are in', () => {
  const people = ['ann', 'bob', 'cleo'].map((name) => person(name, 'group:a', 'group:b', 'group:c'));

  assert.deepEqual(emptySeats([seat('group:a'), seat('group:a')], people), []);
});

test('over random seats and people as many seats are taken as an exhaustive search can fill', () => {
  const { below } = createRandom(20261124);
  const entries = ['group:a', 'group:b', 'group:c', 'person:d'];
  const some = () => entries.filter(() => below(10) < 4);
  for (let round = 0; round < 5000; round += 1) {
    const seats = Array.from({ length: below(5) }, () => seat(...some()));
    const people = Array.from({ length: below(5) }, () => person(`p${below(4)}`, ...some()));

    const taken = seats.length - emptySeats(seats, people).length;

    assert.equal(taken, mostTaken(seats, lastOfEach(people)), JSON.stringify({ seats, people }));
  }
});

/** Tries every person on every seat. */
function mostTaken(seats: readonly Seat[], people: readonly Supporter[]): number {
  const [first, ...rest] = seats;
  if (first === undefined) return 0;
  const sitting = people
    .filter(({ entries }) => first.entries.some((entry) => entries.includes(entry)))
    .map(
      (one) =>
        1 +
        mostTaken(
          rest,
          people.filter((other) => other !== one),
        ),
    );
  return Math.max(mostTaken(rest, people), ...sitting);
}

/** Two verdicts of one person cannot be; of two that are told, the last one counts. */
function lastOfEach(people: readonly Supporter[]): readonly Supporter[] {
  return [...new Map(people.map((one) => [one.personKey, one])).values()];
}
