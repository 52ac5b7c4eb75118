/** EC2: the operations of instances, tags, images and regions. */

import { describeImages, describeRegions } from './ec2-catalog.ts';
import { describeInstances, runInstances, startInstances, stopInstances, terminateInstances } from './ec2-instances.ts';
import { createTags, deleteTags, describeTags } from './ec2-tags.ts';
import type { Fixture } from './fixture.ts';

export const ec2: Fixture = {
  protocol: 'ec2',
  namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  version: '2016-11-15',
  operations: {
    RunInstances: {
      members:
        'ImageId InstanceType MinCount MaxCount KeyName SecurityGroupId SecurityGroup SubnetId UserData TagSpecification ClientToken ' +
        'DryRun InstanceInitiatedShutdownBehavior IamInstanceProfile MetadataOptions Monitoring EbsOptimized DisableApiTermination',
      run: runInstances,
    },
    DescribeInstances: { members: 'InstanceId Filter MaxResults NextToken DryRun', run: describeInstances },
    TerminateInstances: { members: 'InstanceId DryRun Force SkipOsShutdown', run: terminateInstances },
    StartInstances: { members: 'InstanceId DryRun AdditionalInfo', run: startInstances },
    StopInstances: { members: 'InstanceId DryRun Force Hibernate SkipOsShutdown', run: stopInstances },
    CreateTags: { members: 'ResourceId Tag DryRun', run: createTags },
    DeleteTags: { members: 'ResourceId Tag DryRun', run: deleteTags },
    DescribeTags: { members: 'Filter MaxResults NextToken DryRun', run: describeTags },
    DescribeImages: { members: 'ImageId Owner Filter MaxResults NextToken DryRun', run: describeImages },
    DescribeRegions: { members: 'RegionName Filter AllRegions DryRun', run: describeRegions },
  },
};
