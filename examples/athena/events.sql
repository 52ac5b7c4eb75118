-- The sealed record as a table of Athena: one row an event. Put in your account and bucket, and run it once.
-- Partitions are projected, so nothing has to be crawled. A segment lies under the hour of its first event, and the next ones stand
-- in it as well: ask for one hour more than you want, and for the time itself. A sealer that died may leave a segment that no
-- checkpoint names: its events stand in another one as well, so count distinct metadata.uid.
-- Keys are told apart by their case, because a call's parameters may hold two that differ in nothing else; hence the mappings.
CREATE EXTERNAL TABLE countersign_events (
  class_uid int,
  activity_id int,
  type_uid int,
  severity_id int,
  status_id int,
  status_code string,
  status_detail string,
  `time` bigint,
  time_dt string,
  action_id int,
  disposition_id int,
  metadata struct<uid:string, sequence:bigint, version:string, tenant_uid:string, correlation_uid:string>,
  actor struct<`user`:struct<uid:string, name:string, email_addr:string, groups:array<struct<name:string>>>, session:struct<uid:string, issuer:string, is_mfa:boolean>, app_name:string>,
  ai_agent struct<uid:string, name:string>,
  api struct<service:struct<name:string>, operation:string, request:struct<uid:string, data:string>, response:struct<code:int, error:string, error_message:string>>,
  cloud struct<provider:string, account:struct<uid:string>, region:string>,
  src_endpoint struct<ip:string>,
  http_request struct<user_agent:string>,
  http_response struct<code:int, latency:int>,
  resources array<struct<uid:string, type:string, region:string, labels:array<string>>>,
  authorizations array<struct<decision:string, policy:struct<uid:string, desc:string, version:string>>>,
  raw_data_hash struct<value:string>,
  attestation_list array<struct<uid:string, chain_uid:string, fingerprint:struct<value:string>>>,
  unmapped struct<countersign:struct<v:int, kind:string, channel:string, connection:string, breakglass:boolean, caller:struct<kind:string, clientid:string>, access:string, actions:array<string>, digest:string, reason:string, marks:array<string>, masks:array<struct<rule:string, class:string, count:int>>, decision:struct<outcome:string, version:string, cause:string, chains:array<string>>, rolearn:string, sourceidentity:string, upstreamrequestid:string, detail:string>>
)
PARTITIONED BY (dt string, hh string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES (
  'ignore.malformed.json' = 'true',
  'case.insensitive' = 'false',
  'mapping.breakglass' = 'breakGlass',
  'mapping.clientid' = 'clientId',
  'mapping.rolearn' = 'roleArn',
  'mapping.sourceidentity' = 'sourceIdentity',
  'mapping.upstreamrequestid' = 'upstreamRequestId'
)
LOCATION 's3://BUCKET/events/tenant=ACCOUNT/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2026-01-01,NOW',
  'projection.hh.type' = 'integer',
  'projection.hh.range' = '0,23',
  'projection.hh.digits' = '2',
  'storage.location.template' = 's3://BUCKET/events/tenant=ACCOUNT/dt=${dt}/hh=${hh}/'
);

-- Who was refused what, on the second of November:
-- SELECT actor.user.name, api.service.name, api.operation, count(DISTINCT metadata.uid)
-- FROM countersign_events
-- WHERE dt BETWEEN '2026-11-01' AND '2026-11-02' AND time_dt LIKE '2026-11-02%' AND unmapped.countersign.kind = 'refused'
-- GROUP BY 1, 2, 3;
