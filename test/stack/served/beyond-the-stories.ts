/** What the roles may and no story asks for, line by line with its reason: nothing else is allowed. */

/** No story asks for it. When one does, or the permission is gone, its line goes. */
export const neverAsked: Readonly<Record<string, string>> = {
  ...forEach(
    ['Api', 'ApprovalsClose', 'ApprovalsNotify'],
    'ses:SendEmail on identity/acme.example',
    'An address is verified by itself or with its domain, and SES asks for the one that is: here the address.',
  ),
  'Api: dynamodb:GetItem on table/Countersign-RecordTable of execution':
    'A run that was begun and never kept its end is looked up when its requester asks two minutes later.',
  'Calls: s3:GetObjectRetention on countersign-recordbucket/checkpoints/tenant=999999999999/*':
    'S3 tells an object’s retention with GetObject, only to whoever may read it; no call of its own asks for it.',
  'Seal: dynamodb:Query on table/Countersign-RecordTable/index/by-day':
    'The tick looks for what the stream did not bring once the newest checkpoint is five minutes old.',
};

/** Whether it is asked for depends on who is faster. */
export const askedInRaces: Readonly<Record<string, string>> = {
  'ApprovalsNotify: dynamodb:BatchWriteItem on table/Countersign-RecordTable of approval':
    'The approval ended while its people were asked: whoever notes that they were takes it off the lists again.',
  'ApprovalsNotify: states:SendTaskSuccess on stateMachine:Countersign-approvals':
    'The verdict was faster than the token that waits for it: the wait ends as it begins.',
};

function forEach(roles: readonly string[], may: string, reason: string): Readonly<Record<string, string>> {
  return Object.fromEntries(roles.map((role) => [`${role}: ${may}`, reason]));
}
