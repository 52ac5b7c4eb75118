/** What the CLI takes from its environment: the only file of the room that reads it. */

import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = {
  /** Where sign-ins and issued credentials are kept (0700). */
  readonly stateDirectory: string;
  /** The gateway's URL, if it is set. */
  readonly url: string | undefined;
  /** AWS's own configuration file. */
  readonly awsConfigFile: string;
  /** A variable that is set and not empty. */
  readonly variable: (name: string) => string | undefined;
  /** The names of all variables. */
  readonly names: readonly string[];
};

export function readEnvironment(): Environment {
  return {
    stateDirectory: process.env.COUNTERSIGN_HOME || join(homedir(), '.countersign'),
    url: process.env.COUNTERSIGN_URL || undefined,
    awsConfigFile: process.env.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'),
    variable: (name) => process.env[name] || undefined,
    names: Object.keys(process.env),
  };
}
