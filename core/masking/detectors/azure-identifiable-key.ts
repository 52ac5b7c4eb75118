/** Keys of Azure services, by the mark that each kind bears. */

import { type Detector, fill } from '../detector.ts';

export const azureIdentifiableKey: Detector = {
  id: 'azure-identifiable-key',
  class: 'credential',
  keywords: ['azfu', 'azse', 'azca', '+ast', 'acdb', '+asb', '+aeh', '+arm', 'aiot', 'apim', '+acr', '+aba', '+amc'],
  pattern: String.raw`(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/]{76}(?:APIM|ACDb|\+(?:ABa|AMC|ASt))[A-Za-z0-9+/]{5}[AQgw]==|[A-Za-z0-9+/]{33}(?:AIoT|\+(?:ASb|AEh|ARm))[A-Za-z0-9+/]{5}[A-Za-z0-9+/]=|[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==|[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}|[A-Za-z0-9+/]{33}AzCa[A-Za-z0-9+/]{5}[A-Za-z0-9+/]=|[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5})(?![A-Za-z0-9+/=])`,
  samples: () => ({
    hits: [`${fill(44)}AzFu${fill(5)}Q==`, `${fill(76)}+ASt${fill(5)}A==`, `${fill(42)}AzSeA${fill(5)}`],
    misses: [`AzFunctions`],
  }),
};
