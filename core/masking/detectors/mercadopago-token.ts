/** Mercado Pago access token. */

import { type Detector, fill, token } from '../detector.ts';

export const mercadopagoToken: Detector = {
  id: 'mercadopago-token',
  class: 'credential',
  keywords: ['app_usr-'],
  pattern: token('APP_USR-[0-9]{13,18}-[0-9]{6}-[a-f0-9]{32}-[0-9]{6,12}'),
  samples: () => ({
    hits: [`APP_USR-${fill(16, 'digits')}-${fill(6, 'digits')}-${fill(32, 'hex')}-${fill(9, 'digits')}`],
    misses: [`APP_USR-`],
  }),
};
