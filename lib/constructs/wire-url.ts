/** The front of the AWS wire: a Function URL that streams. It authenticates nobody, because the handler verifies our own signatures. */

import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class WireUrl extends Construct {
  /** `https://<id>.lambda-url.<region>.on.aws/` */
  readonly url: string;

  constructor(scope: Construct, id: string, handler: lambda.Function) {
    super(scope, id);
    const made = new lambda.FunctionUrl(this, 'Url', {
      function: handler,
      authType: lambda.FunctionUrlAuthType.NONE,
      invokeMode: lambda.InvokeMode.RESPONSE_STREAM,
    });
    this.url = made.url;
  }
}
