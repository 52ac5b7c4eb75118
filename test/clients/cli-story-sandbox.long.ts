/** The aws CLI's story over the sandbox. */

import { tellCliStory } from './support/cli-story.ts';

tellCliStory('sandbox');
