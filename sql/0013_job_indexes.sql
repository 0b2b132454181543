-- outside of a transaction
-- The indexes of the job engine, built while jobs are asked for and done. Interrupted, it begins anew: each statement may
-- be repeated. jobs_due goes in the version after: workers of the version before ride on it.

drop index concurrently if exists jobs_ready;
create index concurrently jobs_ready on jobs (queue, priority desc, turn, id) where state = 'pending' and ready;

drop index concurrently if exists jobs_turns;
create index concurrently jobs_turns on jobs (queue, coalesce(organization_id, '00000000-0000-0000-0000-000000000000'), priority, turn)
  where state = 'pending' and ready;

drop index concurrently if exists jobs_served;
create index concurrently jobs_served on jobs (queue, priority, turn) where state = 'running';

drop index concurrently if exists jobs_upcoming;
create index concurrently jobs_upcoming on jobs (run_at)
  where state = 'pending' and not ready and limit_key is null and not waits_for_children;

drop index concurrently if exists jobs_limited;
create index concurrently jobs_limited on jobs (kind, limit_key, priority desc, run_at, id)
  where state = 'pending' and not ready and limit_key is not null and not waits_for_children;

-- Those of whom the limits are taken. By time, not by id: the planner would walk the primary key past all newer jobs.
drop index concurrently if exists jobs_limited_newest;
create index concurrently jobs_limited_newest on jobs (kind, limit_key, created_at desc)
  where state = 'pending' and not ready and limit_key is not null and not waits_for_children;

drop index concurrently if exists jobs_limit_taken;
create index concurrently jobs_limit_taken on jobs (kind, limit_key)
  where limit_key is not null and (state = 'running' or (state = 'pending' and ready));

drop index concurrently if exists jobs_suspect;
create index concurrently jobs_suspect on jobs (queue) where state = 'pending' and ready and crashes >= 2;

drop index concurrently if exists jobs_replace_key;
create unique index concurrently jobs_replace_key on jobs (kind, organization_id, replace_key) nulls not distinct
  where replace_key is not null and state = 'pending';

drop index concurrently if exists jobs_children;
create index concurrently jobs_children on jobs (parent_id, state) where parent_id is not null;

drop index concurrently if exists jobs_waiting_parents;
create index concurrently jobs_waiting_parents on jobs (id) where state = 'pending' and waits_for_children;

drop index concurrently if exists jobs_replay_of;
create index concurrently jobs_replay_of on jobs (replay_of) where replay_of is not null;

drop index concurrently if exists jobs_dead;
create index concurrently jobs_dead on jobs (queue, kind, finished_at) where state = 'failed';

drop index concurrently if exists jobs_over;
create index concurrently jobs_over on jobs (finished_at) where state in ('completed', 'cancelled');

alter table jobs validate constraint jobs_limits_positive;
alter table jobs validate constraint jobs_limit_complete;
alter table jobs validate constraint jobs_child_failure_known;
alter table jobs validate constraint jobs_waits_unready;
