-- Books that readers put together, for themselves or for everybody in their library.

create table reading_lists (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  user_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  description text check (length(description) between 1 and 2000),
  -- Shown to everybody in the library; changed by its owner alone.
  shared boolean not null default false,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

create index reading_lists_of_reader on reading_lists (organization_id, user_id, id desc);
create index reading_lists_shared on reading_lists (organization_id, id desc) where shared;

-- Whoever changes a list holds its row: places follow one another, though one may be missing where a book is gone.
create table reading_list_items (
  organization_id uuid not null,
  list_id uuid not null,
  book_id uuid not null,
  place integer not null,
  note text check (length(note) between 1 and 500),
  added_at timestamptz(3) not null default now(),
  primary key (organization_id, list_id, book_id),
  foreign key (organization_id, list_id) references reading_lists (organization_id, id) on delete cascade,
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade
);

create index reading_list_items_in_order on reading_list_items (organization_id, list_id, place, book_id);
create index reading_list_items_of_book on reading_list_items (organization_id, book_id);

select raise_tenant_wall();
