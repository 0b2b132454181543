-- What readers like, and what is recommended to them for it. All of it is made from loans, reviews and books, and can be
-- made again at any time. It goes with its reader.

create table user_preferences (
  organization_id uuid not null,
  user_id uuid not null,
  -- [{kind, key, label, weight}], the heaviest first; negative is what the reader dislikes. Keys are those of books.
  features jsonb not null,
  computed_at timestamptz(3) not null default now(),
  primary key (organization_id, user_id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

-- [{bookId, score, reasons}], the best first. A book that is removed or borrowed later is left out where it is read.
create table recommendation_snapshots (
  organization_id uuid not null,
  user_id uuid not null,
  model text not null,
  items jsonb not null,
  generated_at timestamptz(3) not null default now(),
  primary key (organization_id, user_id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

-- The same for readers of whom nothing is known yet: one for each library.
create table popular_books (
  organization_id uuid primary key references organizations (id) on delete cascade,
  model text not null,
  items jsonb not null,
  generated_at timestamptz(3) not null default now()
);

-- Whether somebody ever had a book.
create index loans_of_reader_by_book on loans (organization_id, user_id, book_id);

select raise_tenant_wall();
