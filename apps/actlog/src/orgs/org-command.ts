import { randomUUID } from 'node:crypto';
import { firstPlan, retentionDays, type OrgId, type Plan, type Subject } from '@activity-log/activity';
import { changePlan, type HoldScope, type OrgState } from '@activity-log/store';
import { Command } from 'commander';
import { formatTable } from '../format-table.js';
import { orgOption } from '../org-option.js';
import { printableText } from '../printable-text.js';
import { administratorHelp } from '../settings-help.js';
import type { Terminal } from '../terminal.js';
import { planArgument, recordArgument } from './org-arguments.js';
import { OrgUnknown } from './org-unknown.js';
import { tellUnknownOrg } from './tell-unknown-org.js';
import { withCustodian, withLog } from './with-org-stores.js';

interface HoldOptions {
  readonly org: OrgId;
  readonly record?: Pick<Subject, 'datatype' | 'ownerId'>;
  readonly lift?: true;
}

/** `org show|set-plan|hold`: how long an org keeps its entries, and what must not be erased. */
export function orgCommand(terminal: Terminal): Command {
  return new Command('org')
    .summary('show orgs, change plans, place and lift legal holds')
    .description('Show how orgs stand, change their plans, place and lift legal holds.')
    .addCommand(showCommand(terminal))
    .addCommand(setPlanCommand(terminal))
    .addCommand(holdCommand(terminal));
}

function showCommand(terminal: Terminal): Command {
  return new Command('show')
    .summary('show how an org stands')
    .description(
      'Show how an org stands: its plan; the last position of its log, which erased entries keep; the position up to which retention has erased, and how many entries holds have kept from it; its holds.',
    )
    .addOption(orgOption())
    .addHelpText('after', administratorHelp)
    .action(async ({ org }: { readonly org: OrgId }) => {
      const state = await withCustodian(terminal, (custodian) => custodian.state(org));
      if (!state) throw new OrgUnknown(org);
      terminal.write(stateText(state));
    });
}

function stateText({ plan, size, horizon, passedOver, holds }: OrgState): string {
  const facts = formatTable(
    ['plan', 'last position', 'retention up to', 'kept by holds'],
    [[plan, size.toString(), horizon.toString(), passedOver.toString()]],
  );
  if (holds.length === 0) return facts;
  const rows = holds.map(({ scope, placedAt, placedBy }) => [scopeText(scope), placedAt.toISOString(), placedBy]);
  return `${facts}\n${formatTable(['hold on', 'placed', 'by'], rows)}`;
}

function setPlanCommand(terminal: Terminal): Command {
  return new Command('set-plan')
    .summary('put an org on a plan')
    .description(
      `Put an org on a plan: standard keeps entries for ${retentionDays} days, enterprise for ever. Its log tells of it, with the login that did it.`,
    )
    .addOption(orgOption())
    .requiredOption('--plan <plan>', 'standard or enterprise', planArgument)
    .addHelpText('after', administratorHelp)
    .action(async ({ org, plan }: { readonly org: OrgId; readonly plan: Plan }) => {
      const isKnown = await tellUnknownOrg(terminal, org);
      // What changes nothing must not begin the log of an org that may be misspelt.
      const changed =
        (isKnown || plan !== firstPlan) &&
        (await withLog(terminal, (log) => changePlan(log, { org, plan, eventId: randomUUID() })));
      terminal.write(`${org} ${changed ? 'is' : 'was'} on the plan ${plan}${changed ? '' : ' before'}\n`);
    });
}

function holdCommand(terminal: Terminal): Command {
  return new Command('hold')
    .summary('place or lift a legal hold')
    .description(
      'Keep an org, or all entries about a record, from retention, deletion and erasure, until the hold is lifted.',
    )
    .addOption(orgOption())
    .option('--record <datatype/id>', 'this record alone, e.g. deal/d-1; the whole org when left out', recordArgument)
    .option('--lift', 'end the hold; what retention passed over for its sake is erased then')
    .addHelpText('after', administratorHelp)
    .action(async ({ org, record, lift }: HoldOptions) => {
      const scope: HoldScope = record ?? 'org';
      await tellUnknownOrg(terminal, org);
      const changed = await withCustodian(terminal, (custodian) =>
        lift ? custodian.liftHold(org, scope) : custodian.placeHold(org, scope),
      );
      const what = scope === 'org' ? org : `${scopeText(scope)} of ${org}`;
      if (lift) terminal.write(changed ? `${what} is not held any more\n` : `${what} was not held\n`);
      else terminal.write(changed ? `${what} is held\n` : `${what} was held before\n`);
    });
}

function scopeText(scope: HoldScope): string {
  return scope === 'org' ? 'the whole org' : printableText(Buffer.from(`${scope.datatype}/${scope.ownerId}`));
}
