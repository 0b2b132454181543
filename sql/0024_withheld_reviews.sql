-- Who deletes a review of theirs that staff have hidden may write another one of the book, which is hidden as well until
-- staff show it.
create table withheld_reviews (
  organization_id uuid not null,
  book_id uuid not null,
  user_id uuid not null,
  -- Why the one before was hidden.
  reason text not null check (length(reason) between 1 and 500),
  primary key (organization_id, book_id, user_id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);

create index withheld_reviews_of_reader on withheld_reviews (organization_id, user_id);

select raise_tenant_wall();
