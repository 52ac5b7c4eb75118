import { after } from 'node:test';
import { dynamoDbContracts } from '#test/contracts/dynamodb-contracts.ts';
import { startDynalite, startObjectStore } from '#test/contracts/dynamodb-doubles.ts';

const [dynamodb, objects] = await Promise.all([startDynalite(), startObjectStore()]);
after(() => Promise.all([dynamodb.close(), objects.close()]));

dynamoDbContracts('dynamodb on dynalite', { dynamodb, objects }, 'sample');
