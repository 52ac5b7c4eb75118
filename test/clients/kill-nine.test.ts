import { test } from 'node:test';
import { killGateway } from './support/kill-gateway.ts';

test('nothing that was answered is lost and nothing stays open when the process is killed', () => killGateway(1));
