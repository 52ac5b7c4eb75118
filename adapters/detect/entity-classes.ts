/** Types of entities, of Comprehend and of Bedrock's guardrails, as classes of masking. */

/** `undefined` for what is no secret and names nobody: ages, dates, addresses on the web. */
export function classOfEntity(type: string): string | undefined {
  return classes.get(type) ?? (harmless.has(type) ? undefined : 'pii.id');
}

const harmless: ReadonlySet<string> = new Set(['AGE', 'DATE_TIME', 'URL', 'MAC_ADDRESS']);

const classes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    credential: ['AWS_ACCESS_KEY', 'AWS_SECRET_KEY', 'PASSWORD', 'PIN'],
    'pii.name': ['NAME', 'USERNAME'],
    'pii.contact': ['ADDRESS', 'EMAIL', 'PHONE'],
    'pii.financial': [
      'BANK_ACCOUNT_NUMBER',
      'BANK_ROUTING',
      'CREDIT_DEBIT_CARD_CVV',
      'CREDIT_DEBIT_CARD_EXPIRY',
      'CREDIT_DEBIT_CARD_NUMBER',
      'CREDIT_DEBIT_CVV',
      'CREDIT_DEBIT_EXPIRY',
      'CREDIT_DEBIT_NUMBER',
      'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
      'SWIFT_CODE',
      'US_BANK_ACCOUNT_NUMBER',
      'US_BANK_ROUTING_NUMBER',
    ],
    ip: ['IP_ADDRESS'],
  }).flatMap(([name, types]) => types.map((type): [string, string] => [type, name])),
);
