-- The books of a library and the files they were read from.

-- Search forgives typing mistakes where pg_trgm is there; without it, or without the right to add it, all else works.
do $$ begin
  create extension if not exists pg_trgm;
exception when insufficient_privilege or undefined_file or feature_not_supported then null;
end $$;

-- The form in which texts are compared and sorted: lower case, without accents, the same on every server.
create function catalogue_fold(value text) returns text language sql immutable strict parallel safe
return case
  -- Plain ASCII, most of the time: nothing to take apart.
  when octet_length(value) = length(value) then lower(value)
  else translate(
    replace(replace(replace(
      normalize(lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g')), NFC),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
    'øłđı', 'oldi')
end;

-- Folded words with blanks between them: what is indexed, and what is asked for, so that nothing typed is an operator.
create function catalogue_words(value text) returns text language sql immutable strict parallel safe
return translate(catalogue_fold(value), $$!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~$$, repeat(' ', 32));

create function catalogue_keys(tags text[]) returns text[] language sql immutable strict parallel safe
as $$
  select coalesce(array_agg(catalogue_fold(tag) order by position), '{}')
  from unnest(tags) with ordinality as listed (tag, position)
$$;

-- Each tag once, as it was first written: what differs only in case or accents is one tag.
create function catalogue_tags(tags text[]) returns text[] language sql immutable strict parallel safe
as $$
  select coalesce(array_agg(tag order by position), '{}')
  from (
    select distinct on (catalogue_fold(tag)) tag, position
    from unnest(tags) with ordinality as listed (tag, position)
    order by catalogue_fold(tag), position
  ) different
$$;

-- Words as they are (any language) and as English stems. The library's id is a word too, which nobody can type: a
-- search inside one library then costs what that library holds, however many others share the index.
create function catalogue_document(
  organization_id uuid, title text, author text, tags text[], description text, summary text
) returns tsvector language sql immutable parallel safe
as $$
  select setweight(to_tsvector('simple', catalogue_words(title)), 'A')
    || setweight(to_tsvector('simple', catalogue_words(author)), 'A')
    || setweight(to_tsvector('english', catalogue_words(title)), 'A')
    || setweight(to_tsvector('simple', catalogue_words(array_to_string(tags, ' '))), 'B')
    || setweight(to_tsvector('simple', coalesce(catalogue_words(description), '')), 'C')
    || setweight(to_tsvector('english', coalesce(catalogue_words(description), '')), 'C')
    || setweight(to_tsvector('english', coalesce(catalogue_words(summary), '')), 'D')
    || array_to_tsvector(array[organization_id::text])
$$;

-- Every word typed, as it is or by its stem, the last one also as a beginning. Words that English search leaves out
-- count only where nothing else was typed. Null where there is no word at all.
create function catalogue_query(typed text) returns tsquery
language plpgsql immutable strict parallel safe set client_min_messages = warning
as $$
declare
  words text[] := array_remove(regexp_split_to_array(catalogue_words(typed), '\s+'), '');
  amount int := least(cardinality(words), 30);
  wanted tsquery := '';
  common tsquery := '';
  plain tsquery;
  stem tsquery;
begin
  for i in 1 .. amount loop
    plain := plainto_tsquery('simple', words[i]);
    stem := plainto_tsquery('english', words[i]);
    if numnode(stem) = 0 then
      common := common && plain;
      continue;
    end if;
    if stem <> plain then plain := plain || stem; end if;
    if i = amount and octet_length(words[i]) > 1 then plain := plain || to_tsquery('simple', words[i] || ':*'); end if;
    wanted := wanted && plain;
  end loop;
  if numnode(wanted) > 0 then return wanted; end if;
  return case when numnode(common) > 0 then common end;
end $$;

create table books (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  title text not null,
  author text not null,
  isbn text,
  genre text,
  published_year smallint,
  description text,
  language text,
  tags text[] not null default '{}',
  summary text,
  file_id uuid,
  version integer not null default 1,
  -- Milliseconds, as whoever pages through them sees them.
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  -- Short enough to be carried by a cursor.
  title_key text collate "C" not null generated always as (left(catalogue_fold(title), 64)) stored,
  author_key text collate "C" not null generated always as (left(catalogue_fold(author), 64)) stored,
  genre_key text collate "C" generated always as (catalogue_fold(genre)) stored,
  tag_keys text[] not null generated always as (catalogue_keys(tags)) stored,
  search tsvector not null
    generated always as (catalogue_document(organization_id, title, author, tags, description, summary)) stored,
  unique (organization_id, id),
  constraint books_isbn unique (organization_id, isbn)
);

-- The object is in the storage under <organization>/books/<id>: never under a name that somebody chose.
create table book_files (
  id uuid primary key,
  organization_id uuid not null,
  book_id uuid not null,
  name text not null,
  type text not null check (type in ('pdf', 'txt')),
  size integer not null check (size > 0),
  sha256 text not null check (length(sha256) = 64),
  uploaded_by uuid,
  uploaded_at timestamptz(3) not null default now(),
  unique (organization_id, id),
  constraint book_files_book unique (organization_id, book_id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade
);

alter table books add constraint books_file foreign key (organization_id, file_id)
  references book_files (organization_id, id) deferrable initially deferred;

-- Objects whose row is gone: written by the transaction that took the row away, removed by a job after it.
create table deleted_files (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  deleted_at timestamptz not null default now()
);

create index deleted_files_organization on deleted_files (organization_id, deleted_at);

create index books_newest on books (organization_id, created_at, id);
create index books_by_title on books (organization_id, title_key, id);
create index books_by_author on books (organization_id, author_key, id);
create index books_by_genre on books (organization_id, genre_key, created_at, id);
-- Books of an unknown year come last in both directions.
create index books_by_year on books (organization_id, coalesce(published_year, 32767::smallint), id);
create index books_by_year_descending on books (organization_id, coalesce(published_year, (-32768)::smallint), id);
create index books_tags on books using gin (tag_keys);
create index books_search on books using gin (search);

-- The words that titles, authors and tags of a library are made of, to tell what a mistyped word may have meant. A word
-- stays when its last book goes: it then leads to nothing.
create table catalogue_vocabulary (
  organization_id uuid not null references organizations (id) on delete cascade,
  word text collate "C" not null,
  primary key (organization_id, word)
);

create function catalogue_vocabulary_of(title text, author text, tags text[]) returns setof text
language sql immutable parallel safe
as $$
  select word
  from regexp_split_to_table(catalogue_words(title || ' ' || author || ' ' || array_to_string(tags, ' ')), '\s+') word
  where length(word) between 3 and 40
$$;

-- Like catalogue_query, but each word may also be one that looks like it. Null where mistakes cannot be forgiven.
do $$ begin
  if exists (select from pg_extension where extname = 'pg_trgm') then
    create index catalogue_vocabulary_similar on catalogue_vocabulary using gin (word gin_trgm_ops);
    create function catalogue_guess(organization uuid, typed text) returns tsquery
    language plpgsql stable strict set client_min_messages = warning set pg_trgm.similarity_threshold = 0.3
    as $function$
    declare
      words text[] := array_remove(regexp_split_to_array(catalogue_words(typed), '\s+'), '');
      guessed tsquery := '';
      meant tsquery;
      alike text;
    begin
      for i in 1 .. least(cardinality(words), 10) loop
        continue when numnode(plainto_tsquery('english', words[i])) = 0;
        meant := plainto_tsquery('simple', words[i]) || plainto_tsquery('english', words[i]);
        for alike in
          select word from catalogue_vocabulary
          where organization_id = organization and word % left(words[i], 40)
          order by similarity(word, left(words[i], 40)) desc, word
          limit 3
        loop
          meant := meant || plainto_tsquery('simple', alike);
        end loop;
        guessed := guessed && meant;
      end loop;
      return case when numnode(guessed) > 0 then guessed end;
    end $function$;
  else
    create function catalogue_guess(organization uuid, typed text) returns tsquery
    language sql immutable as 'select null::tsquery';
  end if;
end $$;

-- How many books there are, and how they spread over genres, tags, authors and languages, kept by each change of books.
create table catalogue_counts (
  organization_id uuid primary key references organizations (id) on delete cascade,
  books integer not null
);

create table book_facets (
  organization_id uuid not null references organizations (id) on delete cascade,
  facet text not null,
  key text collate "C" not null,
  value text not null,
  count integer not null,
  primary key (organization_id, facet, key)
);

create index book_facets_top on book_facets (organization_id, facet, count desc, key);
create index book_facets_gone on book_facets (organization_id) where count <= 0;

create function book_facet_entries(
  genre_key text, genre text, tag_keys text[], tags text[], author_key text, author text, language text
) returns table (facet text, key text, value text) language sql immutable
as $$
  select 'genre', genre_key, genre where genre is not null
  union all select 'author', author_key, author
  union all select 'language', language, language where language is not null
  union all select 'tag', tag.key, tag.value from unnest(tag_keys, tags) tag (key, value)
$$;

-- Writers of one library take the lock on its row here first and so never wait for each other in a circle.
create function books_added() returns trigger language plpgsql as $$
begin
  insert into catalogue_counts as counts (organization_id, books)
  select organization_id, count(*) from added group by organization_id order by organization_id
  on conflict (organization_id) do update set books = counts.books + excluded.books;

  insert into book_facets as facets (organization_id, facet, key, value, count)
  select organization_id, facet, key, min(value), count(*)
  from added, book_facet_entries(genre_key, genre, tag_keys, tags, author_key, author, language)
  group by organization_id, facet, key
  on conflict (organization_id, facet, key) do update set count = facets.count + excluded.count;

  insert into catalogue_vocabulary (organization_id, word)
  select distinct organization_id, word from added, catalogue_vocabulary_of(title, author, tags) word
  on conflict do nothing;
  return null;
end $$;

create function books_removed() returns trigger language plpgsql as $$
begin
  update catalogue_counts counts set books = counts.books - gone.books
  from (select organization_id, count(*)::int as books from removed group by organization_id) gone
  where counts.organization_id = gone.organization_id;

  update book_facets facets set count = facets.count - gone.count
  from (
    select organization_id, facet, key, count(*)::int as count
    from removed, book_facet_entries(genre_key, genre, tag_keys, tags, author_key, author, language)
    group by organization_id, facet, key
  ) gone
  where facets.organization_id = gone.organization_id and facets.facet = gone.facet and facets.key = gone.key;

  delete from book_facets where organization_id in (select organization_id from removed) and count <= 0;
  return null;
end $$;

create function books_changed() returns trigger language plpgsql as $$
begin
  -- Most changes are of nothing that is counted, and then nobody waits.
  if not exists (
    select from added join removed using (organization_id, id)
    where (added.title, added.genre, added.tags, added.author, added.language)
      is distinct from (removed.title, removed.genre, removed.tags, removed.author, removed.language)
  ) then return null; end if;

  perform from catalogue_counts where organization_id in (select organization_id from added)
  order by organization_id for update;

  insert into book_facets as facets (organization_id, facet, key, value, count)
  select organization_id, facet, key, min(value), sum(difference)
  from (
    select organization_id, entries.*, 1 as difference
    from added, book_facet_entries(genre_key, genre, tag_keys, tags, author_key, author, language) entries
    union all
    select organization_id, entries.*, -1
    from removed, book_facet_entries(genre_key, genre, tag_keys, tags, author_key, author, language) entries
  ) differences
  group by organization_id, facet, key
  having sum(difference) <> 0
  on conflict (organization_id, facet, key) do update set count = facets.count + excluded.count;

  delete from book_facets where organization_id in (select organization_id from removed) and count <= 0;

  insert into catalogue_vocabulary (organization_id, word)
  select distinct organization_id, word from added, catalogue_vocabulary_of(title, author, tags) word
  on conflict do nothing;
  return null;
end $$;

create trigger books_added after insert on books
  referencing new table as added for each statement execute function books_added();
create trigger books_removed after delete on books
  referencing old table as removed for each statement execute function books_removed();
create trigger books_changed after update on books
  referencing old table as removed new table as added for each statement execute function books_changed();
