/** A card as HTML: our words as text, everybody else's as quotations. */

import type { Card, CardStep } from '#core/approval/card.ts';
import { type Html, html } from '#core/html.ts';

export function showCard(card: Card): Html {
  return html`<p><span class="state">${card.state}</span> <code>${card.what}</code> on <code>${card.connection}</code></p>
<p class="effect">${effect(card)}</p>
<h2>Who asks</h2><p>${card.requester}</p>${quoted('Their reason', card.reason)}
<h2>On what</h2>${resources(card)}
${present(card)}<h2>The call</h2><pre>${card.command}</pre>${parameters(card)}
<dl>${fact('Account', card.account)}${fact('Region', card.region)}${fact('Role', card.role)}${fact('Asked at', card.askedAt)}${fact(untilLabel(card), card.until)}</dl>
<h2>Why it needs an approval</h2>${policies(card)}
<h2>Who must agree</h2>${list(card.steps.map(step))}${verdicts(card)}${quoted('Note', card.note)}
<p><small>Digest <code>${card.digest}</code>: what is approved is exactly this call.</small></p>`;
}

function effect({ effect: parts }: Card): readonly Html[] {
  return parts.map(({ kind, text }) => (kind === 'name' ? html`<q>${text}</q>` : html`${text}`));
}

function resources({ resources: touched, areResourcesKnown }: Card): Html {
  const items = touched.map(({ name, tags, areTagsKnown }) => {
    const shown = tags.map(([key, value]) => html`<br><small>tag <q>${key}</q> = <q>${value}</q></small>`);
    return html`<code>${name}</code>${areTagsKnown ? shown : html`<br><small>its tags could not be read</small>`}`;
  });
  const unknown = areResourcesKnown ? [] : [html`what else the parameters name cannot be told from the call`];
  return list([...items, ...unknown]);
}

/** AWS's own names, and everything beside them as a quotation. */
function present({ present: found }: Card): Html {
  switch (found?.state) {
    case undefined:
      return html``;
    case 'absent':
      return html`<h2>What is there now</h2><p>Nothing of that name.</p>`;
    case 'unreadable':
      return html`<h2>What is there now</h2><p>It could not be read.</p>`;
    case 'found': {
      const rows = found.rows.map(({ name, text }) => html`<dt>${name}</dt><dd><q>${text}</q></dd>`);
      return html`<h2>What is there now</h2><dl>${rows}</dl><p><small>As it was when the call was asked for.</small></p>`;
    }
  }
}

function parameters({ parameters: rows }: Card): Html {
  const shown = rows.map(({ path, text }) => html`<dt><code>${path}</code></dt><dd><pre>${text}</pre></dd>`);
  return rows.length === 0
    ? html`<p>It has no parameters.</p>`
    : html`<details><summary>The parameters one by one (${rows.length})</summary><dl>${shown}</dl></details>`;
}

function policies({ policies: asking }: Card): Html {
  return list(asking.map(({ id, sentence }) => html`${sentence ?? ''} <small><code>${id}</code></small>`));
}

function step({ chain, state, needs, escalatesAt }: CardStep): Html {
  const who = needs.map(({ need, from }) => `${need} of ${from.join(', ')}`).join('; and ');
  const later = escalatesAt === undefined || state !== 'open' ? '' : `, others are asked as well at ${escalatesAt}`;
  return html`${who} <small>(${chain}: ${state}${later})</small>`;
}

function verdicts({ verdicts: given }: Card): Html {
  if (given.length === 0) return html`<p>Nobody has answered yet.</p>`;
  return list(
    given.map(
      ({ by, verdict, at, comment }) => html`${by}: <strong>${verdict}</strong> <small>at ${at}</small>${quoted('', comment)}`,
    ),
  );
}

function untilLabel({ state }: Card): string {
  return state === 'approved' ? 'To be used until' : 'Can be decided until';
}

function fact(name: string, value: string | undefined): Html {
  return value === undefined ? html`` : html`<dt>${name}</dt><dd><code>${value}</code></dd>`;
}

function quoted(label: string, text: string | undefined): Html {
  if (text === undefined || text === '') return html``;
  return html`${label === '' ? html`` : html`<small>${label}:</small>`}<blockquote><q>${text}</q></blockquote>`;
}

function list(items: readonly Html[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}
