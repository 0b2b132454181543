-- The pictures by which readers know their books: uploaded, or the first page of the book's file.

create table book_covers (
  -- Also names the object, which is in the storage under <organization>/covers/<id>.
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  book_id uuid not null,
  content_type text not null check (content_type in ('image/png', 'image/jpeg', 'image/webp')),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  size integer not null check (size > 0),
  sha256 text not null check (length(sha256) = 64),
  -- The file whose first page it shows, and with which it goes; null where somebody uploaded it.
  file_id uuid,
  created_at timestamptz(3) not null default now(),
  constraint book_covers_book unique (organization_id, book_id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade,
  foreign key (organization_id, file_id) references book_files (organization_id, id) on delete cascade
);

create index book_covers_of_file on book_covers (organization_id, file_id) where file_id is not null;

-- Files whose first page was looked at, with or without a picture to show for it: none is looked at twice.
create table rendered_files (
  organization_id uuid not null,
  file_id uuid not null,
  -- Why there is no picture, where there is none.
  code text,
  rendered_at timestamptz(3) not null default now(),
  primary key (organization_id, file_id),
  foreign key (organization_id, file_id) references book_files (organization_id, id) on delete cascade
);

-- Where the object was stored, within its library. Every row there is obeys the new rule as it did the old one.
alter table deleted_files drop constraint deleted_files_folder_check;
alter table deleted_files add constraint deleted_files_folder_check
  check (folder in ('books', 'documents', 'covers'));

select raise_tenant_wall();
