/** What people decided about queries of content. */

import type { Overlay } from './overlay.ts';

export const queriesReviewed: Overlay = {
  added: [
    {
      why: 'the caller’s own program runs over content',
      operations: 'athena:StartCalculationExecution glue:RunStatement',
    },
    {
      why: 'content by a handle that came from elsewhere (threats 28)',
      operations: 'glue:GetStatement logs:GetLogObject logs:GetLogRecord',
    },
    { why: 'a filter over the lines that come in', operations: 'logs:StartLiveTail' },
  ],
  removed: [
    {
      why: 'it asks for names, settings or places, and none of the account’s content',
      operations: `athena:ListTableMetadata backupsearch:ListSearchJobResults cloudwatch:GetMetricData
        datapipeline:EvaluateExpression datapipeline:QueryObjects gamelift:SearchGameSessions geo-places:Autocomplete
        geo-places:Geocode geo-places:SearchText geo-places:Suggest glue:GetPartitions glue:GetTables
        glue:GetUnfilteredPartitionsMetadata internetmonitor:GetQueryResults kendra:GetQuerySuggestions
        lakeformation:GetResourceLFTags lakeformation:ListLakeFormationOptIns lakeformation:ListPermissions
        lakeformation:SearchDatabasesByLFTags lakeformation:SearchTablesByLFTags mediaconvert:GetJobsQueryResults
        mturk:ListQualificationTypes resource-explorer-2:Search resource-groups:SearchResources
        sagemaker:ListModelMetadata sagemaker:Search ssm:GetInventory timestream-query:PrepareQuery
        workdocs:DescribeUsers`,
    },
    {
      why: 'the expression chooses what is changed, and nothing of content comes back',
      operations: `ecs:RunTask iot:ReplaceTopicRule iotwireless:StartBulkAssociateWirelessDeviceWithMulticastGroup
        iotwireless:StartBulkDisassociateWirelessDeviceFromMulticastGroup lakeformation:AddLFTagsToResource
        lakeformation:GrantPermissions lakeformation:RemoveLFTagsFromResource lakeformation:RevokePermissions
        resource-groups:StartTagSyncTask`,
    },
    {
      why: 'the text that it looks at is the caller’s own',
      operations: 'iot:TestInvokeAuthorizer logs:TestMetricFilter wafv2:CheckCapacity',
    },
    {
      why: 'found by meaning, and shown whole: no condition and no transform of what a mask hides',
      operations: `bedrock-agent-runtime:Retrieve cloudsearchdomain:Suggest kendra:Query kendra:Retrieve
        qbusiness:SearchRelevantContent qconnect:QueryAssistant qconnect:Retrieve qconnect:SearchContent
        qconnect:SearchMessageTemplates qconnect:SearchQuickResponses qconnect:SearchSessions
        quicksight:PredictQAResults wisdom:QueryAssistant wisdom:SearchContent wisdom:SearchQuickResponses
        wisdom:SearchSessions workdocs:SearchResources`,
    },
    { why: 'a program of the account’s: class delegates', operations: 'emr-serverless:StartJobRun' },
    {
      why: 'it brings an archived object back; what a selection in it finds goes to a bucket and not into the answer',
      operations: 's3:RestoreObject',
    },
  ],
};
