/** The aws CLI's story over moto_server, an upstream that is not ours. */

import { tellCliStory } from './support/cli-story.ts';
import { needs } from './support/on-path.ts';

const { skip } = needs('aws', 'moto_server');

if (skip === false) tellCliStory('moto');
else process.stdout.write(`the story over moto_server is not told: ${skip}\n`);
