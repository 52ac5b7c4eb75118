/** Discord bot token, near its name. */

import { type Detector, fill } from '../detector.ts';

export const discordToken: Detector = {
  id: 'discord-token',
  class: 'credential',
  keywords: ['discord'],
  pattern: String.raw`(?<![A-Za-z0-9_-])([MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_-])`,
  group: 1,
  samples: () => ({
    hits: [`DISCORD_TOKEN=M${fill(25)}.${fill(6)}.${fill(38)}`],
    misses: [`discord bot`],
  }),
};
