import { activityTypePattern } from '@activity-log/activity';
import { activityLogTopicNames, activityLogTopics, type ActivityLogTopicNames } from '@activity-log/kafka';
import { eventLimits } from '../limits.js';
import { activitySchema } from '../schemas/activity-schema.js';
import { inputSchemas } from '../schemas/input-schemas.js';
import { schemaFormat, type JsonSchema } from '../schemas/json-schema.js';
import { requirementSchemas, structuredEventSchema } from './event-schemas.js';
import { activityMessages, deadLetterMessages, eventMessages, type Message } from './messages.js';
import { schemaRef } from './schema-ref.js';

/** A document of AsyncAPI 3.0, as JSON. */
export type AsyncApiDocument = Readonly<Record<string, unknown>> & {
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: Readonly<Record<string, { readonly schemaFormat: string; readonly schema: JsonSchema }>>;
  };
};

const topics = activityLogTopics({ replicationFactor: 1 });

const channelFacts: Readonly<
  Record<keyof ActivityLogTopicNames, { readonly title: string; readonly description: string }>
> = {
  domainEvents: {
    title: 'Events in',
    description:
      'What happened in the CRM, from its services: CloudEvents 1.0 in binary or structured mode, ' +
      `compressed as the publisher likes, at most ${eventLimits.maxEventBytes} bytes each.`,
  },
  deadLetters: { title: 'Dead letters', description: 'Events that could not become an activity, and why.' },
  activities: { title: 'Activities out', description: 'Every entry of the log, for automation and scoring.' },
};

/** The AsyncAPI 3.0 description of the topics; its schemas are JSON Schema 2020-12, made from what validates. */
export function asyncApiDocument(): AsyncApiDocument {
  const requirements = requirementSchemas();
  const schemas = {
    ...inputSchemas(schemaRef),
    ...requirements,
    StructuredEvent: structuredEventSchema(requirements),
    Activity: activitySchema({ type: { type: 'string', pattern: activityTypePattern.source } }),
  };
  const messages = {
    domainEvents: eventMessages(requirements),
    deadLetters: deadLetterMessages,
    activities: activityMessages,
  };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Activity Log',
      version: '1.0.0',
      description: 'What goes into the activity log of a CRM, what comes out of it, and what is refused.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      local: { host: '127.0.0.1:9092', protocol: 'kafka', description: 'The broker that `npm start` brings up.' },
    },
    channels: {
      domainEvents: channel('domainEvents', messages.domainEvents),
      deadLetters: channel('deadLetters', messages.deadLetters),
      activities: channel('activities', messages.activities),
    },
    operations: {
      receiveDomainEvents: operation(
        'receive',
        'domainEvents',
        'Stores each event once, in the timeline of each subject.',
      ),
      sendDeadLetters: operation('send', 'deadLetters', 'Keeps what is refused.'),
      sendActivities: operation('send', 'activities', 'Publishes the log, per org in its order, at least once.'),
    },
    components: {
      messages: Object.assign({}, ...Object.values(messages)) as Record<string, Message>,
      schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, { schemaFormat, schema }])),
    },
  };
}

type Channel = keyof ActivityLogTopicNames;

function channel(name: Channel, messages: Readonly<Record<string, Message>>): object {
  const address = activityLogTopicNames[name];
  const spec = topics.find(({ topic }) => topic === address);
  const { configs = {}, partitions } = spec ?? {};
  return {
    address,
    ...channelFacts[name],
    messages: Object.fromEntries(
      Object.keys(messages).map((message) => [message, { $ref: `#/components/messages/${message}` }]),
    ),
    bindings: {
      kafka: {
        topic: address,
        partitions,
        topicConfiguration: {
          'cleanup.policy': [configs['cleanup.policy']],
          'retention.ms': Number(configs['retention.ms']),
          'max.message.bytes': Number(configs['max.message.bytes']),
        },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function operation(action: 'send' | 'receive', name: Channel, summary: string): object {
  return { action, channel: { $ref: `#/channels/${name}` }, summary };
}
