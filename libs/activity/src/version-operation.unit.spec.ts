import { describe, expect, it } from '@jest/globals';
import { versionOperation } from './version-operation.js';

describe('versionOperation', () => {
  it.each([
    ['record_created', 'deal', 0, 'created'],
    ['contact_created', 'contact', 0, 'created'],
    ['ticket_created', 'ticket', 2, 'created'],
    ['deal_created', 'deal', 0, 'created'],
    ['record_deleted', 'deal', 0, 'deleted'],
    ['deal_deleted', 'deal', 1, 'deleted'],
    ['record_updated', 'deal', 1, 'updated'],
    ['field_changed', 'deal', 1, 'updated'],
    ['contact_tagged', 'contact', 1, 'updated'],
    ['lead_stage_changed', 'lead', 1, 'updated'],
    ['ticket_replied', 'ticket', 1, 'updated'],
  ])('takes %s of a %s with %i changes for %s', (type, datatype, changedFields, operation) => {
    expect(versionOperation({ type, datatype, changedFields })).toBe(operation);
  });

  it.each([
    ['page_visited', 'contact'],
    ['ticket_replied', 'ticket'],
    ['comment_deleted', 'lead'],
    ['call_logged', 'contact'],
  ])('takes %s without changes for none', (type, datatype) => {
    expect(versionOperation({ type, datatype, changedFields: 0 })).toBeUndefined();
  });

  it('takes the creation of another datatype for no creation of the record', () => {
    expect(versionOperation({ type: 'invoice_created', datatype: 'contact', changedFields: 0 })).toBeUndefined();
    expect(versionOperation({ type: 'invoice_created', datatype: 'contact', changedFields: 1 })).toBe('updated');
  });
});
