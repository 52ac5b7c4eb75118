/** Layer 3: names that say that their value is secret. Only for free-form places: AWS's own members have names like these for page tokens. */

type Says = 'secret' | 'key' | 'neither';

const known = new Map<string, Says>();
const maxKnown = 4096;

/** `DB_PASSWORD`, `clientSecret`, `api-key`; not `nextToken`, `SECRET_ARN`, `PASSWORD_MIN_LENGTH`. */
export function isSecretKey(key: string): boolean {
  return saidBy(key) === 'secret';
}

/** `DATADOG_APP_KEY`, `writeKey`, `token`: of a key, which may be one that opens something; not `PUBLIC_KEY`, `sortKey`, `objectKey`. */
export function isKeyName(key: string): boolean {
  return saidBy(key) === 'key';
}

function saidBy(key: string): Says {
  if (key.length < 3 || key.length > 128) return 'neither';
  const answer = known.get(key);
  if (answer !== undefined) return answer;
  if (known.size >= maxKnown) known.clear();
  const words = wordsOf(key);
  const says = saysSecret(words) ? 'secret' : saysKey(words) ? 'key' : 'neither';
  known.set(key, says);
  return says;
}

function wordsOf(key: string): readonly string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

function saysSecret(words: readonly string[]): boolean {
  // `GenerateSecretString` says how, `excludeCredentials` which.
  if (words[0] === 'generate' || words[0] === 'exclude') return false;
  const end = words.findLastIndex((word) => !qualifiers.has(word)) + 1;
  const [before = '', last = ''] = [words[end - 2], words[end - 1]];
  if (secretWords.has(last) || /(?:password|passwd|pwd|passphrase|secret|apikey)$/.test(last)) return true;
  if (last === 'token' || last === 'tokens') return before !== '' && last === 'token' && !flowWords.has(before);
  if (secretPairs.has(`${before} ${last}`)) return true;
  return last === 'auth' && before === '';
}

function saysKey(words: readonly string[]): boolean {
  const end = words.findLastIndex((word) => !qualifiers.has(word)) + 1;
  const [before = '', last = ''] = [words[end - 2], words[end - 1]];
  // One that is called token and nothing more may open something, or carry a client on: its value tells.
  if (last === 'token' && before === '') return true;
  if (/^[a-z]{2,24}key$/.test(last)) return !placeWords.has(last.slice(0, -'key'.length));
  return (last === 'key' || last === 'keys') && before !== '' && !placeWords.has(before);
}

/** A key after one of these names a place, or is for everybody to see. */
const placeWords = new Set(
  'public pub ssh evaluated start last next first previous sort partition hash range foreign composite cache object file row lookup index group tag label map dedup dedupe deduplication shard record item message lock s s3 bucket kms cmk kid resource translation i18n route path field column attribute context metric dimension aggregation order filter search config'.split(
    ' ',
  ),
);

/** What may follow without changing what the name says. */
const qualifiers = new Set(
  'prod production dev development staging stage test value text plain plaintext base b old new current previous primary secondary main backup default db raw string encoded hash'.split(
    ' ',
  ),
);

const secretWords = new Set(
  (
    'passwort pass bindpw dbpw userpw adminpw passcode passwords secrets credential credentials creds apikeys secretkey privatekey ' +
    'authtoken accesstoken refreshtoken bearertoken sessiontoken apitoken dbpass authkey encryptionkey signingkey skey pw dsn'
  ).split(' '),
);

const secretPairs = new Set([
  'api key',
  'api keys',
  'access key',
  'secret key',
  'private key',
  'encryption key',
  'signing key',
  'auth key',
  'master key',
  'license key',
  'shared key',
  'account key',
  'storage key',
  'service key',
  'admin key',
  'webhook url',
  'connection string',
  'connection strings',
  'conn str',
  'database url',
  'redis url',
  'mongo url',
  'mongodb uri',
  'pass phrase',
  'otp seed',
  'basic auth',
  'signing seed',
  'recovery codes',
]);

/** A token after one of these carries a client on. */
const flowWords = new Set(
  'next page paging pagination creation purchase continuation starting start change lock sync client request idempotency sequence resume cursor marker max min num total per input output prompt completion special eos bos stop task'.split(
    ' ',
  ),
);
