import type { RecordedActivity } from './activity.js';
import { objectMembers, objectText } from './object-members.js';

/** Whether an activity says that members of staff commented: its text is theirs. */
function isComment(type: string): boolean {
  return type === 'comment_added' || type === 'comment_deleted';
}

/**
 * What a program sees of the content of an activity: the stored text, but of a comment its beginning alone
 * (`metadata.comment_preview`, as the feed shows it), without the text and whom it mentions. Canonical JSON of the same shape.
 */
export function programView({ type, wire }: Pick<RecordedActivity, 'type' | 'wire'>): string {
  if (!isComment(type)) return wire;
  return objectText(
    Array.from(objectMembers(wire)).flatMap((member) => {
      if (member.key === 'summary') return [];
      if (member.key !== 'metadata') return [member];
      const rest = Array.from(objectMembers(member.value)).filter(({ key }) => key !== 'mentions');
      return rest.length === 0 ? [] : [{ key: member.key, value: objectText(rest) }];
    }),
  );
}
