-- What completes the beginning of a title, an author or a tag, and which books readers ask for most.

-- Folded words with one blank between them: the form in which beginnings are compared. Nothing in it is a wildcard.
create function catalogue_phrase(value text) returns text language sql immutable strict parallel safe
return btrim(regexp_replace(catalogue_words(value), '\s+', ' ', 'g'));

-- A text from its first word on, and from each later word that is more than a common English one. Each is cut: nobody
-- types a hundred letters to have the rest completed. Not strict, so that it becomes part of the statement that asks.
create function catalogue_starts(value text) returns table (later boolean, start text)
language sql immutable parallel safe
as $$
  select distinct place > 1, rtrim(left(array_to_string(words[place:], ' '), 100))
  from (select string_to_array(catalogue_phrase(value), ' ') as words offset 0) split,
    generate_series(1, least(cardinality(words), 12)) place
  where place = 1 or ts_lexize('english_stem', words[place]) is distinct from '{}'
$$;

create table title_starts (
  organization_id uuid not null references organizations (id) on delete cascade,
  later boolean not null,
  start text collate "C" not null,
  book_id uuid not null,
  primary key (organization_id, later, start, book_id)
);

-- Of authors and tags, which are counted in book_facets.
create table facet_starts (
  organization_id uuid not null references organizations (id) on delete cascade,
  facet text not null,
  later boolean not null,
  start text collate "C" not null,
  key text collate "C" not null,
  primary key (organization_id, facet, later, start, key)
);

-- With a blank before each word, so that words are found by their beginnings.
alter table book_facets add column words text generated always as (' ' || catalogue_phrase(key)) stored;

