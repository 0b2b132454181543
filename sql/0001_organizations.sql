-- The libraries of an installation: the wall around everything else.
create table organizations (
  id uuid primary key,
  name text not null,
  plan text not null default 'free' check (plan in ('free', 'enterprise')),
  is_default boolean not null default false,
  max_active_loans smallint not null default 1 check (max_active_loans between 1 and 100),
  loan_period_days smallint not null default 14 check (loan_period_days between 1 and 365),
  max_renewals smallint not null default 2 check (max_renewals between 0 and 50),
  hold_shelf_days smallint not null default 3 check (hold_shelf_days between 1 and 60),
  created_at timestamptz not null default now()
);

create unique index organizations_name on organizations (lower(name));
create unique index organizations_default on organizations (is_default) where is_default;

-- The installation's own library, which whoever signs up without naming one joins.
insert into organizations (id, name, is_default)
values ('01900000-0000-7000-8000-000000000001', 'Library', true);
