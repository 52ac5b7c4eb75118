import { after } from 'node:test';
import { dynamoDbContracts } from '#test/contracts/dynamodb-contracts.ts';
import { startDynalite, startMoto, startObjectStore } from '#test/contracts/dynamodb-doubles.ts';

const [dynalite, moto, objects] = await Promise.all([startDynalite(), startMoto(), startObjectStore()]);
after(() => Promise.all([dynalite.close(), moto?.close(), objects.close()]));

dynamoDbContracts('dynamodb on dynalite', { dynamodb: dynalite, objects });
if (moto === undefined) console.log('dynamodb on moto_server: left out, because no moto_server is on PATH');
else dynamoDbContracts('dynamodb on moto_server', { dynamodb: moto, objects });
