/** Whether the narrow roles can be had in somebody's name, and in no other way (AWS IAM: trust policies, the confused deputy). */

import type { AnyConnection } from '../model.ts';
import type { RolePlace } from '../ports.ts';
import type { Finding } from './finding.ts';
import type { RoleProbe, RoleTrial, TrialResult } from './role-probe.ts';

/** In whose name roles are tried, as a call of that person would be made. */
export type Trier = { readonly sourceIdentity: string; readonly roleSessionName: string; readonly session: string };

type Place = { readonly connection: RolePlace; readonly role: string };

/** So many roles are tried at once: the whole answer is due within the front's time. */
const atOnce = 16;
/** What no trust policy asks for. */
const wrongExternalId = 'countersign-doctor-wrong-external-id';

/** A line for each role that is as it should be, and one for each thing that is not. */
export async function checkRoles(
  connections: readonly AnyConnection[],
  trier: Trier,
  probe: RoleProbe,
): Promise<readonly Finding[]> {
  const places = connections.flatMap(placesOf);
  const findings: Finding[] = [];
  for (let from = 0; from < places.length; from += atOnce) {
    const tried = await Promise.all(places.slice(from, from + atOnce).map((place) => checkRole(place, trier, probe)));
    findings.push(...tried.flat());
  }
  return findings;
}

/** The read role too: facts come by it. Each once. */
function placesOf(connection: AnyConnection): readonly Place[] {
  if (connection.kind === 'aws') {
    const read = connection.readRole === undefined ? [] : [connection.readRole];
    return [...new Set([...connection.roles.map(({ arn }) => arn), ...read])].map((role) => ({ connection, role }));
  }
  const { name, auth } = connection;
  if (auth.kind !== 'sigv4') return [];
  return [{ connection: { name, ...externalIdOf(auth) }, role: auth.roleArn }];
}

function externalIdOf({ externalId }: { readonly externalId?: string }): { readonly externalId?: string } {
  return externalId === undefined ? {} : { externalId };
}

/** Where it cannot be had at all, what it refuses proves nothing. */
async function checkRole(place: Place, trier: Trier, probe: RoleProbe): Promise<readonly Finding[]> {
  const right = rightTrial(place, trier);
  const check = `role ${place.role.split(':role/').at(-1)} of ${place.connection.name}`;
  const result = await probe.attempt(right);
  if (result.kind !== 'assumed') return [unassumable(check, place, result)];
  const tried = await Promise.all(
    wrongTrials(right).map(async ({ lacking, cure, trial }) => fault(check, { lacking, cure }, await probe.attempt(trial))),
  );
  const faults = [...tried.flatMap((found) => found ?? []), ...withoutExternalId(check, place)];
  if (faults.length > 0) return faults;
  return [{ check, says: 'is assumed in your name, and refused without a name, a session or the external id' }];
}

function rightTrial({ connection, role }: Place, { sourceIdentity, roleSessionName, session }: Trier): RoleTrial {
  return {
    connection,
    role,
    roleSessionName,
    sourceIdentity,
    ...externalIdOf(connection),
    tags: { 'countersign:session': session },
  };
}

function unassumable(check: string, { connection, role }: Place, result: TrialResult): Finding {
  const account = role.split(':')[4];
  if (result.kind === 'failed') {
    return {
      check,
      says: `could not be tried: ${result.code}`,
      cure: 'Look whether the gateway reaches STS, and whether the role is there; then run doctor again.',
    };
  }
  return {
    check,
    says: 'cannot be assumed',
    cure: `Deploy the spoke's template into account ${account} with this hub's account and the externalId of "${connection.name}", and look for service control policies in the way.`,
  };
}

type Lack = { readonly lacking: string; readonly cure: string };

const trustCure =
  "Deploy the spoke's template again: its trust policy refuses that. Whoever gets into the hub is nobody until then.";

function wrongTrials(right: RoleTrial): readonly (Lack & { readonly trial: RoleTrial })[] {
  const { sourceIdentity: _name, ...nameless } = right;
  const { externalId, ...stranger } = right;
  const ofStrangers = [
    { lacking: 'without the external id', trial: stranger },
    { lacking: 'with another external id', trial: { ...right, externalId: wrongExternalId } },
  ];
  return [
    { lacking: 'without a source identity', trial: nameless },
    { lacking: 'without a session', trial: { ...right, tags: {} } },
    ...(externalId === undefined ? [] : ofStrangers),
  ].map((each) => ({ ...each, cure: trustCure }));
}

function fault(check: string, { lacking, cure }: Lack, result: TrialResult): Finding | undefined {
  switch (result.kind) {
    case 'denied':
      return undefined;
    case 'assumed':
      return { check, says: `is assumed ${lacking}`, cure };
    case 'failed':
      return { check, says: `could not be tried ${lacking}: ${result.code}`, cure: 'Run doctor again.' };
  }
}

function withoutExternalId(check: string, { connection }: Place): readonly Finding[] {
  if (connection.externalId !== undefined) return [];
  const cure = `Write one into the operator's file (externalId of "${connection.name}") and into the spoke's template, and deploy both.`;
  return [{ check, says: 'is assumed without any external id', cure }];
}
