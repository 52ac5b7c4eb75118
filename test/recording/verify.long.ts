import { tamperings } from './tampering.ts';
import { both, tellTampering } from './verifiers.ts';

for (const tampering of tamperings) tellTampering(tampering, both);
