"""The tables: two rows a friendship, a status on requests, settings as columns."""

SCHEMA = """
DROP TABLE IF EXISTS members;
DROP TABLE IF EXISTS member_groups;
DROP TABLE IF EXISTS friendships;
DROP TABLE IF EXISTS requests;
DROP TABLE IF EXISTS sent;
DROP TABLE IF EXISTS follows;
DROP TABLE IF EXISTS blocks;
DROP TABLE IF EXISTS posts;
DROP TABLE IF EXISTS engagements;

CREATE TABLE members (
    id TEXT PRIMARY KEY,
    flags INTEGER NOT NULL DEFAULT 0,
    primary_button TEXT NOT NULL DEFAULT 'CONNECT',
    follow_audience TEXT NOT NULL DEFAULT 'EVERYONE',
    invitations_from TEXT NOT NULL DEFAULT 'EVERYONE',
    tier TEXT NOT NULL DEFAULT 'FREE',
    open_profile INTEGER NOT NULL DEFAULT 0,
    influencer INTEGER NOT NULL DEFAULT 0,
    hibernated INTEGER NOT NULL DEFAULT 0,
    name_shown TEXT NOT NULL DEFAULT 'FULL',
    connections_shown INTEGER NOT NULL DEFAULT 1,
    contact_shown INTEGER NOT NULL DEFAULT 1,
    employer TEXT,
    joined TEXT
);
CREATE TABLE member_groups (member TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (member, name));

-- a friendship is two rows, one for each side
CREATE TABLE friendships (
    member TEXT NOT NULL, friend TEXT NOT NULL, PRIMARY KEY (member, friend)
);

-- status: pending, accepted, ignored, unknown, withdrawn, expired or void
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending',
    sent_at INTEGER NOT NULL,
    ended_at INTEGER
);
CREATE INDEX requests_by_pair ON requests (sender, recipient);
CREATE INDEX requests_by_recipient ON requests (recipient);

-- what the limits count: kept when a request or its recipient is gone
CREATE TABLE sent (sender TEXT NOT NULL, sent_at INTEGER NOT NULL, with_note INTEGER NOT NULL);
CREATE INDEX sent_by_sender ON sent (sender, sent_at);

CREATE TABLE follows (
    follower TEXT NOT NULL, followee TEXT NOT NULL, PRIMARY KEY (follower, followee)
);
CREATE INDEX follows_by_followee ON follows (followee);

-- a lifted block stays as a row: it cannot be put back for a while
CREATE TABLE blocks (blocker TEXT NOT NULL, blocked TEXT NOT NULL, lifted_at INTEGER);
CREATE INDEX blocks_by_pair ON blocks (blocker, blocked);

CREATE TABLE posts (
    id TEXT PRIMARY KEY,
    author TEXT NOT NULL,
    kind TEXT NOT NULL,
    audience TEXT NOT NULL,  -- ANYONE, CONNECTIONS or GROUP
    in_group TEXT
);
CREATE TABLE engagements (post TEXT NOT NULL, member TEXT NOT NULL, kind TEXT NOT NULL);
"""
