import {
  assertNever,
  logTypes,
  parseInstant,
  toActivity,
  toPosition,
  typeCatalogue,
  type FirstSubject,
  type JsonValue,
  type RequiredPart,
} from '@activity-log/activity';
import type { OutgoingRecord } from '@activity-log/kafka';
import { activityToRecord } from './activity-to-record.js';
import { decodeDomainEvent } from './decode-domain-event.js';
import { eventErrorCatalogue } from './event-error.js';
import { eventExamples } from './event-examples.js';
import { eventToRecord } from './event-to-record.js';
import { eventLimits } from './limits.js';
import { markdownTable } from './markdown-table.js';

/** `docs/events.md`: what goes in, what comes out and what is refused, out of the tables that decide it. */
export function renderEventsDoc(): string {
  const parts = [intro(), typesSection(), incomingSection(), outgoingSection(), deadLettersSection()];
  return `${parts.join('\n\n')}\n`;
}

function intro(): string {
  return `# Events

Generated from the type catalogue and the error catalogue; to change it, change those and run \`npm run docs:events -w libs/contracts\` after a build.

| topic                   | what is on it                                                                            |
| ----------------------- | ---------------------------------------------------------------------------------------- |
| \`crm.domain-events\`     | what happened in the CRM, from its services: [events in](#events-in)                     |
| \`crm.domain-events.dlt\` | what could not become an activity, with the reason: [dead letters](#dead-letters)        |
| \`crm.activities\`        | every activity of the log, in the order of the log of its org: [activities](#activities) |`;
}

function typesSection(): string {
  const rows = typeCatalogue.map((row) => [
    code(row.type),
    code(row.apiType),
    firstSubjectText(row.firstSubject),
    row.required.map(requiredText).join(', '),
    row.visibility,
    row.loggedBy,
    row.description,
  ]);
  const ofLog = logTypes.map((row) => [
    code(row.type),
    code(row.apiType),
    firstSubjectText(row.firstSubject),
    row.required.map(requiredText).join(', '),
    row.description,
  ]);
  return `## Types

${markdownTable(['activity type', 'API type', 'first subject', 'required', 'seen by', 'logged by', 'meaning'], rows)}

Both spellings are accepted wherever a type is read. \`customer\` means that the customer sees it as well as staff. \`system\` means that programs log it and people cannot: \`POST /crm/activity/manage\` refuses it of them, and any \`changes\`. Types that begin with \`comment_\`, \`activity_\`, \`workspace_\` or \`data_subject_\` it refuses of everybody: they come as events. Any other type of the form \`[a-z][a-z0-9_]{0,63}\` is a custom one: any first subject, nothing required, seen by staff, logged by anyone; its API spelling has a dot for the last underscore.

Comments are written over REST. A \`comment_added\` or \`comment_deleted\` that a service publishes is in the log, its feeds and timelines, and in no thread of \`comment/get\`.

### What the log says of itself

${markdownTable(['activity type', 'API type', 'first subject', 'has', 'meaning'], ofLog)}

Subscribers get these among the activities, and staff sees them. Nobody else writes them: an event of such a type, or under a source that begins with \`/crm/activity/\`, is a dead letter. \`workspace_plan_changed\` is an event like any other; its first subject is the workspace itself, \`{"datatype": "workspace", "ownerId": <orgid>}\`, and of any other it is a dead letter.`;
}

function incomingSection(): string {
  const record = exampleRecord();
  const event = structuredExample(record);
  const limits = eventLimits;
  return `## Events in

A record of \`crm.domain-events\` is a [CloudEvent](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md) 1.0 in [binary or structured mode](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md). The key is \`<orgid>/<datatype>/<ownerId>\` of the first subject, which keeps the events of a record in one partition and so in order; another key works, unless it has this form and names another org.

${markdownTable(
  ['attribute', 'rule'],
  [
    [code('specversion'), '`1.0`'],
    [code('id'), `1 to ${limits.maxEventIdLength} characters, unique within org and source`],
    [
      code('source'),
      `a URI reference of at most ${limits.maxSourceLength} characters, not beginning with \`/crm/activity/\``,
    ],
    [code('type'), 'a type of the first table above, in either spelling, or a custom one'],
    [code('time'), 'when it happened: RFC 3339 with an offset, years 0001 to 9999, kept to the microsecond'],
    [code('orgid'), '`[A-Za-z0-9][A-Za-z0-9._:-]*` of at most 128 characters'],
    [code('correlationid'), `optional, at most ${limits.maxCorrelationIdLength} characters`],
    [
      code('causationid'),
      `optional, at most ${limits.maxCorrelationIdLength} characters: the event or activity that caused it`,
    ],
    [code('traceparent'), 'optional, W3C trace context; one that is not valid is ignored'],
  ],
)}

An event is known by its org, source and id. The same event again is stored once and is no error; another event under a known identity is a dead letter.

${markdownTable(
  ['data', 'rule'],
  [
    [
      code('subjects'),
      `1 to ${limits.maxSubjects} records \`{datatype, ownerId, name?}\`, none twice; the first is the record it is about`,
    ],
    [code('user'), '`{id, name?, email?}`; null or absent is the system'],
    [
      code('changes'),
      `optional, at most ${limits.maxChanges} of \`{field, from?, to?}\`; \`from\` and \`to\` are any JSON value`,
    ],
    [code('summary'), `optional, at most ${limits.maxSummaryLength} characters`],
    [code('durationSeconds'), `optional, 0 to ${limits.maxDurationSeconds}`],
    [code('metadata'), 'optional, any JSON object'],
  ],
)}

