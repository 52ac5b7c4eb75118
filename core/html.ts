/** HTML as a value: whatever is put into a template is escaped, unless a template made it. */

/** Text that is HTML already: only `html` makes it. */
export type Html = { readonly html: string };

type Shown = string | number | Html | readonly Html[] | undefined;

/** @example html`<p title="${name}">${name}</p>` */
export function html(literals: TemplateStringsArray, ...shown: readonly Shown[]): Html {
  const parts = literals.map((literal, index) => literal + escaped(shown[index]));
  return { html: parts.join('') };
}

function escaped(shown: Shown): string {
  if (shown === undefined) return '';
  if (typeof shown === 'string') return shown.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
  if (typeof shown === 'number') return String(shown);
  return 'html' in shown ? shown.html : shown.map(escaped).join('');
}
