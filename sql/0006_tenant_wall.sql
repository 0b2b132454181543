-- The second wall between libraries. The first is every query, which names the library it is for; where one forgets,
-- this one holds: the transactions of a library run as the role luminalib_tenant, which sees, adds, changes and removes
-- rows of the library that luminalib.organization_id names for the transaction, and none where it names none.
--
-- Row-level security is enabled, not forced. Forced, it would hold for the owner of the tables as well, and as their
-- owner the program does what concerns all libraries: it claims jobs, logs people in by their address and removes what
-- has expired. The role owns nothing, so it is subject to the policies wherever they are, forced or not. A login that
-- neither owns the tables nor inherits from their owner sees nothing at all.
--
-- Roles belong to the server, not to a database: another database may have made this one, or be about to. A login that
-- may not make roles leaves the wall down, and the program says so; an administrator then runs
--   create role luminalib_tenant nologin; grant luminalib_tenant to <login>;
-- and the login, in this database, select raise_tenant_wall().

-- Walls every table that has an organization_id and no wall yet. A migration that makes such tables ends with
-- select raise_tenant_wall(). Does nothing where there is no role.
create function raise_tenant_wall() returns void language plpgsql as $$
declare
  walled regclass;
  owner_column name;
  rule text;
begin
  if to_regrole('luminalib_tenant') is null then
    begin
      create role luminalib_tenant nologin;
    exception when duplicate_object or unique_violation or insufficient_privilege then null;
    end;
  end if;
  if to_regrole('luminalib_tenant') is null then return; end if;

  -- A superuser may take any role.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    begin
      grant luminalib_tenant to current_user;
    exception when unique_violation or insufficient_privilege then null;
    end;
  end if;

  execute format('grant usage on schema %I to luminalib_tenant', current_schema());
  for walled, owner_column in
    select tables.oid::regclass, columns.attname
    from pg_class tables
    join pg_namespace schemas on schemas.oid = tables.relnamespace and schemas.nspname = current_schema()
    join pg_attribute columns on columns.attrelid = tables.oid and not columns.attisdropped
      and columns.attname = case tables.relname when 'organizations' then 'id' else 'organization_id' end
    where tables.relkind in ('r', 'p')
      and not exists (select from pg_policy where polrelid = tables.oid and polname = 'tenant_wall')
  loop
    -- Once set for a transaction, the setting stays in the session as an empty text.
    rule := format($rule$%I = nullif(current_setting('luminalib.organization_id', true), '')::uuid$rule$, owner_column);
    execute format('alter table %s enable row level security', walled);
    execute format('create policy tenant_wall on %s to luminalib_tenant using (%s) with check (%2$s)', walled, rule);
    execute format('grant select, insert, update, delete on %s to luminalib_tenant', walled);
  end loop;
end $$;

select raise_tenant_wall();
