-- Tags that the library suggests itself, and one way to write each.

-- Whether nobody has looked at the tags yet: they are suggestions, made only where there were none.
alter table books add column tags_suggested boolean not null default false;

-- The tags, each as the library writes it already: what differs only in case or accents is one tag.
create function library_tags(organization uuid, tags text[]) returns text[] language sql stable strict
as $$
  select coalesce(array_agg(coalesce(known.value, listed.tag) order by listed.position), '{}')
  from unnest(catalogue_tags(tags)) with ordinality as listed (tag, position)
  left join book_facets known
    on known.organization_id = organization and known.facet = 'tag' and known.key = catalogue_fold(listed.tag)
$$;
