/** The wire behind a REST API (`wire.host: rest-api`), served from its template. */

import { tellOtherFront } from './served/stories/other-front.ts';

tellOtherFront('rest-api', 300_000);
