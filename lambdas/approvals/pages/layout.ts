/** The frame of every page: one column that fits a phone, no script, no picture, nothing from elsewhere. */

import { type Html, html } from '#core/html.ts';

export const style = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.3rem}h2{font-size:1rem;margin:1.4rem 0 .3rem}
pre,code,q{font-family:ui-monospace,monospace;font-size:.9em}
pre{background:#8881;padding:.6rem;white-space:pre-wrap;margin:.3rem 0}
q,blockquote{quotes:"\\201c" "\\201d"}blockquote{border-left:.25rem solid #888;margin:.3rem 0;padding-left:.7rem}
dl{margin:0}dt{color:#777;font-size:.85em;margin-top:.5rem}dd{margin:0}
ul{padding-left:1.2rem;margin:.3rem 0}
.state{display:inline-block;border:1px solid;border-radius:.3rem;padding:0 .4rem}
.effect{font-size:1.1rem;border:2px solid;border-radius:.4rem;padding:.6rem}
textarea{font:inherit;width:100%;box-sizing:border-box}
label{display:block;margin:.5rem 0}input[type=checkbox]{width:1.2rem;height:1.2rem;vertical-align:middle}
button,.button{font:inherit;display:inline-block;min-height:2.75rem;min-width:8rem;padding:.5rem 1rem;margin:.5rem .5rem .5rem 0;
border:2px solid;border-radius:.4rem;background:none;color:inherit;cursor:pointer;text-decoration:none;box-sizing:border-box}
.approve{background:#176d33;border-color:#176d33;color:#fff}.reject{background:#a11;border-color:#a11;color:#fff}
small{color:#777}`;

type Shown = { readonly title: string; readonly body: Html; readonly refreshSeconds?: number };

/** The tab's title is the same for all: it tells link previews and shoulder surfers nothing. */
export function pageText({ title, body, refreshSeconds }: Shown): string {
  const refresh = refreshSeconds === undefined ? html`` : html`<meta http-equiv="refresh" content="${refreshSeconds}">`;
  const whole = html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">${refresh}<title>Countersign</title><style>${{ html: style }}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
  return `<!doctype html>${whole.html}`;
}
