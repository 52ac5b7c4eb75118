/** The wire in a container (`wire.host: fargate`): its entry, in its own environment, behind a balancer. */

import { tellOtherFront } from './served/stories/other-front.ts';

// More than a function takes.
tellOtherFront('fargate', 9_000_000);
