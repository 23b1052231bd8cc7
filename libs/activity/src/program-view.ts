import type { RecordedActivity } from './activity.js';
import { objectMembers, objectText } from './object-members.js';

/** Parts of the metadata of a comment that have its words, or name who is to be told of them. */
const wordsKeys: readonly string[] = ['comment_preview', 'mentions'];

/** Whether an activity says that members of staff commented: its words are theirs. */
function isComment(type: string): boolean {
  return type === 'comment_added' || type === 'comment_deleted';
}

/**
 * What a program sees of the content of an activity: the stored text, but of a comment that there was one, about what, when and
 * by whom, without its words and whom they mention. Canonical JSON of the same shape.
 */
export function programView({ type, wire }: Pick<RecordedActivity, 'type' | 'wire'>): string {
  if (!isComment(type)) return wire;
  return objectText(
    Array.from(objectMembers(wire)).flatMap((member) => {
      if (member.key === 'summary') return [];
      if (member.key !== 'metadata') return [member];
      const rest = Array.from(objectMembers(member.value)).filter(({ key }) => !wordsKeys.includes(key));
      return rest.length === 0 ? [] : [{ key: member.key, value: objectText(rest) }];
    }),
  );
}
