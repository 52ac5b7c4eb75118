/**
 * The firewall in front of a wire with a name of its own: floods and addresses of ill repute. No rule looks into bodies: what
 * AWS's APIs take looks like an attack to rules that are made for web pages.
 */

import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** Requests of one address in five minutes: a whole office behind one address stays below it. */
const requestsInFiveMinutes = 20_000;

export class WireFirewall extends Construct {
  constructor(scope: Construct, id: string, { resourceArn }: { readonly resourceArn: string }) {
    super(scope, id);
    const acl = new wafv2.CfnWebACL(this, 'Rules', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: seenAs('CountersignWire'),
      rules: [
        {
          name: 'ill-repute',
          priority: 0,
          overrideAction: { none: {} },
          statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesAmazonIpReputationList' } },
          visibilityConfig: seenAs('CountersignIllRepute'),
        },
        {
          name: 'floods',
          priority: 1,
          action: { block: {} },
          statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: requestsInFiveMinutes } },
          visibilityConfig: seenAs('CountersignFloods'),
        },
      ],
    });
    new wafv2.CfnWebACLAssociation(this, 'Association', { resourceArn, webAclArn: acl.attrArn });
  }
}

/** Counted, and never sampled: a sample holds headers and queries of calls. */
function seenAs(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
