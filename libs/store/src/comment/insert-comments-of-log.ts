import type { OrgId } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';

/**
 * Writes and counts the comments that the log of an org tells of. An activity is one of ours when its id is that of
 * `<comment id>/added` from our source, which `activityIdOf` derives: the first 128 bits of a SHA-256 over the JSON of
 * [org, source, event id], none of whose parts needs an escape.
 */
export async function insertCommentsOfLog(
  tx: EntityManager,
  { org, source }: { readonly org: OrgId; readonly source: string },
): Promise<void> {
  await tx.query(
    `with said as materialized (
       select activity.position, activity.recorded_at, activity.id, activity.datatype, activity.owner_id,
              content, content->'metadata' as metadata, content->'metadata'->>'comment_id' as comment_id
         from activity
        cross join lateral (select activity.wire::jsonb as content offset 0) as parsed
        where activity.org = $1::text and activity.type = 'comment_added'
          and content->'metadata'->>'comment_id' ~ '^cmt_[0-9a-f]{32}$'
     ), added as materialized (
       select said.*, substr(comment_id, 5)::uuid as uuid,
              substr(metadata->>'parent_id', 5)::uuid as parent,
              coalesce(substr(metadata->>'thread_id', 5)::uuid, substr(comment_id, 5)::uuid) as thread
         from said
        where said.id = ${activityUuid('added', { commentId: 'said.comment_id' })}
     ), answers as (
       select parent, count(*) as replies from added group by parent
     ), made as (
       insert into comment (org, id, thread_id, parent_id, datatype, owner_id, record_name,
                            author_id, author_name, author_email, text, mentions, replies,
                            position, changed_position, created_at, deleted_at, thread_rank)
       select $1::text, added.uuid, added.thread, added.parent, added.datatype, added.owner_id,
              added.content->'subjects'->0->>'name',
              added.content->'user'->>'id',
              case when deleted.position is null then added.content->'user'->>'name' end,
              case when deleted.position is null then added.content->'user'->>'email' end,
              case when deleted.position is null then added.content->>'summary' end,
              case when deleted.position is null then mentioned.users end,
              coalesce(answers.replies, 0),
              added.position, coalesce(deleted.position, added.position), added.recorded_at, deleted.recorded_at,
              -thread.position
         from added
        -- Its position stays when the comment that began the thread is erased.
         join activity as thread
           on thread.org = $1::text
          and thread.id = ${activityUuid('added', { commentId: `'cmt_' || replace(added.thread::text, '-', '')` })}
         left join answers on answers.parent = added.uuid
         left join lateral (
           select activity.position, activity.recorded_at
             from activity
            where activity.org = $1::text and activity.id = ${activityUuid('deleted', { commentId: 'added.comment_id' })}
         ) as deleted on true
        cross join lateral (
           select coalesce(array_agg(mention.id order by mention.place), '{}') as users
             from jsonb_array_elements_text(added.metadata->'mentions') with ordinality as mention (id, place)
         ) as mentioned
       returning datatype, owner_id
     )
     insert into comment_counter (org, datatype, owner_id, comments)
     select $1::text, datatype, owner_id, count(*) from made group by datatype, owner_id`,
    [org, source],
  );
}

/** SQL for the id of an activity about the comment that an expression names. $1 org, $2 source. */
function activityUuid(event: 'added' | 'deleted', { commentId }: { readonly commentId: string }): string {
  return `substr(encode(sha256(convert_to(
            format('["%s","%s","%s/${event}"]', $1::text, $2::text, ${commentId}), 'UTF8')), 'hex'), 1, 32)::uuid`;
}
