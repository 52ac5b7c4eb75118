/** What a failure means for the record and for the caller, by how far the call had come. */

import { GatewayError } from './errors.ts';
import type { GatewayPorts } from './gateway-ports.ts';
import { loggedCause } from './logged-cause.ts';
import { maskJson, maskText } from './masking/mask-text.ts';
import type { EventDraft, RecordedAnswer } from './recording/draft.ts';
import { event, latencyMs, type Story } from './story.ts';

/** Records the refusal or the failed outcome and gives the error that the caller may see. It never rejects. */
export async function recordFailure(story: Story, thrown: GatewayError, ports: GatewayPorts): Promise<GatewayError> {
  story.stream?.cancel();
  const error = asSeen(story, thrown);
  logFailure(story, thrown, ports);
  const draft = failureEvent(story, error, ports);
  if (draft === undefined) return error;
  try {
    await ports.record(draft);
  } catch {
    // The caller is refused all the same; an intent that stays open is closed as unknown by recovery.
    ports.log({
      level: 'error',
      message: 'A failure could not be recorded.',
      callId: story.callId,
      code: 'recorder-unavailable',
    });
  }
  return error;
}

/** Once the upstream may have seen the call, no error may invite a retry: it says that the outcome is unknown. */
function asSeen(story: Story, error: GatewayError): GatewayError {
  if (story.stage === 'answered') return unknownOutcome(error, 'It was answered, but the answer could not be recorded.');
  if (story.stage !== 'sent') return error;
  if (error.code !== 'internal' && error.code !== 'recorder-unavailable') return error;
  return unknownOutcome(error, 'It was sent, and then the gateway failed.');
}

function unknownOutcome(cause: GatewayError, what: string): GatewayError {
  if (cause.code === 'outcome-unknown') return cause;
  return new GatewayError(
    'outcome-unknown',
    `The call may have run: ${what} Do not repeat it before you have looked at its effect; the record holds it as unknown.`,
    { cause },
  );
}

function failureEvent(story: Story, error: GatewayError, ports: GatewayPorts): EventDraft | undefined {
  const answer: RecordedAnswer = {
    outcome: error.code === 'outcome-unknown' ? 'unknown' : 'failure',
    httpStatus: error.status,
    errorCode: error.code,
    errorMessage: maskText(withoutLinkToken(error), story.secrets),
    ...(story.sentAt === undefined ? {} : { latencyMs: latencyMs(story, ports.now()) }),
  };
  if (story.stage !== 'asked') return event({ ...story, answer }, 'outcome');
  const isOverBudget = error.code === 'rate-limited' && story.call === undefined;
  if (story.principal !== undefined && !isOverBudget) return event({ ...story, ...waitedFor(error), answer }, 'refused');
  const due = ports.refusals.count(story.principal?.id ?? story.sourceIp, ports.now());
  return due === undefined ? undefined : event({ ...story, answer, detail: maskJson({ ...due }) }, 'refused');
}

/** The record names the approval's page, and never what opens it. */
function withoutLinkToken({ approval, message }: GatewayError): string {
  return approval === undefined ? message : message.replace(/\?t=\S+/g, '');
}

function waitedFor({ approval }: GatewayError): Pick<EventDraft, 'detail'> {
  return approval === undefined ? {} : { detail: maskJson({ approval }) };
}

function logFailure(story: Story, error: GatewayError, ports: GatewayPorts): void {
  if (error.status < 500 && error.code !== 'outcome-unknown') return;
  ports.log({
    level: 'error',
    message: error.message,
    callId: story.callId,
    code: error.code,
    ...loggedCause(error.cause),
  });
}
