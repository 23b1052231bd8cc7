import { describe, expect, it } from '@jest/globals';
import { activityTypesNamed } from './activity-types-named.js';
import { catalogueEntry, typeCatalogue } from './type-catalogue.js';

describe('the activity types of a name', () => {
  it('are all that share the API type', () => {
    expect(activityTypesNamed('field.changed')).toEqual(['contact_tagged', 'lead_stage_changed', 'field_changed']);
    expect(activityTypesNamed('record.created')).toEqual(['contact_created', 'ticket_created', 'record_created']);
  });

  it("are the one type itself in A's spelling", () => {
    expect(activityTypesNamed('field_changed')).toEqual(['field_changed']);
  });

  it('are the custom type of the same parts', () => {
    expect(activityTypesNamed('demo.given')).toEqual(['demo_given']);
    expect(activityTypesNamed('product_demo.given')).toEqual(['product_demo_given']);
    expect(activityTypesNamed('visited')).toEqual(['visited']);
  });

  it('contain every type of the catalogue under both of its names', () => {
    for (const { type, apiType } of typeCatalogue) {
      expect(activityTypesNamed(type)).toContain(type);
      expect(activityTypesNamed(apiType)).toContain(type);
      for (const named of activityTypesNamed(apiType) ?? []) expect(catalogueEntry(named).apiType).toBe(apiType);
    }
  });

  it.each(['', 'Field.Changed', 'a.b.c', 'a b', '__proto__', 'x'.repeat(65)])('are none of %j', (name) => {
    expect(activityTypesNamed(name)).toBeUndefined();
  });
});
