/** The operator's masking rules, as the configuration file writes them (layer 2, and patterns of their own for layer 4). */

import type { Form } from './claim.ts';
import { classes } from './classes.ts';
import { type Armed, createDetection } from './detect.ts';
import { allDetectors } from './detectors.ts';
import { compilePattern, literalsOf, minLiteral } from './operator-pattern.ts';
import type { PathRule } from './path-rule.ts';
import { createMask, type PseudonymKey } from './pseudonym.ts';

export type OperatorRule = {
  readonly name: string;
  readonly class: string;
  /** `redact` when absent. */
  readonly form?: Form;
  /** Globs over `service:Operation`; all when absent. */
  readonly operations?: readonly string[];
  /** Paths of members (`Item.customer`, `**.email`); with a pattern they say where it looks. */
  readonly paths?: readonly string[];
  /** In RE2's syntax. Its first group is the value, where it has one. */
  readonly pattern?: string;
};

export type OperatorMasking = {
  readonly rules: readonly OperatorRule[];
  /** Detectors that are off unless they are named here. */
  readonly enable: readonly string[];
};

/** What is wrong with the rules, one sentence a fault. */
export function faultsOf({ rules, enable }: OperatorMasking): readonly string[] {
  const optional = allDetectors.filter(({ isOptional }) => isOptional === true).map(({ id }) => id);
  return [
    ...rules.flatMap((rule, at) => ruleFaults(rule).map((fault) => `masking.rules.${at} ("${rule.name}"): ${fault}`)),
    ...rules
      .filter(({ name }, at) => rules.findIndex((rule) => rule.name === name) < at)
      .map(({ name }) => `masking.rules: the name "${name}" is given twice. Rename one.`),
    ...enable
      .filter((id) => !optional.includes(id))
      .map((id) => `masking.enable: no detector "${id}" waits to be enabled. There are: ${optional.join(', ')}.`),
  ];
}

function ruleFaults(rule: OperatorRule): readonly string[] {
  const { pattern, paths = [], form } = rule;
  const faults: string[] = [];
  if (!classes.some((name) => name === rule.class))
    faults.push(`there is no class "${rule.class}". There are: ${classes.join(', ')}.`);
  if (pattern === undefined && paths.length === 0) faults.push('it names neither paths nor a pattern. Give one of them.');
  if (form === 'token' && rule.class === 'secret') {
    faults.push('a pseudonym of a secret tells who has the same one. Use the form redact, or another class.');
  }
  return [...faults, ...(pattern === undefined ? [] : patternFaults(pattern, paths))];
}

function patternFaults(pattern: string, paths: readonly string[]): readonly string[] {
  try {
    compilePattern(pattern);
  } catch (error) {
    return [`the pattern is not one of RE2's: ${error instanceof Error ? error.message : 'it does not compile'}.`];
  }
  if (paths.length > 0 || literalsOf(pattern).length > 0) return [];
  return [
    `the pattern has no literal text of ${minLiteral} characters or more that every match holds, so it would run on every text. Name the paths where it looks.`,
  ];
}

/** What the rules add to the overlay: classes for places, and searches in them. */
export function pathRulesOf(rules: readonly OperatorRule[], key: PseudonymKey | undefined): readonly PathRule[] {
  return rules.flatMap((rule) => {
    const what = placed(rule, key);
    return (rule.operations ?? ['*:*']).flatMap((operation) =>
      (rule.paths ?? []).map(
        (path): PathRule => ({ operation, path, class: rule.class, name: rule.name, reason: 'operator', ...what }),
      ),
    );
  });
}

function placed(rule: OperatorRule, key: PseudonymKey | undefined): Pick<PathRule, 'list' | 'mask' | 'form' | 'scan'> {
  if (rule.pattern !== undefined) return { list: 'scan', scan: createDetection([armed(rule, key)]) };
  const mask = createMask(rule.form ?? 'redact', rule.class, key);
  return { list: 'always', ...(mask === undefined ? {} : { mask, form: rule.form ?? 'redact' }) };
}

/** A pattern that looks everywhere, in the named operations or in all. */
export type OperatorPattern = { readonly operations: readonly string[] | undefined; readonly armed: Armed };

export function patternsOf(rules: readonly OperatorRule[], key: PseudonymKey | undefined): readonly OperatorPattern[] {
  return rules
    .filter(({ pattern, paths = [] }) => pattern !== undefined && paths.length === 0)
    .map((rule) => ({ operations: rule.operations, armed: armed(rule, key) }));
}

function armed(rule: OperatorRule, key: PseudonymKey | undefined): Armed {
  const pattern = rule.pattern ?? '';
  const mask = createMask(rule.form ?? 'redact', rule.class, key);
  let compiled: ReturnType<typeof compilePattern> | undefined;
  return {
    keywords: literalsOf(pattern),
    isNameInModel: false,
    claim: {
      class: rule.class,
      rule: `rule:${rule.name}`,
      isShown: false,
      ...(mask === undefined ? {} : { mask, form: rule.form ?? 'redact' }),
    },
    search: () => {
      compiled ??= compilePattern(pattern);
      return compiled;
    },
  };
}
