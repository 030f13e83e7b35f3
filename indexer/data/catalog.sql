CREATE TABLE files (                -- every file found below the corpus folders, or member of an archive
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    held INTEGER NOT NULL           -- 1: something it last gave can no longer be read from it, and is kept
);
CREATE TABLE problems (             -- what could not be read, kept so that an unchanged file is still reported
    file TEXT NOT NULL,             -- in `files`; `path` may be a member of it
    path TEXT NOT NULL,
    place TEXT,
    reason TEXT NOT NULL,
    skipped INTEGER NOT NULL        -- 1: no source at all (a README, a picture); 2: `place` is a document that is held
);
CREATE INDEX problems_of_file ON problems(file);
CREATE TABLE candidates (           -- who offers a document; the best by rank is the one in `documents`
    document_id TEXT NOT NULL,
    path TEXT NOT NULL,
    format TEXT NOT NULL,
    rank TEXT NOT NULL,             -- greater is better; equal ranks go by path
    PRIMARY KEY (document_id, path)
) WITHOUT ROWID;
CREATE INDEX candidates_of_path ON candidates(path);
CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    names TEXT NOT NULL,            -- the lexical field `name`
    acronym TEXT,                   -- of a trial
    abbreviations TEXT,             -- of a trial: "chf<tab>chronic heart failure" for each it explains, by line
    mentions TEXT,                  -- of a trial: title, conditions, keywords, folded, where a drug may be named
    record TEXT NOT NULL,           -- the facts, JSON
    file TEXT NOT NULL,             -- the path in `files` that it was read from; source_path may be a member of it
    source_path TEXT NOT NULL,
    source_format TEXT NOT NULL,
    publisher TEXT,
    url TEXT,
    source_date TEXT,
    source_day INTEGER,             -- the last day that source_date can mean, as a proleptic ordinal
    fetched TEXT,
    note TEXT,
    enrolment INTEGER,
    first_posted_from INTEGER,      -- the first and the last day that a date can mean, proleptic ordinals
    first_posted_to INTEGER,
    last_posted_from INTEGER,
    last_posted_to INTEGER,
    started_from INTEGER,
    started_to INTEGER,
    completed_from INTEGER,
    completed_to INTEGER,
    minimum_age REAL,               -- years
    maximum_age REAL
);
CREATE INDEX documents_of_file ON documents(file);
CREATE INDEX documents_told ON documents  -- what is asked of all: a fiftieth of what the rows with their records take
    (kind, document_id, acronym, source_format, source_day, source_date);
CREATE INDEX documents_explaining ON documents(number, abbreviations) WHERE abbreviations NOT NULL;
CREATE TABLE sections (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    context TEXT NOT NULL,          -- what is embedded before each of its passages
    text TEXT NOT NULL,             -- canonical; every passage is a slice of it
    UNIQUE (document, ordinal)
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY,
    passage_id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL,
    section INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    sha256 BLOB NOT NULL,           -- of the quoted text
    embedded BLOB NOT NULL          -- sha256 of the embedded text
);
CREATE INDEX passages_of_document ON passages(document);
CREATE TABLE fact_values (
    number INTEGER PRIMARY KEY,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    folded TEXT NOT NULL,
    UNIQUE (field, value)
);
CREATE TABLE fact_of (
    document INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (document, value)
) WITHOUT ROWID;
CREATE INDEX documents_with_fact ON fact_of(value);
CREATE VIEW facts AS
    SELECT fact_of.document, field, fact_values.value, folded
    FROM fact_of JOIN fact_values ON fact_values.number = fact_of.value;
CREATE TABLE identifiers (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (kind, value, document)
) WITHOUT ROWID;
CREATE INDEX identifiers_of_document ON identifiers(document);
CREATE TABLE names (
    document INTEGER NOT NULL,
    text TEXT NOT NULL,
    folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    drug TEXT NOT NULL
);
CREATE INDEX names_of_document ON names(document);
CREATE INDEX names_of_drug ON names(drug);
CREATE INDEX drugs_by_name ON names(folded, drug, kind, text);
CREATE TABLE section_names (number INTEGER PRIMARY KEY, key TEXT NOT NULL, title TEXT NOT NULL);
CREATE TABLE world_names (folded TEXT PRIMARY KEY, canonical TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE arrays (name TEXT PRIMARY KEY, data BLOB NOT NULL);
