/** The tags of what an ARN names, for the conditions of session policies; none for what is not there. */

import { tables } from './dynamodb-tables.ts';
import { instances } from './ec2-instance.ts';
import type { Context } from './fixture.ts';
import { secrets } from './secrets-manager.ts';

export type Tags = Readonly<Record<string, string>>;

export function tagsOf(arn: string, context: Context): Tags {
  const [, , service, , , resource = ''] = arn.split(':');
  switch (service) {
    case 'ec2':
      return instances(context).get(resource.slice(resource.indexOf('/') + 1))?.tags ?? {};
    case 'dynamodb':
      return tables(context).get(arn)?.tags ?? {};
    case 'secretsmanager':
      return (
        secrets(context)
          .list()
          .find((secret) => secret.arn === arn)?.tags ?? {}
      );
    default:
      return {};
  }
}
