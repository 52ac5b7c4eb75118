/** What a server says by the way, passed on: progress under the client's own token, log messages from the level on that the client named. */

import type { Asked } from './asked.ts';
import { logLevelKey, metaOf } from './revisions.ts';
import { type Answer, type JsonObject, objectIn, textIn } from './rpc.ts';

/** The levels of RFC 5424, mildest first. */
const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
/** What an old client is sent: which level it set is not known any more, because nothing is kept. */
const legacyLevel = 'info';
const mostPassedOn = 1000;

/** `_meta` as the method's server is to see it. */
export function metaFor({ era, request }: Asked): JsonObject {
  const meta = metaOf(request.params);
  return era === 'modern' ? meta : { ...meta, [logLevelKey]: legacyLevel };
}

export function withPassedOn(answer: Answer, asked: Asked): Answer {
  if (answer.kind === 'failure' || answer.notifications === undefined) return answer;
  const { notifications, ...rest } = answer;
  const passed = notifications.flatMap((each) => passedOn(each, asked)).slice(-mostPassedOn);
  return passed.length === 0 ? rest : { ...rest, notifications: passed };
}

function passedOn(notification: JsonObject, asked: Asked): readonly JsonObject[] {
  const meta = metaFor(asked);
  const params = objectIn(notification, 'params');
  switch (textIn(notification, 'method')) {
    case 'notifications/progress': {
      const { progressToken } = meta;
      return progressToken === undefined ? [] : [{ ...notification, params: { ...params, progressToken } }];
    }
    case 'notifications/message': {
      const from = levels.indexOf(textIn(meta, logLevelKey) ?? '');
      return from >= 0 && levels.indexOf(textIn(params, 'level') ?? '') >= from ? [notification] : [];
    }
    default:
      return [];
  }
}
