-- What happened, for whoever watches: written in the transaction that causes it, read by every server process, kept for a
-- day.

/* A UUID of version 7, so that what is written together lies together. */
create function event_id() returns uuid language sql volatile as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- Nothing refers to an event and it refers to nothing: a foreign key would lock the row of its library for each of them.
create table events (
  id uuid primary key default event_id(),
  organization_id uuid not null,
  type text not null,
  payload jsonb not null,
  -- Told to this person, and to everybody with at least this role.
  user_id uuid,
  least_role text check (least_role in ('member', 'librarian', 'admin')),
  at timestamptz not null default clock_timestamp(),
  -- In which order they were written: clocks tell too little. They become visible in another one, that of the commits.
  entry bigint generated always as identity,
  -- In which order they became visible: given by place_events. What gets one later comes later for every reader.
  position bigint
);

-- What is new is in two indexes only: it is written on the way of every request and every job.
create unique index events_position on events (position) where position is not null;
create index events_of_organization on events (organization_id, position) where position is not null;
create index events_unplaced on events (entry) where position is null;

-- Each row is written, placed and removed within a day.
alter table events set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.05);

create sequence event_positions;

/*
 * Gives positions to events that became visible, at most so many; says to how many. One transaction at a time, each with
 * a fresh look once it is alone: so whoever has read up to a position has read all there will ever be up to it. A
 * sequence by itself would not do: a transaction that takes its number first may commit last. Do not call it in a
 * transaction that goes on: all others would wait for it.
 */
create function place_events(most integer) returns integer language plpgsql as $$
declare
  placed integer;
begin
  if not exists (select from events where position is null) then return 0; end if;
  perform pg_advisory_xact_lock(hashtext('luminalib.events.place'));
  update events set position = given.position
  from (select unplaced.id, nextval('event_positions') as position
    from (select id from events where position is null order by entry limit most) unplaced) given
  where events.id = given.id;
  get diagnostics placed = row_count;
  return placed;
end $$;

/*
 * Tells of the jobs of libraries what can be seen of them: that they wait, run, came further or are over. In whatever way
 * they got there, and of all of one statement at once.
 */
create function announce_jobs() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into events (organization_id, type, payload, user_id, least_role)
    select organization_id, 'job.queued', jsonb_build_object('jobId', id, 'type', kind, 'relatedId', related_id,
        'status', state, 'progress', progress, 'phase', phase, 'attempts', attempts), created_by, 'librarian'
    from new_jobs where organization_id is not null;
  else
    insert into events (organization_id, type, payload, user_id, least_role)
    select n.organization_id,
      case when n.state = o.state then 'job.progressed' when n.state = 'pending' then 'job.queued'
        when n.state = 'running' then 'job.started' else 'job.' || n.state end,
      jsonb_build_object('jobId', n.id, 'type', n.kind, 'relatedId', n.related_id,
        'status', n.state, 'progress', n.progress, 'phase', n.phase, 'attempts', n.attempts), n.created_by, 'librarian'
    from new_jobs n join old_jobs o on o.id = n.id
    where n.organization_id is not null
      and (n.state <> o.state
        or (n.state = 'running' and (n.progress <> o.progress or n.phase is distinct from o.phase)));
    -- What is not to be had of a book or document concerns more people than its job.
    if exists (select from new_jobs where state = 'failed') then
      insert into events (organization_id, type, payload, user_id, least_role)
      select b.organization_id, 'book.summarized', jsonb_build_object('bookId', b.id, 'status', 'failed'), null, 'member'
      from new_jobs n
      join old_jobs o on o.id = n.id and o.state <> 'failed'
      join books b on b.organization_id = n.organization_id and b.id = n.related_id and b.file_id::text = n.payload ->> 'fileId'
      where n.kind = 'intelligence.summarize-book' and n.state = 'failed'
      union all
      select d.organization_id, 'document.failed', jsonb_build_object('documentId', d.id), d.owner_id,
        case when d.visibility = 'organization' then 'member' end
      from new_jobs n
      join old_jobs o on o.id = n.id and o.state <> 'failed'
      join documents d on d.organization_id = n.organization_id and d.id = n.related_id
        and d.file_id::text = n.payload ->> 'fileId'
      where n.kind = 'workspace.read-document' and n.state = 'failed';
    end if;
  end if;
  return null;
end $$;

create trigger jobs_announced_new after insert on jobs referencing new table as new_jobs
  for each statement execute function announce_jobs();
create trigger jobs_announced after update on jobs referencing old table as old_jobs new table as new_jobs
  for each statement execute function announce_jobs();

select raise_tenant_wall();
