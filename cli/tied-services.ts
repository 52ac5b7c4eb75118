/** Services that share a signing name and paths, so that a request does not tell them apart: the profile gives each an address of its own. */

/** The catalog's service id → the service's key in a `[services]` section (its service id in AWS's model, in snake case). */
export const tiedServices: readonly (readonly [service: string, key: string])[] = [
  ['bedrock', 'bedrock'],
  ['bedrock-agent', 'bedrock_agent'],
  ['bedrock-agent-runtime', 'bedrock_agent_runtime'],
  ['bedrock-data-automation', 'bedrock_data_automation'],
  ['chime', 'chime'],
  ['chime-sdk-identity', 'chime_sdk_identity'],
  ['chime-sdk-media-pipelines', 'chime_sdk_media_pipelines'],
  ['chime-sdk-meetings', 'chime_sdk_meetings'],
  ['chime-sdk-messaging', 'chime_sdk_messaging'],
  ['chime-sdk-voice', 'chime_sdk_voice'],
  ['greengrass', 'greengrass'],
  ['greengrassv2', 'greengrassv2'],
  ['ivs', 'ivs'],
  ['ivs-realtime', 'ivs_realtime'],
  ['lex-models', 'lex_model_building_service'],
  ['lexv2-models', 'lex_models_v2'],
  // AWS has two models under this one service id.
  ['pinpoint-sms-voice', 'pinpoint_sms_voice'],
  ['qconnect', 'qconnect'],
  ['signer', 'signer'],
  ['signer-data', 'signer_data'],
  ['timestream-query', 'timestream_query'],
  ['timestream-write', 'timestream_write'],
  ['wisdom', 'wisdom'],
];

/** The lines of a `[services]` section: where each of them is reached. */
export function serviceEndpoints(wireUrl: string): readonly string[] {
  return tiedServices.flatMap(([service, key]) => [`${key} =`, `  endpoint_url = ${wireUrl}/_svc/${service}`]);
}
