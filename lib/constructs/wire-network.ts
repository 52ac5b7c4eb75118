/** The network of the wire's containers: public subnets without a NAT, into which nothing comes but through the balancer. */

import type { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accept } from '../accept.ts';

export class WireNetwork extends Construct {
  readonly vpc: ec2.IVpc;
  /** The balancer is open to all on 443; the containers are open to it alone. */
  readonly groups: { readonly balancer: ec2.SecurityGroup; readonly containers: ec2.SecurityGroup };

  constructor(scope: Construct, id: string, props: { readonly port: number; readonly removalPolicy: RemovalPolicy }) {
    super(scope, id);
    const network = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      // CDK would add a function that empties the default group; nothing is in that group.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
    });
    // The record does not leave AWS's network.
    network.addGatewayEndpoint('Table', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
    network.addGatewayEndpoint('Bucket', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const { removalPolicy } = props;
    const flows = new logs.LogGroup(this, 'Flows', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy });
    network.addFlowLog('FlowLog', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(flows),
      trafficType: ec2.FlowLogTrafficType.REJECT,
    });
    // CDK's classes are not typed for exact optional properties.
    const vpc = network as ec2.IVpc;
    this.vpc = vpc;
    const balancer = new ec2.SecurityGroup(this, 'Balancer', {
      vpc,
      description: 'Countersign: clients of the wire',
      allowAllOutbound: false,
    });
    const containers = new ec2.SecurityGroup(this, 'Containers', { vpc, description: 'Countersign: containers of the wire' });
    balancer.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Clients sign their requests');
    balancer.connections.allowTo(containers, ec2.Port.tcp(props.port), 'The balancer alone speaks to the containers');
    accept(
      balancer,
      'EC23',
      'Clients of AWS’s APIs come from everywhere; each request is signed, and refused where the signature does not hold.',
    );
    this.groups = { balancer, containers };
  }
}
