-- The books that were there before anybody noted which are to be read.

insert into undescribed_books (organization_id, book_id) select organization_id, id from books on conflict do nothing;
