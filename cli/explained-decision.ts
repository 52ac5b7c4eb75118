/** An explanation of `policy explain`, as people read it. */

import type { Explained } from './policy-explain.ts';
import { plain } from './print.ts';

/** The explanation for people. */
export function explainedText({ decision, policies, inReach, evaluations, facts, changes, recorded }: Explained): string {
  const cause = decision.outcome === 'deny' ? ` (${decision.cause})` : '';
  const chains = decision.outcome === 'needs-approval' ? [`approval   ${decision.chains.join(', ')}`] : [];
  return [
    ...recordedText(recorded),
    `decision   ${decision.outcome}${cause}`,
    ...chains,
    `policies   ${policies.length} of ${inReach} in reach, version ${decision.policyVersion.slice(0, 12)}`,
    ...policies.flatMap(({ file, line, text }) => ['', `${file}:${line}`, ...text.split('\n').map((each) => `  ${each}`)]),
    '',
    'facts',
    ...Object.entries(facts).map(([name, value]) => `  ${name.padEnd(11)} ${plain(value)}`),
    'evaluated',
    ...evaluations.map((each) => `  ${each.outcome.padEnd(14)} ${each.principal} ${each.action} ${plain(each.resource)}`),
    ...(decision.outcome === 'allow' ? [] : ['what would change it', ...changesText(changes)]),
  ].join('\n');
}

function recordedText(recorded: Explained['recorded']): readonly string[] {
  if (recorded === undefined) return [];
  const { eventId, outcome, cause, policyVersion, missing } = recorded;
  const told = `recorded   ${outcome}${cause === undefined ? '' : ` (${cause})`} in ${eventId}, version ${policyVersion.slice(0, 12)}`;
  return missing === undefined ? [told] : [told, `uncertain  ${missing}`];
}

function changesText(changes: Explained['changes']): readonly string[] {
  if (changes.length === 0) return ['  no single fact'];
  return changes.map(({ what, outcome }) => `  ${outcome.padEnd(14)} ${what}`);
}
