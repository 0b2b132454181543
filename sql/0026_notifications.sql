-- What people are told, and what they want to be told.

/* A UUID of version 7 that also tells which of a millisecond comes first (RFC 9562, 6.2, method 3). */
create function notification_id() returns uuid language sql volatile as $$
  select encode(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send(moment / 1000) from 3)
      || substring(int8send(28672 + moment % 1000 * 4096 / 1000) from 7) from 1 for 8), 'hex')::uuid
  from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as moment) clock
$$;

create table notifications (
  id uuid primary key default notification_id(),
  organization_id uuid not null,
  user_id uuid not null,
  type text not null check (length(type) between 1 and 60),
  data jsonb not null check (octet_length(data::text) <= 8192),
  -- What it is of, where that may come again: a person is told once of each. Null: each time is another one.
  subject text check (length(subject) between 1 and 120),
  created_at timestamptz(3) not null default now(),
  read_at timestamptz(3),
  constraint notifications_once unique (organization_id, user_id, type, subject),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

create index notifications_of_person on notifications (organization_id, user_id, id desc);
create index notifications_unread on notifications (organization_id, user_id, id desc) where read_at is null;
create index notifications_age on notifications (created_at);
create index notifications_read on notifications (read_at) where read_at is not null;

-- Only what a person said: without a row, they are told.
create table notification_preferences (
  organization_id uuid not null,
  user_id uuid not null,
  type text not null check (length(type) between 1 and 60),
  channel text not null check (channel in ('inApp')),
  wanted boolean not null,
  primary key (organization_id, user_id, type, channel),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

select raise_tenant_wall();

/* A notification as it travels. */
create function notification_json(n notifications) returns jsonb language sql stable as $$
  select jsonb_build_object('id', n.id, 'type', n.type, 'data', n.data,
    'createdAt', to_char(n.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'readAt', to_char(n.read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
$$;

/*
 * Tells people something, unless they do not want to know or know already; says how many. Whoever is being erased at this
 * moment is passed over: erasing locks the person first and books after, and who tells of a book holds that.
 */
create function tell_people(library uuid, people uuid[], kind text, content jsonb, topic text) returns integer
language plpgsql as $$
declare
  told integer;
begin
  insert into notifications (organization_id, user_id, type, data, subject)
  select u.organization_id, u.id, kind, content, topic
  from users u
  where u.organization_id = library and u.id = any (people) and u.active
    and not exists (select from notification_preferences p
      where p.organization_id = library and p.user_id = u.id and p.type = kind and p.channel = 'inApp' and not p.wanted)
  for key share of u skip locked
  on conflict do nothing;
  get diagnostics told = row_count;
  return told;
end $$;

/* Whoever is told sees it at once, wherever it was written. */
create function announce_notifications() returns trigger language plpgsql as $$
begin
  insert into events (organization_id, type, payload, user_id)
  select n.organization_id, 'notification.created', jsonb_build_object('notification', notification_json(n)), n.user_id
  from new_notifications n order by n.id;
  return null;
end $$;

create trigger notifications_announced after insert on notifications referencing new table as new_notifications
  for each statement execute function announce_notifications();

/*
 * Tells whoever waits for its result that a job failed for good, in whatever way it came to that. Of what follows from
 * an upload by itself the summary alone is told of, and nobody waits for what the library makes of a review.
 */
create function tell_of_failed_job() returns trigger language plpgsql as $$
declare
  failure jsonb := jsonb_build_object('jobId', new.id, 'code', coalesce(new.errors -> -1 ->> 'code', 'INTERNAL_ERROR'));
begin
  if new.kind = 'intelligence.summarize-book' then
    perform tell_people(b.organization_id, array[coalesce(new.created_by, f.uploaded_by)], 'book.summary-failed',
        failure || jsonb_build_object('bookId', b.id, 'title', b.title), null)
    from books b join book_files f on f.organization_id = b.organization_id and f.id = b.file_id
    where b.organization_id = new.organization_id and b.id = new.related_id and f.id::text = new.payload ->> 'fileId';
  elsif new.kind = 'workspace.read-document' then
    perform tell_people(d.organization_id, array[d.owner_id], 'document.failed',
        failure || jsonb_build_object('documentId', d.id, 'title', d.title), null)
    from documents d
    where d.organization_id = new.organization_id and d.id = new.related_id and d.file_id::text = new.payload ->> 'fileId';
  elsif new.kind not in ('intelligence.judge-review', 'intelligence.index-book') then
    perform tell_people(new.organization_id, array[new.created_by], 'job.failed',
      failure || jsonb_build_object('jobType', new.kind, 'relatedId', new.related_id), null);
  end if;
  return null;
end $$;

-- What a family does is told by the job that it ends with.
create trigger jobs_failed after update of state on jobs for each row
  when (new.state = 'failed' and old.state <> 'failed' and new.organization_id is not null and new.parent_id is null)
  execute function tell_of_failed_job();
