-- Who has which book until when, and who waits for it. Whether a book is available and whether a loan is overdue is
-- derived from these rows, never stored.

alter table organizations
  -- IANA name. Loans are due, and held copies kept, until the end of a day there.
  add column time_zone text not null default 'UTC' check (length(time_zone) between 1 and 64),
  -- So many days after it was due a loan may still be renewed.
  add column overdue_renewal_days smallint not null default 0 check (overdue_renewal_days between 0 and 60),
  -- So many days before a loan is due its reader is reminded; 0: never.
  add column due_soon_days smallint not null default 2 check (due_soon_days between 0 and 30),
  -- Books that one reader may wait for at once.
  add column max_open_holds smallint not null default 10 check (max_open_holds between 1 and 100);

alter table users
  -- Since when the person may neither borrow, renew nor hold; everything else stays allowed.
  add column blocked_at timestamptz,
  add column blocked_reason text check (length(blocked_reason) between 1 and 500),
  add constraint users_blocked_reason check (blocked_reason is null or blocked_at is not null);

-- A loan outlives its book and its reader, without naming them, once it is closed. An open one has both: so a book on
-- loan cannot be removed and a reader with loans cannot be erased, whoever asks.
create table loans (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  book_id uuid,
  user_id uuid,
  -- As it was called when it was lent.
  book_title text not null,
  book_author text not null,
  -- Which of the reader's loans it is, so that no race gives somebody one more than the library allows.
  slot smallint not null check (slot >= 1),
  -- By the database's clock, read under the lock on the book: the loans of a book follow one another.
  borrowed_at timestamptz(3) not null,
  due_at timestamptz(3) not null check (due_at > borrowed_at),
  returned_at timestamptz(3) check (returned_at >= borrowed_at),
  renewals smallint not null default 0,
  -- The policy in force when it was lent: a rule changed later does not touch it.
  loan_period_days smallint not null check (loan_period_days > 0),
  max_renewals smallint not null,
  overdue_renewal_days smallint not null,
  max_active_loans smallint not null,
  unique (organization_id, id),
  constraint loans_within_limit check (slot <= max_active_loans),
  constraint loans_renewals check (renewals between 0 and max_renewals),
  constraint loans_open_book check (book_id is not null or returned_at is not null),
  constraint loans_open_reader check (user_id is not null or returned_at is not null),
  constraint loans_book foreign key (organization_id, book_id)
    references books (organization_id, id) on delete set null (book_id),
  constraint loans_reader foreign key (organization_id, user_id)
    references users (organization_id, id) on delete set null (user_id)
);

create unique index loans_open_of_book on loans (organization_id, book_id) where returned_at is null;
create unique index loans_open_of_reader on loans (organization_id, user_id, slot) where returned_at is null;
create index loans_due on loans (organization_id, due_at, id) where returned_at is null;
create index loans_of_reader on loans (organization_id, user_id, id desc);
create index loans_of_book on loans (organization_id, book_id, id desc);
create index loans_newest on loans (organization_id, id desc);

-- One reader's place in the queue for one book. The place is not stored: it is how many open holds were placed before.
create table holds (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  book_id uuid,
  user_id uuid not null,
  book_title text not null,
  book_author text not null,
  -- waiting, for the copy; ready: the copy is kept on the shelf until expires_at. The others are over.
  status text not null default 'waiting' check (status in ('waiting', 'ready', 'fulfilled', 'cancelled', 'expired')),
  -- By the database's clock, read under the lock on the book: the order of the queue.
  placed_at timestamptz not null,
  -- While it is set the hold keeps its place and is passed over.
  suspended_at timestamptz(3),
  ready_at timestamptz(3),
  expires_at timestamptz(3),
  closed_at timestamptz(3),
  unique (organization_id, id),
  constraint holds_suspended check (suspended_at is null or status in ('waiting', 'cancelled')),
  constraint holds_shelf check ((ready_at is null) = (expires_at is null) and (status <> 'ready' or ready_at is not null)),
  constraint holds_closed check ((status in ('waiting', 'ready')) = (closed_at is null)),
  constraint holds_open_book check (book_id is not null or closed_at is not null),
  constraint holds_book foreign key (organization_id, book_id)
    references books (organization_id, id) on delete set null (book_id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

create unique index holds_open_of_reader on holds (organization_id, user_id, book_id) where closed_at is null;
create unique index holds_ready_of_book on holds (organization_id, book_id) where status = 'ready';
create index holds_queue on holds (organization_id, book_id, placed_at, id) where closed_at is null;
create index holds_shelf_over on holds (expires_at) where status = 'ready';
create index holds_waiting on holds (organization_id, book_id) where status = 'waiting' and suspended_at is null;
create index holds_of_reader on holds (organization_id, user_id, id desc);
create index holds_of_book on holds (organization_id, book_id);

-- What readers were told of a loan: once for each due date, so a renewal arms the notices anew.
create table circulation_notices (
  organization_id uuid not null,
  loan_id uuid not null,
  kind text not null check (kind in ('due_soon', 'overdue')),
  due_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, loan_id, kind, due_at),
  foreign key (organization_id, loan_id) references loans (organization_id, id) on delete cascade
);

-- Books that nobody may simply take: on loan, or kept for somebody. What other features need to know of circulation.
create view taken_books with (security_invoker = true) as
  select organization_id, book_id from loans where returned_at is null
  union all
  select organization_id, book_id from holds where status = 'ready';

select raise_tenant_wall();