A datatype is \`[a-z][a-z0-9_]*\` of at most ${limits.maxDatatypeLength} characters; an owner id, a user id and a field have 1 to ${limits.maxOwnerIdLength}, a name at most ${limits.maxNameLength}, an email address at most ${limits.maxEmailLength}. \`contact\`, \`lead\` and \`merchant\` are customers, every other datatype is a resource. A part that is null counts as absent; a part that is not in the table is refused. A value has at most ${limits.maxEventBytes} bytes, nested at most ${limits.maxNestingDepth} deep.

In binary mode the attributes are headers and the value is the data:

\`\`\`text
${headerLines(record)}
\`\`\`

\`\`\`json
${pretty(event['data'])}
\`\`\`

In structured mode the header \`content-type\` is \`application/cloudevents+json\` and the value is the whole event:

\`\`\`json
${pretty(event)}
\`\`\``;
}

function outgoingSection(): string {
  const record = exampleActivity();
  return `## Activities

A record of \`crm.activities\` is a CloudEvent in binary mode. \`ce_sequence\` is the position in the log of the org: within a partition the positions of an org rise, and after a crash a suffix may be repeated but never reordered, so a subscriber skips what is not above the last position it saw of the org in that partition. \`correlationid\`, \`causationid\` and \`traceparent\` are those of the event. A service that reacts to an activity with an event of its own sets \`causationid\` to the id of the activity, so that loops can be seen.

\`\`\`text
${headerLines(record)}
\`\`\`

\`\`\`json
${pretty(JSON.parse(String(record.value)) as JsonValue)}
\`\`\``;
}

function deadLettersSection(): string {
  const rows = Object.entries(eventErrorCatalogue).map(([name, { stage, description }]) => [
    code(name),
    stage,
    description,
  ]);
  return `## Dead letters

What can never become an activity goes to \`crm.domain-events.dlt\` with its key, value, headers and timestamp byte for byte, and with these headers behind its own: \`x-activity-error-code\`, \`x-activity-error-stage\`, \`x-activity-error-path\` (empty when the whole record is at fault), \`x-activity-error-message\`, \`x-activity-error-at\`, \`x-activity-error-last-offset\` (differs from the offset only for an unreadable batch, which has one dead letter with the batch as its value), \`x-activity-error-value-omitted\` and \`x-activity-error-headers-omitted\` (how many bytes of the value, and of the key and the headers, were left out because this topic takes no record of that size; else empty), and the names of Kafka Connect: \`__connect.errors.topic\`, \`.partition\`, \`.offset\`, \`.connector.name\`, \`.task.id\`, \`.stage\`, \`.class.name\`, \`.exception.class.name\`, \`.exception.message\`. Neither the message nor the path holds a value of the event. \`npm run -s actlog -- dlt list\` shows them, \`dlt redrive\` sends the originals again.

${markdownTable(['code', 'stage', 'reason'], rows)}`;
}

const exampleOrigin = {
  source: '/crm/tickets',
  fallbackId: 'evt_01',
  fallbackTime: new Date('2026-11-22T08:00:00Z'),
};

function exampleRecord(): OutgoingRecord {
  return eventToRecord(eventExamples.ticket_replied, exampleOrigin).record;
}

function structuredExample({ value }: OutgoingRecord): Readonly<Record<string, JsonValue>> {
  return {
    specversion: '1.0',
    id: exampleOrigin.fallbackId,
    source: exampleOrigin.source,
    type: 'ticket_replied',
    time: '2026-11-22T08:00:00Z',
    orgid: 'acme',
    data: JSON.parse(String(value)) as JsonValue,
  };
}

function exampleActivity(): OutgoingRecord {
  const { value, headers } = exampleRecord() as { readonly value: Buffer; readonly headers: Record<string, Buffer> };
  const decoded = decodeDomainEvent({ key: null, value, headers });
  const recordedAt = parseInstant('2026-11-22T08:00:00.412038Z');
  if (decoded.kind === 'rejected' || recordedAt === undefined) throw new Error('the example of the docs is not valid');
  const activity = toActivity(decoded.event);
  return activityToRecord({ ...activity, position: toPosition(4711n), recordedAt, firstSubject: activity.subjects[0] });
}

function headerLines({ key, headers = {} }: OutgoingRecord): string {
  return [`key: ${String(key)}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)].join(
    '\n',
  );
}

function firstSubjectText(rule: FirstSubject): string {
  switch (rule.kind) {
    case 'datatype':
      return withArticle(rule.datatype);
    case 'customer':
      return 'a customer';
    case 'any':
      return 'any';
    default:
      return assertNever(rule);
  }
}

function requiredText(part: RequiredPart): string {
  switch (part.kind) {
    case 'changes':
      return 'changes';
    case 'change-on':
      return `a change on \`${part.field}\``;
    case 'metadata':
      return `\`metadata.${part.key}\`${part.oneOf ? ` (${part.oneOf.join(' or ')})` : ''}`;
    default:
      return assertNever(part);
  }
}

const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
const code = (text: string): string => `\`${text}\``;
const pretty = (value: JsonValue | undefined): string => JSON.stringify(value, null, 2);
