/** A sample of the aws CLI's story over the sandbox; cli-story-sandbox.long.ts tells the whole. */

import { tellCliStory } from './support/cli-story.ts';

tellCliStory('sandbox', 'sample');
