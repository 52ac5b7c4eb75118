/** What tells personal data from other texts of the same looks. */

import { digitsOf, passesLuhn, passesMod97, passesWeights } from './check-digits.ts';

/** Not our own mask, not a name in an ARN, not the user of a repository's address. */
export function isEmail(value: string, match: readonly (string | undefined)[]): boolean {
  const local = value.slice(0, value.search(/@|%40/));
  if (value.length > 320 || local.length > 64 || local.endsWith('.') || value.endsWith('@masked.invalid')) return false;
  const { input = '', index = 0 } = match as RegExpExecArray;
  if (/arn:aws[^\s"']{0,300}$/.test(input.slice(Math.max(0, index - 310), index))) return false;
  // Names of SSH's algorithms (RFC 4251, 6).
  if (/@(?:openssh|libssh)\.(?:com|org)$/.test(value)) return false;
  return !(local === 'git' && input[index + value.length] === ':');
}

/** The issuer's range, its lengths, and Luhn. Never twelve digits: those are account ids; never a time stamp. */
export function isPaymentCard(value: string): boolean {
  const digits = value.replace(/[ -]/g, '');
  if (!hasIssuer(digits) || isTimeStamp(value)) return false;
  return passesLuhn(digits);
}

function hasIssuer(digits: string): boolean {
  const { length } = digits;
  if (/^3[47]/.test(digits)) return length === 15;
  if (/^3(?:0[0-5]|[689])/.test(digits)) return length >= 14 && length <= 19;
  if (/^35(?:2[89]|[3-8])/.test(digits)) return length >= 16 && length <= 19;
  if (digits.startsWith('4')) return length === 13 || length === 16 || length === 19;
  if (/^5[1-5]/.test(digits)) return length === 16;
  if (/^2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)/.test(digits)) return length === 16;
  if (/^6(?:011|22|4[4-9]|5|2)/.test(digits)) return length >= 16 && length <= 19;
  return /^(?:5[0678]|6)/.test(digits) && length >= 13 && length <= 19;
}

function isTimeStamp(value: string): boolean {
  return /^20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d/.test(value);
}

/** By country: the length, and after `n` how many of what follows the check digits are digits; all of them where no number stands there. */
const ibanForms =
  'AD24n8 AE23n AL28n8 AT20n AZ28 BA20n BE16n BG22 BH22 BI27n BR29n23 BY28 CH21n5 CR22n CY28n8 CZ24n DE22n DJ27n DK18n DO28 EE20n EG29n ES24n FI18n FK18 ' +
  'FO18n FR27n10 GB22 GE22 GI23 GL18n GR27n7 GT28 HN28 HR21n HU28n IE22 IL23n IQ23 IS26n IT27 JO30 KW30 KZ20n3 LB28n4 LC32 LI21n5 LT20n LU20n3 LV21 ' +
  'LY25n MC27n10 MD24 ME22n MK19n3 MN20n MR27n MT31 MU30 NI28 NL18 NO15n OM23n3 PK24 PL28n PS29 PT25n QA29 RO24 RS22n RU33n14 SA24n2 SC31 SD18n ' +
  'SE24n SI19n SK24n SM27 SO23n ST25n SV28 TL23n TN24n TR26n6 UA29n6 VA22n VG24 XK20n YE30';

const ibanCountries = ibanForms.split(' ').map((form) => {
  const [, country = '', length = '', isDigits, digits = ''] = /^([A-Z]{2})([0-9]{2})(n?)([0-9]*)$/.exec(form) ?? [];
  const rest = Number(length) - 4;
  return { country, rest, digits: isDigits === '' ? 0 : digits === '' ? rest : Number(digits) };
});

/** How an IBAN begins: a country and the first of two check digits. */
export const ibanStarts: readonly string[] = ibanCountries.flatMap(({ country }) =>
  [...'0123456789'].map((digit) => `${country.toLowerCase()}${digit}`),
);

/** By what its country asks for, so that no word behind it is taken for its end, and no hash for one; in groups of four, or without any. */
export const ibanPattern: string = ibanCountries
  .map(({ country, rest, digits }) => {
    const groups = Array.from({ length: Math.ceil(rest / 4) }, (_, at) => {
      const size = Math.min(4, rest - at * 4);
      const numeric = Math.max(0, Math.min(size, digits - at * 4));
      return `[ \\u00a0-]?[0-9]{${numeric}}[A-Za-z0-9]{${size - numeric}}`;
    });
    return `${country}[0-9]{2}${groups.join('')}`;
  })
  .join('|');

/** Modulus 97. */
export function isIban(value: string): boolean {
  return passesMod97(value);
}

/** Nine digits that may be a US social security number, with hyphens or spaces between its parts, or without. */
export function isSocialSecurityNumber(value: string): boolean {
  return /^(?!000|666|9)[0-9]{3}[ -]?(?!00)[0-9]{2}[ -]?(?!0000)[0-9]{4}$/.test(value);
}

const spanishLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';

export function isSpanishId(value: string): boolean {
  const packed = value.replace('-', '').toUpperCase();
  const number = Number(packed.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))));
  return spanishLetters[number % 23] === packed.at(-1);
}

const italianOdd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

export function isItalianTaxCode(value: string): boolean {
  const code = value.toUpperCase();
  const sum = [...code.slice(0, 15)].reduce((total, letter, at) => {
    const value = /[0-9]/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 65;
    return total + (at % 2 === 0 ? (italianOdd[value] ?? 0) : value);
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === code[15];
}

export function isFrenchNir(value: string): boolean {
  const packed = value.replaceAll(' ', '').toUpperCase().replace('2A', '19').replace('2B', '18');
  return 97 - (Number(packed.slice(0, 13)) % 97) === Number(packed.slice(13));
}

export function isBrazilianCpf(value: string): boolean {
  const digits = digitsOf(value);
  if (new Set(digits).size === 1) return false;
  const check = (length: number) =>
    ((digits.slice(0, length).reduce((sum, digit, at) => sum + digit * (length + 1 - at), 0) * 10) % 11) % 10;
  return check(9) === digits[9] && check(10) === digits[10];
}

export function isNhsNumber(value: string): boolean {
  return passesWeights(value, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11);
}

export function isPesel(value: string): boolean {
  return passesWeights(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10) && /^\d\d(?:[02468][1-9]|[13579][0-2])/.test(value);
}

export function isBsn(value: string): boolean {
  return passesWeights(value, [9, 8, 7, 6, 5, 4, 3, 2, -1], 11);
}

/** Luhn over the ten digits without the century. */
export function isPersonnummer(value: string): boolean {
  return passesLuhn(value.replace(/\D/g, '').slice(-10));
}

export function isIpAddress(value: string): boolean {
  return isIpV4(value) || isIpV6(value);
}

function isIpV4(value: string): boolean {
  const parts = value.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** RFC 4291: eight groups, one run of them left out; the last two may be written as version 4. A time of day is none. */
function isIpV6(value: string): boolean {
  const halves = value.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const hasV4 = last.includes('.');
  const plain = hasV4 ? groups.slice(0, -1) : groups;
  if (hasV4 && !isIpV4(last)) return false;
  const count = plain.length + (hasV4 ? 2 : 0);
  return plain.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 && count > 0 : count === 8);
}
