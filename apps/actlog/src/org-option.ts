import { parseOrgId, type OrgId } from '@activity-log/activity';
import { InvalidArgumentError, Option } from 'commander';

/** Parses an org. */
export function orgArgument(text: string): OrgId {
  const org = parseOrgId(text);
  if (org === undefined) throw new InvalidArgumentError('It is no id of an org.');
  return org;
}

/** `--org <id>` of a command that is about one org. */
export function orgOption(): Option {
  return new Option('--org <id>', 'the org (workspace)').argParser(orgArgument).makeOptionMandatory();
}
