-- Documents that people bring, for themselves or for everybody in their library, and what was read in them.

create table documents (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  -- Null once that person is gone; a private document goes with them.
  owner_id uuid,
  title text not null check (length(title) between 1 and 300),
  visibility text not null default 'private' check (visibility in ('private', 'organization')),
  -- The object is in the storage under <organization>/documents/<file_id>: never under a name that somebody chose.
  file_id uuid not null,
  file_name text not null,
  type text not null check (type in ('pdf', 'txt')),
  size integer not null check (size > 0),
  sha256 text not null check (length(sha256) = 64),
  uploaded_at timestamptz(3) not null default now(),
  -- The file whose text is shown and searched: the one before, while a new one is being read. Null until the first is.
  read_file_id uuid,
  -- Grows with each edit.
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  search tsvector not null
    generated always as (catalogue_document(organization_id, title, ''::text, '{}'::text[], null::text, null::text)) stored,
  unique (organization_id, id),
  constraint documents_file unique (organization_id, file_id),
  constraint documents_private check (visibility = 'organization' or owner_id is not null),
  foreign key (organization_id, owner_id) references users (organization_id, id) on delete set null (owner_id)
);

create index documents_of_owner on documents (organization_id, owner_id, id desc);
create index documents_of_library on documents (organization_id, id desc) include (owner_id) where visibility = 'organization';
create index documents_unread on documents (organization_id, id desc) where read_file_id is distinct from file_id;
create index documents_search on documents using gin (search);

-- The clean text of a file, read once. Offsets count UTF-16 units, as programs do.
create table document_texts (
  organization_id uuid not null,
  file_id uuid not null,
  document_id uuid not null,
  text text not null,
  -- [{number, start, end}], in order.
  pages jsonb not null,
  page_count integer not null check (page_count >= 0),
  characters integer not null check (characters > 0),
  -- The one that the words are of, where that can be told.
  language text,
  extracted_at timestamptz not null default now(),
  primary key (organization_id, file_id),
  foreign key (organization_id, document_id) references documents (organization_id, id) on delete cascade
);

create index document_texts_of_document on document_texts (organization_id, document_id);

alter table documents add constraint documents_read_file foreign key (organization_id, read_file_id)
  references document_texts (organization_id, file_id);

-- Where the object was stored, within its library.
alter table deleted_files add column folder text not null default 'books' check (folder in ('books', 'documents'));

select raise_tenant_wall();
