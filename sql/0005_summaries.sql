-- What was read in the files of books, and what a model wrote from it. All of it goes with its file.

-- The clean text of a file, read once. Offsets count UTF-16 units, as programs do.
create table book_texts (
  organization_id uuid not null,
  file_id uuid not null,
  text text not null,
  -- [{number, start, end}], in order.
  pages jsonb not null,
  characters integer not null check (characters > 0),
  -- The one that the words are of, where that can be told.
  language text,
  extracted_at timestamptz not null default now(),
  primary key (organization_id, file_id),
  foreign key (organization_id, file_id) references book_files (organization_id, id) on delete cascade
);

-- Every answer paid for on the way to a summary, kept as soon as it came: an attempt that follows asks only for the rest.
create table summary_parts (
  organization_id uuid not null,
  file_id uuid not null,
  -- SHA-256 of all that the answer depends on: prompt, model, parameters, language and the text that was read.
  key text not null check (length(key) = 64),
  text text not null,
  input_tokens integer not null,
  output_tokens integer not null,
  -- Millionths of a dollar; null where nobody says a price.
  cost_micro_usd bigint,
  duration_ms integer not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, file_id, key),
  foreign key (organization_id, file_id) references book_files (organization_id, id) on delete cascade
);

-- What made the summary of a book; the text itself is with the book.
create table book_summaries (
  organization_id uuid not null,
  book_id uuid not null,
  file_id uuid not null,
  -- SHA-256 of the file.
  content_hash text not null check (length(content_hash) = 64),
  -- The prompt that wrote the final text.
  prompt_id text not null,
  prompt_version smallint not null,
  provider text not null,
  model text not null,
  parameters jsonb not null,
  -- SHA-256 of all that the summary depends on: one that would be made anew under the same is current.
  fingerprint text not null check (length(fingerprint) = 64),
  -- Of all answers that went into it.
  input_tokens integer not null,
  output_tokens integer not null,
  cost_micro_usd bigint,
  duration_ms integer not null,
  generated_at timestamptz not null default now(),
  primary key (organization_id, book_id),
  unique (organization_id, file_id),
  foreign key (organization_id, book_id) references books (organization_id, id) on delete cascade,
  foreign key (organization_id, file_id) references book_files (organization_id, id) on delete cascade
);
