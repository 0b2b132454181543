-- Work that outlives a request. A job exists if and only if the transaction that asked for it committed.
create table jobs (
  id uuid primary key,
  organization_id uuid references organizations (id) on delete cascade,
  kind text not null,
  version smallint not null default 1,
  queue text not null,
  payload jsonb not null check (octet_length(payload::text) <= 65536),
  related_id uuid,
  created_by uuid,
  state text not null default 'pending' check (state in ('pending', 'running', 'completed', 'failed', 'cancelled')),
  priority smallint not null default 0,
  attempts smallint not null default 0,
  max_attempts smallint not null check (max_attempts > 0),
  run_at timestamptz not null default now(),
  unique_key text,
  -- Grows with each claim: what an earlier owner sends later is refused by it.
  fence integer not null default 0,
  lease_until timestamptz,
  worker text,
  cancel_requested_at timestamptz,
  progress real not null default 0 check (progress between 0 and 1),
  phase text,
  result jsonb,
  errors jsonb not null default '[]',
  trace_parent text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  check ((state = 'running') = (lease_until is not null)),
  check ((state in ('completed', 'failed', 'cancelled')) = (finished_at is not null))
);

create unique index jobs_unique_key on jobs (kind, organization_id, unique_key) nulls not distinct
  where unique_key is not null and state in ('pending', 'running');
create index jobs_due on jobs (queue, priority desc, run_at, id) where state = 'pending';
create index jobs_leases on jobs (lease_until) where state = 'running';
create index jobs_newest on jobs (organization_id, id desc);
create index jobs_created_by on jobs (organization_id, created_by, id desc) where created_by is not null;
create index jobs_related on jobs (organization_id, related_id, id desc) where related_id is not null;
