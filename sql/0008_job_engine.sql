-- What makes the ledger fair, limited and complete. Everything is added with a default, so that workers of the version
-- before go on beside it. No row of jobs is read or rewritten under the lock that this takes: rules are for what is
-- written from now on, and 0013_job_indexes.sql looks at the rest, and builds the indexes, while work goes on.

-- How large a share of every queue a library has beside the others that wait.
alter table organizations add column job_weight smallint not null default 1 check (job_weight between 1 and 100);

alter table jobs
  -- Whether it may be claimed now. False: it is due later, or waits for a limit or for its children.
  add column ready boolean not null default true,
  -- Its place in the fair order of its queue, given when it became ready: see next_job_turn.
  add column turn double precision not null default 0,
  -- At most limit_running jobs of this kind and key, and at most kind_limit of this kind, are ready or running at once;
  -- at most rate_limit of the key become ready in rate_period_ms.
  add column limit_key text,
  add column limit_running integer,
  add column kind_limit integer,
  add column rate_limit integer,
  add column rate_period_ms integer,
  -- While it waits, the same work asked for again takes its place.
  add column replace_key text,
  -- Workers that died while they ran it. At three it is given up as poison.
  add column crashes smallint not null default 0,
  add column parent_id uuid references jobs (id) on delete cascade,
  add column waits_for_children boolean not null default false,
  -- Whether a child that failed or was cancelled fails the parent, or is only told to it.
  add column child_failure text not null default 'fail',
  -- The dead letter that this job repeats.
  add column replay_of uuid references jobs (id) on delete set null,
  add constraint jobs_limits_positive check (
    limit_running > 0 and kind_limit > 0 and rate_limit > 0 and rate_period_ms > 0) not valid,
  add constraint jobs_limit_complete check (
    (limit_key is not null or (limit_running is null and kind_limit is null and rate_limit is null))
    and (rate_limit is null) = (rate_period_ms is null)) not valid,
  add constraint jobs_child_failure_known check (child_failure in ('fail', 'continue')) not valid,
  add constraint jobs_waits_unready check (not (waits_for_children and ready)) not valid;

-- A queue is a hot spot of updates: its dead rows must not pile up between two claims.
alter table jobs set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.05);

-- Queues and kinds that operators stopped. What runs already goes on.
create table job_controls (
  scope text not null check (scope in ('queue', 'kind')),
  name text not null,
  paused_at timestamptz not null default now(),
  paused_by uuid,
  primary key (scope, name)
);

-- When the next job of a key with a rate may become ready, for keys in use. Source: GCRA, ITU-T I.371.
create table job_rates (
  kind text not null,
  limit_key text not null,
  arrival timestamptz not null,
  primary key (kind, limit_key)
);

-- The last tick of each entry of the timetable that was turned into a job.
create table job_timetable (
  name text primary key,
  last_tick timestamptz not null
);

/*
 * The place in the fair order of a queue: start-time fair queueing. A library's next job comes one stride after its last
 * that waits, and nobody begins before the job served now; a stride is the shorter the more weight a library has. So ten
 * thousand jobs of one library do not delay the one of another. Two transactions at once may get the same turn: the order
 * is then by id. It sees the jobs of all libraries, whoever asks.
 *
 * Source: P. Goyal, H. M. Vin, H. Cheng, "Start-Time Fair Queuing", SIGCOMM 1996.
 */
create function next_job_turn(of_queue text, of_organization uuid, of_priority smallint) returns double precision
language plpgsql stable security definer set search_path from current as $$
declare
  no_organization constant uuid := '00000000-0000-0000-0000-000000000000';
  own_last double precision;
  served double precision;
begin
  select turn into own_last from jobs
    where queue = of_queue and coalesce(organization_id, '00000000-0000-0000-0000-000000000000') = coalesce(of_organization, no_organization)
      and priority = of_priority and state = 'pending' and ready
    order by turn desc limit 1;
  select turn into served from jobs
    where queue = of_queue and priority = of_priority and state = 'running'
    order by turn desc limit 1;
  if served is null then
    select turn into served from jobs
      where queue = of_queue and priority = of_priority and state = 'pending' and ready
      order by turn limit 1;
  end if;
  return greatest(own_last + job_stride(of_organization), served, 0);
end $$;

/* How far apart the turns of a library are. */
create function job_stride(of_organization uuid) returns double precision
language sql stable security definer set search_path from current as $$
  select coalesce((select 1000.0 / job_weight from organizations where id = of_organization), 1000)::double precision
$$;

/*
 * Lets jobs through that wait for a limit: of the given kinds and keys, or of all. One transaction at a time, each
 * statement with a fresh look: what others let through is counted. Gives the jobs that are ready now.
 */
