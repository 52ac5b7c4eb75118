/** EC2: two images and the sandbox's regions, the same for everybody. */

import { passesFilters } from './ec2-instance.ts';
import type { Context, Input, Output } from './fixture.ts';
import { texts } from './input.ts';
import { SandboxError } from './sandbox-error.ts';

const regions = ['eu-central-1', 'eu-west-1', 'us-east-1'];

const images = [
  { id: 'ami-0c0ffee0000000001', name: 'sandbox-linux-x86_64', architecture: 'x86_64' },
  { id: 'ami-0c0ffee0000000002', name: 'sandbox-linux-arm64', architecture: 'arm64' },
];

export function describeRegions(input: Input, _context: Context): Output {
  const asked = input.RegionName === undefined ? regions : texts(input, 'RegionName');
  const unknown = asked.find((region) => !regions.includes(region));
  if (unknown !== undefined) throw new SandboxError('InvalidParameterValue', `Invalid region provided: ${unknown}`);
  const regionInfo = asked
    .filter((region) => passesFilters(input, (name) => (name === 'region-name' ? [region] : undefined)))
    .map((region) => ({ regionName: region, regionEndpoint: `ec2.${region}.amazonaws.com`, optInStatus: 'opt-in-not-required' }));
  return { regionInfo };
}

export function describeImages(input: Input, { account }: Context): Output {
  const ids = input.ImageId === undefined ? images.map(({ id }) => id) : texts(input, 'ImageId');
  const missing = ids.find((id) => images.every((image) => image.id !== id));
  if (missing !== undefined) throw new SandboxError('InvalidAMIID.NotFound', `The image id '[${missing}]' does not exist`);
  const owners = input.Owner === undefined ? ['self'] : texts(input, 'Owner');
  const imagesSet = images
    .filter(({ id }) => ids.includes(id) && owners.some((owner) => owner === 'self' || owner === account))
    .filter((image) =>
      passesFilters(input, (name) => ({ name: [image.name], 'image-id': [image.id], architecture: [image.architecture] })[name]),
    )
    .map(({ id, name, architecture }) => ({
      imageId: id,
      name,
      architecture,
      imageState: 'available',
      imageOwnerId: account,
      isPublic: false,
      imageType: 'machine',
      rootDeviceType: 'ebs',
      virtualizationType: 'hvm',
    }));
  return { imagesSet };
}
