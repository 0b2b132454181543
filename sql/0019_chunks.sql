-- What stands in books and documents, cut into chunks and found by their words.

-- A text that can be searched: the file of a book, or a document. It goes with the book or the document.
create table sources (
  organization_id uuid not null references organizations (id) on delete cascade,
  -- That of the book or the document.
  id uuid not null,
  kind text not null check (kind in ('book', 'document')),
  book_id uuid generated always as (case kind when 'book' then id end) stored,
  document_id uuid generated always as (case kind when 'document' then id end) stored,
  title text not null,
  author text,
  -- Only this person may read it; null: everybody in the library. No reference: losing it would open the text to all.
  owner_id uuid,
  -- The one that the words are of, where that can be told.
  language text,
  -- SHA-256 of the file.
  content_hash text not null check (length(content_hash) = 64),
  -- Of the rules by which texts are cut and analysed.
  analyser smallint not null,
  -- Stands for all that the chunks depend on. The last that is complete, and the one that is being made.
  revision uuid,
  wanted uuid not null,
  -- Why its file cannot be read; another file, or another analyser, is tried again.
  failure text,
  -- Of the last revision that is complete.
  chunks integer not null default 0,
  indexed_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade,
  foreign key (organization_id, document_id) references documents (organization_id, id) on delete cascade
);

create index sources_of_books on sources (organization_id, book_id) where book_id is not null;
create index sources_of_documents on sources (organization_id, document_id) where document_id is not null;

create table chunks (
  organization_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  -- While a source is indexed anew, its chunks are of two revisions; only those of one are neighbours.
  revision uuid not null,
  ordinal integer not null check (ordinal >= 0),
  -- Offsets into the text of the source in UTF-16 units, as programs count.
  start_at integer not null check (start_at >= 0),
  end_at integer not null check (end_at >= start_at),
  first_page integer,
  last_page integer,
  -- Outermost first.
  headings text[] not null,
  -- From start_at to end_at, and the white space up to the next chunk.
  body text not null,
  tokens integer not null check (tokens >= 0),
  -- Search terms, each as often as it is there.
  words integer not null check (words >= 0),
  language text,
  -- SHA-256 of the text that is indexed: title, headings and body.
  hash text not null check (length(hash) = 64),
  -- Made by the program, so that texts of all languages and the questions about them are analysed by the same rules.
  -- A term has as many positions as it is there times. The library's id is a word too, which nobody can type: a search
  -- inside one library then costs what that library holds, however many others share the index.
  search tsvector not null,
  primary key (organization_id, id),
  foreign key (organization_id, source_id) references sources (organization_id, id) on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- Thousands are ranked by `search`, a few are read: what is ranked stays in the row, what is read beside it.
alter table chunks alter search set storage main;
alter table chunks alter body set storage extended;

create index chunks_of_source on chunks (organization_id, source_id, ordinal);
-- Without a list of what is not yet in the tree: nobody waits for a text to be indexed, but every search reads that list.
create index chunks_search on chunks using gin (search) with (fastupdate = off);

-- What is in the index of a library. Whoever changes its chunks takes the lock on this row before any other of these
-- tables, so that nobody waits for another in a circle; the deletion of a source, which begins with the source, is
-- waited for by nobody (see Indexing).
create table search_indexes (
  organization_id uuid primary key references organizations (id) on delete cascade,
  chunks integer not null default 0,
  -- Their words together.
  words bigint not null default 0,
  -- Of texts that are or were here.
  languages text[] not null default '{}',
  -- Grows with each change.
  generation bigint not null default 0
) with (fillfactor = 50);

-- In how many chunks of the library a term is.
create table chunk_terms (
  organization_id uuid not null references organizations (id) on delete cascade,
  term text collate "C" not null,
  chunks integer not null,
  primary key (organization_id, term)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

create function chunks_added() returns trigger language plpgsql as $$
begin
  insert into search_indexes as known (organization_id, chunks, words, languages, generation)
  select organization_id, count(*), sum(words), array_agg(distinct coalesce(language, 'und')), 1
  from added group by organization_id order by organization_id
  on conflict (organization_id) do update set
    chunks = known.chunks + excluded.chunks,
    words = known.words + excluded.words,
    languages = case when known.languages @> excluded.languages then known.languages
      else array(select unnest(known.languages) union select unnest(excluded.languages) order by 1) end,
    generation = known.generation + 1;

  insert into chunk_terms as known (organization_id, term, chunks)
  select organization_id, term collate "C", count(*)
  from added, unnest(tsvector_to_array(search)) term
  where term <> organization_id::text
  group by 1, 2 order by 1, 2
  on conflict (organization_id, term) do update set chunks = known.chunks + excluded.chunks;
  return null;
end $$;

create function chunks_removed() returns trigger language plpgsql as $$
begin
  if not exists (select from removed) then return null; end if;

  perform from search_indexes where organization_id in (select organization_id from removed)
  order by organization_id for update;

  update search_indexes known set
    chunks = known.chunks - gone.chunks,
    words = known.words - gone.words,
    languages = case when known.chunks > gone.chunks then known.languages else '{}' end,
    generation = known.generation + 1
  from (
    select organization_id, count(*)::int as chunks, sum(words) as words from removed group by organization_id
  ) gone
  where known.organization_id = gone.organization_id;

  update chunk_terms known set chunks = known.chunks - gone.chunks
  from (
    select organization_id, term, count(*)::int as chunks
    from removed, unnest(tsvector_to_array(search)) term
    group by 1, 2
  ) gone
  where known.organization_id = gone.organization_id and known.term = gone.term;

  delete from chunk_terms known
  using (
    select distinct organization_id, term from removed, unnest(tsvector_to_array(search)) term
  ) gone
  where known.organization_id = gone.organization_id and known.term = gone.term and known.chunks <= 0;
  return null;
end $$;

create function chunks_stay_as_they_are() returns trigger language plpgsql as $$
begin
  raise exception 'the words of a chunk are counted: it is replaced, not changed';
end $$;

create trigger chunks_added after insert on chunks
  referencing new table as added for each statement execute function chunks_added();
create trigger chunks_removed after delete on chunks
  referencing old table as removed for each statement execute function chunks_removed();
create trigger chunks_stay_as_they_are before update of organization_id, search, words, language on chunks
  for each row execute function chunks_stay_as_they_are();

select raise_tenant_wall();
