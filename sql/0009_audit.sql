-- Who did what that others may ask about: kept as long as the library is, never changed.
create table audit_entries (
  id uuid primary key,
  -- The library it was done to.
  organization_id uuid not null references organizations (id) on delete cascade,
  -- Only noted: an operator may be of another library, and whoever did it may be gone.
  actor_id uuid not null,
  action text not null check (length(action) between 1 and 100),
  subject_type text not null check (length(subject_type) between 1 and 100),
  subject_id text check (length(subject_id) between 1 and 200),
  detail jsonb not null default '{}' check (octet_length(detail::text) <= 8192),
  request_id text,
  created_at timestamptz not null default now()
);

create index audit_entries_newest on audit_entries (organization_id, id desc);
create index audit_entries_subject on audit_entries (subject_id, id desc) where subject_id is not null;

create function refuse_to_rewrite() returns trigger language plpgsql as $$
begin
  raise exception '% are never changed or removed', tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- Whoever asks. Only with its library an entry goes, which is a statement of the foreign key's own trigger.
create trigger audit_entries_append_only before update or delete on audit_entries
  for each row when (pg_trigger_depth() = 0) execute function refuse_to_rewrite();
create trigger audit_entries_never_emptied before truncate on audit_entries
  for each statement execute function refuse_to_rewrite();

select raise_tenant_wall();
