import { after } from 'node:test';
import { dynamoDbContracts } from '#test/contracts/dynamodb-contracts.ts';
import { startMoto, startObjectStore } from '#test/contracts/dynamodb-doubles.ts';

const [dynamodb, objects] = await Promise.all([startMoto(), startObjectStore()]);
after(() => Promise.all([dynamodb?.close(), objects.close()]));

if (dynamodb === undefined) console.log('dynamodb on moto_server: left out, because no moto_server is on PATH');
else dynamoDbContracts('dynamodb on moto_server', { dynamodb, objects });
