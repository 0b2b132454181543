-- Vectors of chunks: what is found by its meaning.

-- Where the server has pgvector, large libraries are searched by an index; without it, or without the right to add it,
-- all are searched in memory.
do $$ begin
  create extension if not exists vector;
exception when insufficient_privilege or undefined_file or feature_not_supported then null;
end $$;

-- What makes vectors. Only those of one model can be compared.
create table embedding_models (
  id integer generated always as identity primary key,
  provider text not null,
  model text not null,
  dimensions integer not null check (dimensions > 0),
  -- When it was first met, or met again after others: a name can stand for a model that got other dimensions.
  met_at timestamptz not null default clock_timestamp(),
  unique (provider, model, dimensions)
);

-- What a library has of a model.
create table library_embeddings (
  organization_id uuid not null references organizations (id) on delete cascade,
  model_id integer not null references embedding_models (id),
  -- Of the newest vectors. Given under the lock on this row, so that whoever sees a generation sees all before it.
  generation bigint not null default 0,
  -- Every chunk had a vector once: vectors of other models are not needed any more.
  complete boolean not null default false,
  -- What search_indexes.generation was when every chunk had a vector.
  seen bigint,
  -- What the vectors have cost so far.
  input_tokens bigint not null default 0,
  cost_micro_usd bigint not null default 0,
  primary key (organization_id, model_id)
) with (fillfactor = 50);

create table chunk_embeddings (
  organization_id uuid not null,
  chunk_id uuid not null,
  model_id integer not null,
  source_id uuid not null,
  generation bigint not null,
  -- A scale and a byte for each dimension: see Quantised.ts.
  embedding bytea not null,
  -- Two bits for each dimension, for libraries that are too large to be searched in full.
  sketch bytea not null,
  primary key (organization_id, chunk_id, model_id),
  foreign key (organization_id, chunk_id) references chunks (organization_id, id) on delete cascade,
  foreign key (organization_id, model_id) references library_embeddings (organization_id, model_id) on delete cascade
);

-- They do not become smaller by being compressed.
alter table chunk_embeddings alter embedding set storage external, alter sketch set storage external;

create index chunk_embeddings_newest on chunk_embeddings (organization_id, model_id, generation, chunk_id);

-- The name of the index by which pgvector searches a large library: each has one of its own, made when it is needed, so
-- that a search costs what the library holds.
create function vectors_index(organization uuid, model integer) returns text language sql immutable strict parallel safe
return 'vectors_' || replace(organization::text, '-', '') || '_' || model;

-- Who holds the vectors of a library in memory learns from new ones who may read their source. A source that changes
-- hands therefore has a new one.
create function sources_changed_hands() returns trigger language plpgsql as $$
begin
  update library_embeddings set generation = generation + 1 where organization_id = new.organization_id;
  update chunk_embeddings moved set generation = library.generation
  from library_embeddings library, lateral (
    select vector.chunk_id
    from chunks
    join chunk_embeddings vector on vector.organization_id = chunks.organization_id and vector.chunk_id = chunks.id
    where chunks.organization_id = new.organization_id and chunks.source_id = new.id
      and vector.model_id = library.model_id
    limit 1
  ) one
  where library.organization_id = new.organization_id and moved.organization_id = new.organization_id
    and moved.model_id = library.model_id and moved.chunk_id = one.chunk_id;
  return null;
end $$;

create trigger sources_changed_hands after update on sources
  for each row when (old.owner_id is distinct from new.owner_id) execute function sources_changed_hands();

select raise_tenant_wall();
