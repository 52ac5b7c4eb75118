/** Canonical timestamps (ISO 8601 UTC with milliseconds) → the text of AWS's formats. A whole second has no fraction. */

import type { TimestampFormat } from '../../../catalog/shape.ts';
import { epochMilliseconds } from '../../../instant.ts';
import { toHttpDate } from '../signature/amz-date.ts';

export function timestampText(time: string, format: TimestampFormat): string {
  switch (format) {
    case 'iso8601':
      return time.replace('.000Z', 'Z');
    case 'unix':
      return String(epochMilliseconds(time) / 1000);
    case 'rfc822':
      return httpDate(time);
  }
}

/** RFC 9110 has whole seconds; Smithy's http-date allows a fraction, and one that was given is kept. */
function httpDate(time: string): string {
  const fraction = time.slice(19, 23);
  return fraction === '.000' ? toHttpDate(time) : toHttpDate(time).replace(' GMT', `${fraction} GMT`);
}
