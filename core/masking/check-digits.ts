/** Check digits: what tells a number of a person or an account from any other number. */

/** Luhn, modulus 10 (ISO/IEC 7812-1). */
export function passesLuhn(text: string): boolean {
  const digits = digitsOf(text).toReversed();
  const sum = digits.reduce((total, digit, at) => total + (at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return digits.length > 1 && sum % 10 === 0;
}

/** Modulus 97 over letters and digits (ISO 7064, ISO 13616): the remainder is 1. */
export function passesMod97(text: string): boolean {
  const packed = text.replace(/[\s-]/g, '').toUpperCase();
  let rest = 0;
  for (const letter of packed.slice(4) + packed.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Weighted sums: the digits times their weights, modulo `modulus`, is 0. */
export function passesWeights(text: string, weights: readonly number[], modulus: number): boolean {
  const digits = digitsOf(text);
  return (
    digits.length === weights.length && digits.reduce((sum, digit, at) => sum + digit * (weights[at] ?? 0), 0) % modulus === 0
  );
}

/** Modulus 11, 10 (ISO 7064). */
export function passesMod11And10(text: string): boolean {
  let product = 10;
  const digits = digitsOf(text);
  for (const digit of digits.slice(0, -1)) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === digits.at(-1);
}

const dihedral = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verhoeff (1969): the dihedral group of order 10. */
export function passesVerhoeff(text: string): boolean {
  const check = digitsOf(text)
    .toReversed()
    .reduce((sum, digit, at) => dihedral[sum]?.[permuted(digit, at % 8)] ?? 0, 0);
  return check === 0;
}

function permuted(digit: number, times: number): number {
  let out = digit;
  for (let time = 0; time < times; time += 1) out = permutation[out] ?? 0;
  return out;
}

export function digitsOf(text: string): readonly number[] {
  return [...text.replace(/\D/g, '')].map(Number);
}
