import { randomUUID } from 'node:crypto';
import { instantOfDate, toActivity, type DomainEvent, type OrgId, type Subject } from '@activity-log/activity';
import { appendActivities, type HoldScope, type OrgState, type Plan } from '@activity-log/store';
import { Command } from 'commander';
import { orgArgument } from '../api-keys/key-arguments.js';
import { formatTable } from '../format-table.js';
import { printableText } from '../printable-text.js';
import type { Terminal } from '../terminal.js';
import { planArgument, recordArgument } from './org-arguments.js';
import { OrgUnknown } from './org-unknown.js';
import { withCustodian, withLog } from './with-org-stores.js';

interface HoldOptions {
  readonly org: OrgId;
  readonly record?: Pick<Subject, 'datatype' | 'ownerId'>;
  readonly lift?: true;
}

/** `org show|set-plan|hold`: how long an org keeps its entries, and what must not be erased. */
export function orgCommand(terminal: Terminal): Command {
  return new Command('org')
    .description('plans and legal holds of orgs (ADMIN_DATABASE_URL, or the stack of DATA_DIR)')
    .addCommand(showCommand(terminal))
    .addCommand(setPlanCommand(terminal))
    .addCommand(holdCommand(terminal));
}

function showCommand(terminal: Terminal): Command {
  return new Command('show')
    .description('show how an org stands: its plan, its log, how far retention has been, and its holds')
    .requiredOption('--org <id>', 'the org (workspace)', orgArgument)
    .action(async ({ org }: { readonly org: OrgId }) => {
      const state = await withCustodian(terminal, (custodian) => custodian.state(org));
      if (!state) throw new OrgUnknown(org);
      terminal.write(stateText(state));
    });
}

function stateText({ plan, size, horizon, passedOver, holds }: OrgState): string {
  const facts = formatTable(
    ['plan', 'entries', 'horizon', 'held behind it'],
    [[plan, size.toString(), horizon.toString(), passedOver.toString()]],
  );
  if (holds.length === 0) return facts;
  const rows = holds.map(({ scope, placedAt, placedBy }) => [scopeText(scope), placedAt.toISOString(), placedBy]);
  return `${facts}\n${formatTable(['hold on', 'placed', 'by'], rows)}`;
}

function setPlanCommand(terminal: Terminal): Command {
  return new Command('set-plan')
    .description('put an org on a plan: standard keeps entries for 90 days, enterprise for ever')
    .requiredOption('--org <id>', 'the org (workspace)', orgArgument)
    .requiredOption('--plan <plan>', 'standard or enterprise', planArgument)
    .action(async ({ org, plan }: { readonly org: OrgId; readonly plan: Plan }) => {
      const activity = toActivity(planChanged(org, plan));
      await withLog(terminal, (log) => log.transaction(org, (tx) => appendActivities(tx, [activity])));
      terminal.write(`${org} is on the plan ${plan}\n`);
    });
}

/** The append takes the plan out of it, as out of the same event from elsewhere. */
function planChanged(org: OrgId, plan: Plan): DomainEvent {
  return {
    org,
    source: '/crm/activity/actlog',
    eventId: randomUUID(),
    type: 'workspace_plan_changed',
    occurredAt: instantOfDate(new Date()),
    subjects: [{ datatype: 'workspace', ownerId: org }],
    user: null,
    metadata: { plan },
  };
}

function holdCommand(terminal: Terminal): Command {
  return new Command('hold')
    .description('keep an org, or all entries about a record, from retention, deletion and erasure, until it is lifted')
    .requiredOption('--org <id>', 'the org (workspace)', orgArgument)
    .option('--record <datatype/id>', 'this record alone, e.g. deal/d-1', recordArgument)
    .option('--lift', 'end the hold; what retention passed over for its sake is erased then')
    .action(async ({ org, record, lift }: HoldOptions) => {
      const scope: HoldScope = record ?? 'org';
      const changed = await withCustodian(terminal, (custodian) =>
        lift ? custodian.liftHold(org, scope) : custodian.placeHold(org, scope),
      );
      const what = `${org}: ${scopeText(scope)}`;
      if (lift) terminal.write(changed ? `${what} is not held any more\n` : `${what} was not held\n`);
      else terminal.write(changed ? `${what} is held\n` : `${what} was held before\n`);
    });
}

function scopeText(scope: HoldScope): string {
  return scope === 'org' ? 'everything' : printableText(Buffer.from(`${scope.datatype}/${scope.ownerId}`));
}
