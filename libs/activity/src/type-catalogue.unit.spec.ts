import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseOrgId } from './brand.js';
import {
  activityTypePattern,
  catalogueBreaches,
  catalogueEntry,
  isLogType,
  logTypes,
  parseActivityType,
  typeCatalogue,
} from './type-catalogue.js';

const org = parseOrgId('acme')!;
const typeName = fc.stringMatching(activityTypePattern);

describe('the type catalogue', () => {
  it('names each type once', () => {
    const types = [...typeCatalogue, ...logTypes].map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
  });

  it('has the types of the log itself apart, for staff alone', () => {
    for (const { type, apiType } of logTypes) {
      expect([isLogType(type), catalogueEntry(type).visibility, parseActivityType(apiType)]).toEqual([
        true,
        'staff',
        type,
      ]);
    }
    expect(typeCatalogue.filter(({ type }) => isLogType(type))).toEqual([]);
    expect(isLogType('activity_noticed')).toBe(false);
  });

  it.each(typeCatalogue.map((row) => [row.type, row.apiType]))(
    'reads %s by its name, and %s as a type',
    (type, apiType) => {
      expect(parseActivityType(type)).toBe(type);
      expect(parseActivityType(apiType)).toBeDefined();
    },
  );

  it.each([
    ['record.created', 'record_created'],
    ['record.updated', 'record_updated'],
    ['record.deleted', 'record_deleted'],
    ['field.changed', 'field_changed'],
    ['email.sent', 'email_sent'],
    ['email.received', 'email_received'],
    ['comment.added', 'comment_added'],
    ['automation.triggered', 'automation_triggered'],
  ])('reads the API type %s as %s', (apiType, type) => {
    expect(parseActivityType(apiType)).toBe(type);
  });

  it('reads every custom type back from its API spelling', () => {
    const named = new Set<string>(typeCatalogue.map(({ type }) => type));
    fc.assert(
      fc.property(
        typeName.filter((type) => !named.has(type)),
        (type) => {
          expect(parseActivityType(catalogueEntry(type).apiType)).toBe(type);
        },
      ),
    );
  });

  it('turns the last underscore of a custom type into the dot of its API spelling', () => {
    expect(catalogueEntry('site_visit_planned').apiType).toBe('site_visit.planned');
    expect(catalogueEntry('survey').apiType).toBe('survey');
  });

  it.each(['', 'Contact_Created', '1st', '_a', 'a b', 'a.b.c', '.a', 'a-b', 'é', 'x'.repeat(65), 'constructor\n'])(
    'refuses %j as a type',
    (text) => {
      expect(parseActivityType(text)).toBeUndefined();
    },
  );

  it('takes a type named like an object property for a custom type', () => {
    expect(catalogueEntry('constructor')).toMatchObject({ type: 'constructor', visibility: 'staff', required: [] });
  });

  it('never shows comments to customers', () => {
    expect(catalogueEntry('comment_added').visibility).toBe('staff');
    expect(catalogueEntry('comment_deleted').visibility).toBe('staff');
  });
});

describe('catalogueBreaches', () => {
  const aContact = { datatype: 'contact', ownerId: 'c' };

  it.each([
    ['contact_created', { datatype: 'lead', ownerId: 'l' }, 'subjects.0.datatype'],
    ['email_sent', aContact, 'metadata.email_id'],
    ['contact_tagged', aContact, 'changes'],
    ['record_updated', aContact, 'changes'],
    ['email_received', aContact, 'metadata.email_id'],
    ['page_visited', aContact, 'metadata.url'],
    ['automation_triggered', aContact, 'metadata.automation_id'],
  ])('finds what %s lacks', (type, subject, path) => {
    expect(catalogueBreaches({ org, type, subjects: [subject] }).map((breach) => breach.path)).toEqual([path]);
  });

  it.each(['contact', 'lead', 'merchant'])('lets an email be about a %s', (datatype) => {
    const metadata = { email_id: 'eml_1' };
    expect(catalogueBreaches({ org, type: 'email_sent', subjects: [{ datatype, ownerId: 'x' }], metadata })).toEqual(
      [],
    );
  });

  it('takes the name of a module for no datatype, on any subject', () => {
    const subjects = [
      { datatype: 'deal', ownerId: 'd' },
      { datatype: 'contacts', ownerId: 'c' },
    ] as const;
    expect(catalogueBreaches({ org, type: 'note_added', subjects })).toEqual([
      { path: 'subjects.1.datatype', rule: 'contacts is a module; the datatype of its records is contact' },
    ]);
  });

  it('lets an email be about no resource', () => {
    const event = {
      type: 'email_sent',
      subjects: [{ datatype: 'ticket', ownerId: 't' }],
      metadata: { email_id: 'e' },
    } as const;
    expect(catalogueBreaches({ org, ...event }).map((breach) => breach.path)).toEqual(['subjects.0.datatype']);
  });

  it('finds a change on another field than the one required', () => {
    const changes = [{ field: 'name', to: 'x' }];
    expect(catalogueBreaches({ org, type: 'contact_tagged', subjects: [aContact], changes })).toHaveLength(1);
    expect(
      catalogueBreaches({ org, type: 'contact_tagged', subjects: [aContact], changes: [{ field: 'tags' }] }),
    ).toEqual([]);
  });

  it.each([null, ''])('finds required metadata that is %j', (url) => {
    const event = { type: 'page_visited', subjects: [aContact], metadata: { url } } as const;
    expect(catalogueBreaches({ org, ...event })).toHaveLength(1);
  });

  it('finds an empty list of changes', () => {
    expect(catalogueBreaches({ org, type: 'field_changed', subjects: [aContact], changes: [] })).toHaveLength(1);
  });

  it('asks nothing of a custom type', () => {
    expect(catalogueBreaches({ org, type: 'site_inspected', subjects: [{ datatype: 'site', ownerId: 's' }] })).toEqual(
      [],
    );
  });

  it.each([
    ['standard', 0],
    ['enterprise', 0],
    ['gold', 1],
    ['', 1],
    [1, 1],
    [['standard'], 1],
  ])('takes %j for a plan: %i breaches', (plan, breaches) => {
    const event = { type: 'workspace_plan_changed', subjects: [{ datatype: 'workspace', ownerId: 'acme' }] as const };
    expect(catalogueBreaches({ org, ...event, metadata: { plan } })).toHaveLength(breaches);
  });

  it('takes a change of plan of the workspace itself alone', () => {
    const event = { type: 'workspace_plan_changed', metadata: { plan: 'standard' } };
    const about = (ownerId: string) => [{ datatype: 'workspace', ownerId }] as const;
    expect(catalogueBreaches({ org, ...event, subjects: about('acme') })).toEqual([]);
    expect(catalogueBreaches({ org, ...event, subjects: about('other') })).toEqual([
      { path: 'subjects.0.ownerId', rule: 'workspace_plan_changed is about the workspace itself, by its orgid' },
    ]);
  });
});