-- How often a book was lent, and the words of its title as above.
create table books_lent (
  organization_id uuid not null,
  book_id uuid not null,
  times integer not null,
  words text not null,
  primary key (organization_id, book_id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade
);

create index books_lent_most on books_lent (organization_id, times desc, book_id);

create function start_titles() returns trigger language plpgsql as $$
begin
  insert into title_starts (organization_id, later, start, book_id)
  select organization_id, later, start, id from added, catalogue_starts(title)
  order by 1, 2, 3, 4;
  return null;
end $$;

create function unstart_titles() returns trigger language plpgsql as $$
begin
  delete from title_starts starts using removed, catalogue_starts(removed.title) gone
  where starts.organization_id = removed.organization_id and starts.later = gone.later and starts.start = gone.start
    and starts.book_id = removed.id;
  return null;
end $$;

create function restart_titles() returns trigger language plpgsql as $$
begin
  delete from title_starts starts
  using removed join added using (organization_id, id), catalogue_starts(removed.title) gone
  where removed.title <> added.title and starts.organization_id = removed.organization_id
    and starts.later = gone.later and starts.start = gone.start and starts.book_id = removed.id;
  if not found and not exists (
    select from removed join added using (organization_id, id) where removed.title <> added.title
  ) then return null; end if;

  insert into title_starts (organization_id, later, start, book_id)
  select organization_id, later, start, id
  from removed join added using (organization_id, id), catalogue_starts(added.title)
  where removed.title <> added.title
  order by 1, 2, 3, 4;

  update books_lent lent set words = ' ' || catalogue_phrase(added.title)
  from removed join added using (organization_id, id)
  where removed.title <> added.title and lent.organization_id = added.organization_id and lent.book_id = added.id;
  return null;
end $$;

create trigger books_added_2_starts after insert on books
  referencing new table as added for each statement execute function start_titles();
create trigger books_removed_2_starts after delete on books
  referencing old table as removed for each statement execute function unstart_titles();
create trigger books_changed_2_starts after update on books
  referencing old table as removed new table as added for each statement execute function restart_titles();

-- A row of book_facets comes with the first book that has the value, and goes with the last.
create function start_facets() returns trigger language plpgsql as $$
begin
  insert into facet_starts (organization_id, facet, later, start, key)
  select organization_id, facet, later, start, key from added, catalogue_starts(key)
  where facet in ('author', 'tag')
  order by 1, 2, 3, 4, 5;
  return null;
end $$;

create function unstart_facets() returns trigger language plpgsql as $$
begin
  delete from facet_starts starts using removed, catalogue_starts(removed.key) gone
  where removed.facet in ('author', 'tag') and starts.organization_id = removed.organization_id
    and starts.facet = removed.facet and starts.later = gone.later and starts.start = gone.start
    and starts.key = removed.key;
  return null;
end $$;

create trigger book_facets_added after insert on book_facets
  referencing new table as added for each statement execute function start_facets();
create trigger book_facets_removed after delete on book_facets
  referencing old table as removed for each statement execute function unstart_facets();

create function count_lent() returns trigger language plpgsql as $$
begin
  insert into books_lent as lent (organization_id, book_id, times, words)
  select added.organization_id, added.book_id, count(*), min(' ' || catalogue_phrase(books.title))
  from added join books on books.organization_id = added.organization_id and books.id = added.book_id
  group by 1, 2
  order by 1, 2
  on conflict (organization_id, book_id) do update set times = lent.times + excluded.times;
  return null;
end $$;

create trigger loans_added_2_lent after insert on loans
  referencing new table as added for each statement execute function count_lent();

insert into title_starts (organization_id, later, start, book_id)
select organization_id, later, start, id from books, catalogue_starts(title) order by 1, 2, 3;

insert into facet_starts (organization_id, facet, later, start, key)
select organization_id, facet, later, start, key from book_facets, catalogue_starts(key)
where facet in ('author', 'tag');

insert into books_lent (organization_id, book_id, times, words)
select loans.organization_id, loans.book_id, count(*), min(' ' || catalogue_phrase(books.title))
from loans join books on books.organization_id = loans.organization_id and books.id = loans.book_id
group by 1, 2;

-- Whether something of the library begins so. No letter is beyond chr(1114111).
create function catalogue_begins(organization uuid, phrase text) returns boolean
language plpgsql stable strict as $$
declare
  beyond text := phrase || chr(1114111);
begin
  return exists (
    select from title_starts where organization_id = organization and not later and start >= phrase and start < beyond
  ) or exists (
    select from title_starts where organization_id = organization and later and start >= phrase and start < beyond
  ) or exists (
    select from (values ('author'), ('tag')) kinds (kind), lateral (
      select from facet_starts
      where organization_id = organization and facet = kind and not later and start >= phrase and start < beyond
      limit 1
    ) first
  ) or exists (
    select from (values ('author'), ('tag')) kinds (kind), lateral (
      select from facet_starts
      where organization_id = organization and facet = kind and later and start >= phrase and start < beyond
      limit 1
    ) first
  );
end $$;

-- Words of the library, or beginnings of some, that look like one that it does not have, the likeliest first: two
-- letters have changed places, or enough of the word is right, its first two letters or all but one of the first three
-- among it. At most 40,000 words are walked through, in catalogue_vocabulary_pkey.
create function catalogue_alike(organization uuid, typed text) returns setof text
language plpgsql stable strict as $$
declare
  letters int := length(typed);
begin
  if letters not between 3 and 40 or not exists (select from pg_extension where extname = 'pg_trgm') then
    return;
  end if;
  return query
  select word
  from (
    select swapped as word, 1 as score
    from generate_series(1, letters - 1) place,
      overlay(typed placing reverse(substr(typed, place, 2)) from place for 2) swapped
    where swapped <> typed and exists (
      select from catalogue_vocabulary
      where organization_id = organization and word >= swapped and word < swapped || chr(1114111)
    )
    union all
    select known.word, similarity(left(known.word, letters + 1), typed)
    from (
      select distinct unnest(array[
        left(typed, 2), reverse(left(typed, 2)), left(typed, 1) || substr(typed, 3, 1), substr(typed, 2, 2)
      ]) as beginning
    ) beginnings,
    lateral (
      select word from catalogue_vocabulary
      where organization_id = organization and word >= beginning and word < beginning || chr(1114111)
      limit 10000
    ) known
    where length(known.word) >= letters - 1 and (letters < 6 or strpos(known.word, substr(typed, 3, 2)) > 0
      or strpos(known.word, substr(typed, 4, 2)) > 0 or strpos(known.word, right(typed, 2)) > 0)
  ) alike
  group by word
  having max(score) >= case when letters < 6 then 0.25 else 0.3 end
  order by max(score) desc, abs(length(word) - letters), word
  limit 4;
end $$;

-- What may be completed: what was typed, if anything of the library begins so, else what may have been meant, the
-- likeliest first.
create function catalogue_meant(organization uuid, typed text) returns setof text
language plpgsql stable strict as $$
declare
  phrase text := rtrim(left(catalogue_phrase(typed), 100));
  words text[] := string_to_array(phrase, ' ');
  amount int := cardinality(words);
  meant text[] := '{""}';
  alike text[];
  mistakes int := 0;
begin
  if catalogue_begins(organization, phrase) then
    if phrase <> '' then return next phrase; end if;
    return;
  end if;
  if amount > 12 then return; end if;
  for i in 1 .. amount loop
    if length(words[i]) < 3 or exists (
      select from catalogue_vocabulary
      where organization_id = organization
        and word >= words[i] and word < words[i] || case when i = amount then chr(1114111) else chr(1) end
    ) then
      alike := array[words[i]];
    else
      mistakes := mistakes + 1;
      if mistakes > 2 then return; end if;
      alike := array(select * from catalogue_alike(organization, words[i]));
    end if;
    meant := array(
      select ltrim(before.phrase || ' ' || next.word)
      from unnest(meant) with ordinality before (phrase, place), unnest(alike) with ordinality next (word, place)
      order by before.place + next.place, before.place
    );
  end loop;
  if mistakes > 0 then
    return query
    select likely.phrase from unnest(meant) with ordinality likely (phrase, place)
    where catalogue_begins(organization, likely.phrase) order by likely.place limit 5;
  end if;
end $$;

-- The titles that one of the phrases completes, the best first: whole, from the beginning, from a later word; the most
-- lent before others. However little was typed and however large the library, at most 40 are walked through in
-- the order of the alphabet, in title_starts_pkey, and only where there are so many, the 500 most lent, in
-- books_lent_most.
create function catalogue_title_suggestions(organization uuid, phrases text[], wanted int)
returns table (rank int, title text, book_id uuid)
language plpgsql stable strict as $$
#variable_conflict use_column
begin
  return query
  with recursive asked as materialized (
    select place::int, phrase, phrase || chr(1114111) as beyond
    from unnest(phrases) with ordinality each (phrase, place)
  ),
  -- Different titles, each by one of the books that have it.
  walk as (
    select place, phrase, beyond, first.start, first.book_id, 1 as step
    from asked, lateral (
      select start, book_id from title_starts
      where organization_id = organization and not later and start >= phrase and start < beyond
      order by start, book_id
      limit 1
    ) first
    union all
    select place, phrase, beyond, next.start, next.book_id, step + 1
    from walk, lateral (
      select start, book_id from title_starts
      where organization_id = organization and not later and start > walk.start and start < beyond
      order by start, book_id
      limit 1
    ) next
    where step < 40
  ),
  near as materialized (
    select 3 * place + (start <> phrase)::int as rank, start, book_id from walk
    union all
    select 3 * place + 2, inner_start.start, inner_start.book_id
    from asked, lateral (
      select start, book_id from title_starts
      where organization_id = organization and later and start >= phrase and start < beyond
      order by start, book_id
      limit 40
    ) inner_start
  ),
  most as (
    select 3 * place
        + case strpos(words, ' ' || phrase) when 1 then (words <> ' ' || phrase)::int else 2 end as rank,
      ltrim(words) as start, book_id, times
    from (
      select book_id, words, times from books_lent
      where organization_id = organization and (select count(*) from near) >= 40
      order by times desc, book_id
      limit 500
    ) lent
    join asked on strpos(words, ' ' || phrase) > 0
  ),
  best as (
    select min(rank) as rank, min(start) as start, book_id, max(times) as times
    from (
      select rank, start, near.book_id, coalesce(times, 0) as times
      from near
      left join books_lent lent on lent.organization_id = organization and lent.book_id = near.book_id
      union all
      select rank, start, book_id, times from most
    ) each
    group by book_id
    order by rank, times desc, start, book_id
    limit 3 * wanted
  ),
  named as (
    select distinct on (lower(books.title)) best.*, books.title
    from best
    join books on books.organization_id = organization and books.id = best.book_id
    order by lower(books.title), rank, times desc, start, book_id
  )
  select rank, title, book_id from named
  order by rank, times desc, start, book_id
  limit wanted;
end $$;

-- The same of authors or tags, with those of most books before others. A name begins with each of its words.
create function catalogue_facet_suggestions(organization uuid, kind text, phrases text[], wanted int)
returns table (rank int, value text, count int)
language plpgsql stable strict as $$
#variable_conflict use_column
declare
  inside int := case kind when 'author' then 1 else 2 end;
begin
  return query
  with asked as materialized (
    select place::int, phrase, phrase || chr(1114111) as beyond
    from unnest(phrases) with ordinality each (phrase, place)
  ),
  near as materialized (
    select 3 * place + (start <> phrase)::int as rank, key
    from asked, lateral (
      select start, key from facet_starts
      where organization_id = organization and facet = kind and not later and start >= phrase and start < beyond
      order by start, key
      limit 40
    ) beginning
    union all
    select 3 * place + inside, key
    from asked, lateral (
      select start, key from facet_starts
      where organization_id = organization and facet = kind and later and start >= phrase and start < beyond
      order by start, key
      limit 40
    ) beginning
  ),
  most as (
    select 3 * place
        + case strpos(words, ' ' || phrase) when 1 then (words <> ' ' || phrase)::int else inside end as rank,
      key, value, count
    from (
      select key, words, value, count from book_facets
      where organization_id = organization and facet = kind and (select count(*) from near) >= 40
      order by count desc, key
      limit 500
    ) large
    join asked on strpos(words, ' ' || phrase) > 0
  )
  select min(rank) as rank, min(value) as value, max(count) as count
  from (
    select rank, facets.key, value, count
    from near
    join book_facets facets on facets.organization_id = organization and facets.facet = kind and facets.key = near.key
    union all
    select rank, key, value, count from most
  ) each
  group by key
  order by rank, count desc, key
  limit wanted;
end $$;

-- The best completions of what was typed. Among equally good ones titles, authors and tags take turns. Planned once,
-- along indexes, whatever is known of the tables: what was good for a small library serves a large one.
create function catalogue_suggestions(organization uuid, typed text, wanted int)
returns table (type text, text text, book_id uuid, count int)
language plpgsql stable strict
set plan_cache_mode = force_generic_plan set jit = off
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  phrases text[] := array(select * from catalogue_meant(organization, typed));
begin
  if phrases = '{}' then return; end if;
  return query
  select type, text, book_id, count
  from (
    select 1 as turn, 'title' as type, rank, title as text, book_id, null::int as count, place
    from catalogue_title_suggestions(organization, phrases, wanted) with ordinality title (rank, title, book_id, place)
    union all
    select 2, 'author', rank, value, null, count, place
    from catalogue_facet_suggestions(organization, 'author', phrases, wanted)
      with ordinality author (rank, value, count, place)
    union all
    select 3, 'tag', rank, value, null, count, place
    from catalogue_facet_suggestions(organization, 'tag', phrases, wanted)
      with ordinality tag (rank, value, count, place)
  ) each
  order by rank, place, turn
  limit wanted;
end $$;

-- As before, and a copy that was kept for long enough is free at once, unless it is somebody else's turn.
create or replace view taken_books with (security_invoker = true) as
  select organization_id, book_id from loans where returned_at is null
  union all
  select organization_id, book_id from holds kept
  where status = 'ready' and (expires_at >= now() or exists (
    select from holds next join users on users.organization_id = next.organization_id and users.id = next.user_id
    where next.organization_id = kept.organization_id and next.book_id = kept.book_id
      and next.status = 'waiting' and next.suspended_at is null and users.active and users.blocked_at is null
  ));

select raise_tenant_wall();