create function admit_jobs(of_kinds text[], of_keys text[]) returns table (id uuid, queue text, priority smallint, turn double precision)
language plpgsql as $$
#variable_conflict use_column
declare
  gate record;
  free integer;
  tick interval;
  arrival_at timestamptz;
  let_through integer;
begin
  perform pg_advisory_xact_lock(hashtext('luminalib.jobs.admit'));
  for gate in
    with recursive waiting(kind, limit_key) as (
      (select j.kind, j.limit_key from jobs j
        where j.state = 'pending' and not j.ready and j.limit_key is not null and not j.waits_for_children
          and (of_kinds is null or j.kind = any (of_kinds))
        order by j.kind, j.limit_key limit 1)
      union all
      select next.kind, next.limit_key from waiting w, lateral (
        select j.kind, j.limit_key from jobs j
        where j.state = 'pending' and not j.ready and j.limit_key is not null and not j.waits_for_children
          and (j.kind, j.limit_key) > (w.kind, w.limit_key)
        order by j.kind, j.limit_key limit 1) next)
    select distinct w.kind, w.limit_key from waiting w where of_kinds is null
    union
    select given.kind, given.limit_key from unnest(of_kinds, of_keys) as given (kind, limit_key)
    order by 1, 2
  loop
    -- The limits that hold are those of the job asked for last: the code that declares them may have changed.
    declare
      rule record;
    begin
      select j.limit_running, j.kind_limit, j.rate_limit, j.rate_period_ms into rule from jobs j
        where j.kind = gate.kind and j.limit_key = gate.limit_key and j.state = 'pending' and not j.ready
          and not j.waits_for_children
        order by j.created_at desc limit 1;
      continue when not found;
      free := 1000;
      if rule.limit_running is not null then
        free := least(free, rule.limit_running - (select count(*) from jobs j where j.kind = gate.kind and j.limit_key = gate.limit_key
          and (j.state = 'running' or (j.state = 'pending' and j.ready))));
      end if;
      if rule.kind_limit is not null then
        free := least(free, rule.kind_limit - (select count(*) from jobs j where j.kind = gate.kind and j.limit_key is not null
          and (j.state = 'running' or (j.state = 'pending' and j.ready))));
      end if;
      if rule.rate_limit is not null then
        tick := rule.rate_period_ms * interval '1 millisecond' / rule.rate_limit;
        select greatest(r.arrival, now()) into arrival_at from job_rates r
          where r.kind = gate.kind and r.limit_key = gate.limit_key;
        arrival_at := coalesce(arrival_at, now());
        free := least(free, floor(extract(epoch from now() + rule.rate_period_ms * interval '1 millisecond' - arrival_at)
          / extract(epoch from tick) + 1e-6));
      end if;
      continue when free <= 0;
      return query
        with chosen as (
          select j.id, row_number() over (partition by j.queue, j.organization_id, j.priority order by j.priority desc, j.run_at, j.id) - 1 as place
          from (select * from jobs j where j.kind = gate.kind and j.limit_key = gate.limit_key and j.state = 'pending'
              and not j.ready and not j.waits_for_children and j.run_at <= now()
            order by j.priority desc, j.run_at, j.id limit free for update skip locked) j)
        update jobs j set ready = true,
          turn = next_job_turn(j.queue, j.organization_id, j.priority) + chosen.place * job_stride(j.organization_id)
        from chosen where j.id = chosen.id
        returning j.id, j.queue, j.priority, j.turn;
      get diagnostics let_through = row_count;
      if rule.rate_limit is not null and let_through > 0 then
        insert into job_rates as r (kind, limit_key, arrival) values (gate.kind, gate.limit_key, arrival_at + let_through * tick)
        on conflict (kind, limit_key) do update set arrival = excluded.arrival;
      end if;
    end;
  end loop;
end $$;

/*
 * Workers of the version before claim whatever is pending: also what is not ready or stopped, and kinds they do not know,
 * which they would give up as dead letters. They alone are named by a bare UUID, so that their claims of such jobs are
 * told from others, and give no row. Goes in the version after, when no such worker runs any more.
 */
create function refuse_previous_worker() returns trigger language plpgsql as $$
begin
  if old.ready and old.limit_key is null and old.crashes < 2 and old.version = 1
    and old.kind in ('catalogue.collect-orphans', 'catalogue.remove-objects', 'identity.delete-expired-sessions',
      'intelligence.summarize-book')
    and not exists (select from job_controls where (scope, name) in (('queue', old.queue), ('kind', old.kind)))
  then return new; end if;
  return null;
end $$;

create trigger jobs_previous_worker before update of worker on jobs for each row
  when (old.state = 'pending' and new.state = 'running' and new.worker ~ '^[0-9a-f]{8}-')
  execute function refuse_previous_worker();
