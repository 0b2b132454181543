-- How far readers are in their books. Goes with the reader, and with the book.

create table reading_positions (
  organization_id uuid not null,
  user_id uuid not null,
  book_id uuid not null,
  -- A place in the text of the book, in UTF-16 units.
  start integer not null check (start >= 0),
  page integer check (page > 0),
  -- How much of the book is behind the reader.
  fraction double precision not null check (fraction between 0 and 1),
  updated_at timestamptz(3) not null default now(),
  primary key (organization_id, user_id, book_id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade,
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade
);

create index reading_positions_newest on reading_positions (organization_id, user_id, updated_at desc, book_id);
create index reading_positions_of_book on reading_positions (organization_id, book_id);

select raise_tenant_wall();
