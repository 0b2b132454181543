-- What the choices of readers teach, and what the words of books are worth. All of it can be made again at any time.

-- A model of a library: who had what, as items only. It names no reader.
create table recommender_models (
  organization_id uuid not null references organizations (id) on delete cascade,
  version integer not null check (version > 0),
  kind text not null check (kind in ('ease', 'als')),
  -- What it was trained on.
  readers integer not null,
  books integer not null,
  interactions integer not null,
  -- How well it found last loans that were hidden from it, of so many readers: 0..1.
  sample integer not null,
  ndcg double precision not null,
  hit_rate double precision not null,
  -- The same as ndcg for what is merely popular.
  popular_ndcg double precision not null,
  -- {name: number}, with which it can be made again.
  parameters jsonb not null,
  trained_at timestamptz(3) not null default now(),
  -- When all its parts were there and it was put to use; until then nobody reads it.
  activated_at timestamptz(3),
  primary key (organization_id, version)
);

-- A few hundred books of a model each, in the order of their places in it.
create table recommender_parts (
  organization_id uuid not null,
  version integer not null,
  part integer not null,
  book_ids uuid[] not null,
  -- How many readers had each.
  readers integer[] not null,
  -- Numbers of four bytes, little-endian. Of an ease model for each book as many places as it speaks of, then as many
  -- weights; of an als model the vector of each book.
  data bytea not null,
  primary key (organization_id, version, part),
  foreign key (organization_id, version) references recommender_models (organization_id, version) on delete cascade
);

-- The one that answers. Changing this row is the swap.
create table recommender_active (
  organization_id uuid primary key references organizations (id) on delete cascade,
  version integer not null,
  foreign key (organization_id, version) references recommender_models (organization_id, version) on delete cascade
);

-- What a book's title, description, summary and tags speak of: its most frequent terms, as our own analyser makes them.
create table book_terms (
  organization_id uuid not null,
  book_id uuid not null,
  terms text[] not null,
  -- 1 + ln of how often each stands there.
  weights real[] not null,
  primary key (organization_id, book_id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade
);

create index book_terms_shared on book_terms using gin (terms);

-- In how many books of the library a term is: by that it is told how much it says.
create table book_term_counts (
  organization_id uuid not null references organizations (id) on delete cascade,
  term text collate "C" not null,
  count integer not null,
  primary key (organization_id, term)
);

-- Books whose words changed since they were read.
create table undescribed_books (
  organization_id uuid not null,
  book_id uuid not null,
  changed_at timestamptz not null default now(),
  primary key (organization_id, book_id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade
);

-- A row that is there is written anew, so that nobody takes it away before this change can be seen.
create function note_undescribed() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into undescribed_books (organization_id, book_id) select organization_id, id from added;
  else
    insert into undescribed_books as noted (organization_id, book_id)
    select organization_id, id
    from added join removed using (organization_id, id)
    where (added.title, added.description, added.summary, added.tags, added.language)
      is distinct from (removed.title, removed.description, removed.summary, removed.tags, removed.language)
    order by organization_id, id
    on conflict (organization_id, book_id) do update set changed_at = excluded.changed_at;
  end if;
  return null;
end $$;

create trigger books_added_undescribed after insert on books
  referencing new table as added for each statement execute function note_undescribed();
create trigger books_changed_undescribed after update on books
  referencing old table as removed new table as added for each statement execute function note_undescribed();

-- Writers take the counts of terms in the order of the terms, and so never wait for each other in a circle.
create function count_book_terms() returns trigger language plpgsql as $$
declare
  changes jsonb;
begin
  if tg_op = 'INSERT' then
    changes := (select jsonb_agg(jsonb_build_array(organization_id, term, 1)) from added, unnest(terms) term);
  elsif tg_op = 'DELETE' then
    changes := (select jsonb_agg(jsonb_build_array(organization_id, term, -1)) from removed, unnest(terms) term);
  else
    changes := (
      select jsonb_agg(jsonb_build_array(organization_id, term, difference)) from (
        select organization_id, term, 1 as difference from added, unnest(terms) term
        union all
        select organization_id, term, -1 from removed, unnest(terms) term
      ) each_one);
  end if;
  if changes is null then return null; end if;

  insert into book_term_counts as counts (organization_id, term, count)
  select (change ->> 0)::uuid, change ->> 1, sum((change ->> 2)::int)
  from jsonb_array_elements(changes) change
  group by 1, 2
  having sum((change ->> 2)::int) <> 0
  order by 1, (change ->> 1) collate "C"
  on conflict (organization_id, term) do update set count = counts.count + excluded.count;
  return null;
end $$;

create trigger book_terms_added after insert on book_terms
  referencing new table as added for each statement execute function count_book_terms();
create trigger book_terms_removed after delete on book_terms
  referencing old table as removed for each statement execute function count_book_terms();
create trigger book_terms_changed after update on book_terms
  referencing old table as removed new table as added for each statement execute function count_book_terms();

select raise_tenant_wall();
