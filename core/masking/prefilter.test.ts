import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arm, createDetection } from './detect.ts';
import { allDetectors } from './detectors.ts';
import { replyFinder } from './finder.ts';
import { freeForm } from './free-form.ts';
import type { Precondition } from './precondition.ts';
import { createPrefilter, sawBase64, sawKeyword, sawNumber } from './prefilter.ts';

function look(detectors: readonly Precondition[], text: string): number {
  return createPrefilter(detectors).look(`<${text}>`, 1, 1 + text.length);
}

test('the prefilter lets no sample of a detector by, wherever it stands', () => {
  const finder = replyFinder({ secrets: [], detection: createDetection(allDetectors.map((detector) => arm(detector))) });
  let looked = 0;
  for (const { id, samples } of allDetectors) {
    for (const sample of samples().hits) {
      for (const text of [sample, `says ${sample}`, `=${sample};`, `line\\n${sample}`]) {
        if (finder.find(text, freeForm).length === 0) continue;
        looked += 1;
        assert.ok(finder.over(`"${text}"`)(1, 1 + text.length), `${id}: ${text}`);
      }
    }
  }

  assert.ok(looked > 500, String(looked));
});

test('every detector that says so begins with one of its keywords', () => {
  const flagged = allDetectors.filter(({ isWordStart }) => isWordStart === true);

  for (const detector of flagged) {
    const { isWordStart: _, ...anywhere } = detector;
    const detection = createDetection([arm(anywhere)]);
    for (const hit of detector.samples().hits) {
      const [found] = detection.find(hit);
      const text = hit.slice(found?.start).toLowerCase();
      assert.ok(
        detector.keywords.some((keyword) => text.startsWith(keyword)),
        detector.id,
      );
    }
  }
  assert.ok(flagged.length >= 20);
});

test('a keyword in the middle of a word is none where the detector asks for its start', () => {
  const detectors: readonly Precondition[] = [{ keywords: ['pat'], isWordStart: true }];

  assert.equal(look(detectors, 'compatible') & sawKeyword, 0);
  assert.equal(look(detectors, 'a pattern') & sawKeyword, sawKeyword);
  assert.equal(look(detectors, String.raw`line\npattern`) & sawKeyword, sawKeyword);
  assert.equal(look(detectors, 'x%20pattern') & sawKeyword, sawKeyword);
});

test('a sign or a number of digits may be asked for beside a keyword', () => {
  const detectors: readonly Precondition[] = [
    { keywords: ['token'], signs: [':', '='] },
    { keywords: ['sin'], minDigits: 9 },
  ];

  assert.equal(look(detectors, 'the token of a page') & sawKeyword, 0);
  assert.equal(look(detectors, 'the token=page') & sawKeyword, sawKeyword);
  assert.equal(look(detectors, 'using 12345678') & sawKeyword, 0);
  assert.equal(look(detectors, 'sin 123 456 789') & sawKeyword, sawKeyword);
});

test('digits count in a row, with single separators between them', () => {
  const detectors: readonly Precondition[] = [{ keywords: [], minDigits: 8, minRun: 8 }];

  assert.equal(look(detectors, '1234 5678') & sawNumber, sawNumber);
  assert.equal(look(detectors, '12-34.56/78') & sawNumber, sawNumber);
  assert.equal(look(detectors, '1234  5678') & sawNumber, 0);
  assert.equal(look(detectors, '1234a5678') & sawNumber, 0);
  assert.equal(look(detectors, '1234567a') & sawNumber, 0);
});

test('a word of the asked length is enough, and no other', () => {
  const detectors: readonly Precondition[] = [{ keywords: [], wordLength: 16 }];

  assert.equal(look(detectors, 'is RSSMRA85T10A562S.') & sawNumber, sawNumber);
  assert.equal(look(detectors, 'RSSMRA85T10A562SX') & sawNumber, 0);
});

test('what may be base64 is told from what cannot be', () => {
  assert.equal(look([], 'QUJD+/==') & sawBase64, sawBase64);
  assert.equal(look([], 'QUJD-') & sawBase64, 0);
  assert.equal(look([], 'QUJÉ') & sawBase64, 0);
});
