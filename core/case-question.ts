/** The question that a policy case puts, its resources read from the parameters of the call where the case names none. */

import type { Catalog } from './catalog/catalog.ts';
import { operationFinder } from './find-operation.ts';
import type { CallCase } from './policy/policy-case.ts';
import type { Question } from './policy/question.ts';
import { questionOfCase } from './policy/run-policy-case.ts';
import { partitionOf } from './protocols/aws/resources/arn.ts';
import { resourcesOf } from './protocols/aws/resources/resources.ts';

/** Throws `SyntaxError` for an operation that the catalog does not know. */
export function caseQuestion(policyCase: CallCase, catalog: Catalog): Question {
  const question = questionOfCase(policyCase, operationFinder(catalog));
  if (policyCase.resources !== undefined || policyCase.call.service === 'mcp') return question;
  const { service, operation, region, account, parameters } = question.call;
  const { resources, resourcesKnown } = resourcesOf({
    ...{ service, operation, region, account, parameters },
    partition: partitionOf(region),
  });
  return {
    ...question,
    call: { ...question.call, resources, resourcesKnown },
    resources: resources.map((resource) => ({ ...resource, tags: {}, tagsKnown: true })),
  };
}
