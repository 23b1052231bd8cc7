import { randomUUID } from 'node:crypto';
import type { OrgId, Subject } from '@activity-log/activity';
import { DataSubjectErasure } from '@activity-log/store';
import { Command } from 'commander';
import { countOf } from '../count-of.js';
import { orgOption } from '../org-option.js';
import { administratorHelp } from '../settings-help.js';
import type { Terminal } from '../terminal.js';
import { wholeNumberArgument } from '../whole-number-argument.js';
import { ErasureIncomplete } from './erasure-incomplete.js';
import { customerArgument } from './org-arguments.js';
import { OrgUnknown } from './org-unknown.js';
import { withCustodian, withLog } from './with-org-stores.js';

interface EraseOptions {
  readonly org: OrgId;
  readonly customer: Pick<Subject, 'datatype' | 'ownerId'>;
  readonly batch: number;
}

/** `erase`: what the log knows of a customer, on request. */
export function eraseCommand(terminal: Terminal): Command {
  return new Command('erase')
    .summary('erase every activity about a customer, for ever')
    .description(
      'Erase every activity about a customer, comments included, for ever. Goes on where a run ended. The log tells how many entries went and which login did it, but not whom they were about.',
    )
    .addOption(orgOption())
    .requiredOption(
      '--customer <datatype/id>',
      'the record of the customer, e.g. contact/contact-abc',
      customerArgument,
    )
    .option(
      '--batch <n>',
      'entries that are erased in one transaction, for whose end appends to the org wait',
      wholeNumberArgument({ min: 1, max: 1_000 }),
      1_000,
    )
    .addHelpText('after', administratorHelp)
    .action(async ({ org, customer: subject, batch: maxEntriesPerBatch }: EraseOptions) => {
      // A misspelt org must not come into being.
      if (!(await withCustodian(terminal, (custodian) => custodian.state(org)))) throw new OrgUnknown(org);
      const request = { org, subject, maxEntriesPerBatch, now: new Date(), eventId: randomUUID() };
      const done = await withLog(terminal, (log) => new DataSubjectErasure(log).erase(request));
      terminal.write(`erased ${countOf(done.erased, 'entry', 'entries')}\n`);
      if (done.held + done.unpublished > 0) throw new ErasureIncomplete(done);
    });
}
