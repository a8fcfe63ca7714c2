-- The whole memory of the relay. docs/operations/relay.md says of every column why it is kept.
-- Every key starts with the practice, so the tables can be spread over machines by practice.

CREATE TABLE practice (
    practice bytea PRIMARY KEY CHECK (length(practice) = 16),
    quota_bytes bigint NOT NULL CHECK (quota_bytes >= 0),
    page_origin text UNIQUE CHECK (page_origin ~ '^https?://[a-z0-9.:-]+$'),
    inbox_last bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- The one table that is asked before the practice is known: whose key is this?
CREATE TABLE principal (
    key_id bytea PRIMARY KEY CHECK (length(key_id) = 32),
    practice bytea NOT NULL REFERENCES practice ON DELETE CASCADE,
    mailbox bytea,
    public_key bytea NOT NULL CHECK (length(public_key) = 32)
);
CREATE INDEX principal_of_practice ON principal (practice, mailbox);

-- A practice's bytes in sixteen slots, so that writers to different mailboxes do not queue up.
CREATE TABLE usage (
    practice bytea NOT NULL REFERENCES practice ON DELETE CASCADE,
    slot int NOT NULL,
    bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    PRIMARY KEY (practice, slot)
) WITH (fillfactor = 50);

CREATE TABLE mailbox (
    practice bytea NOT NULL REFERENCES practice ON DELETE CASCADE,
    mailbox bytea NOT NULL CHECK (length(mailbox) = 16),
    pairing boolean NOT NULL,
    key_id bytea NOT NULL,
    expires timestamptz,
    max_bytes bigint NOT NULL,
    max_envelopes int NOT NULL,
    down_bytes bigint NOT NULL DEFAULT 0 CHECK (down_bytes >= 0),
    down_count int NOT NULL DEFAULT 0 CHECK (down_count >= 0),
    up_bytes bigint NOT NULL DEFAULT 0 CHECK (up_bytes >= 0),
    up_count int NOT NULL DEFAULT 0 CHECK (up_count >= 0),
    last bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (practice, mailbox)
) PARTITION BY HASH (practice);

CREATE TABLE envelope (
    practice bytea NOT NULL,
    envelope bytea NOT NULL CHECK (length(envelope) = 16),
    mailbox bytea NOT NULL,
    up boolean NOT NULL,
    number bigint,
    length int NOT NULL,
    digest bytea NOT NULL,
    expires timestamptz NOT NULL,
    upload bytea,
    body bytea,
    PRIMARY KEY (practice, envelope),
    FOREIGN KEY (practice, mailbox) REFERENCES mailbox ON DELETE CASCADE
) PARTITION BY HASH (practice);
CREATE INDEX envelope_in_queue ON envelope (practice, mailbox, number) WHERE NOT up;
CREATE INDEX envelope_in_inbox ON envelope (practice, number) WHERE up;
CREATE INDEX envelope_of_mailbox ON envelope (practice, mailbox);
CREATE INDEX envelope_expires ON envelope (practice, expires);

-- A large envelope arrives in parts; the parts of an unfinished one die with its row.
CREATE TABLE part (
    practice bytea NOT NULL,
    envelope bytea NOT NULL,
    upload bytea NOT NULL,
    part int NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (practice, envelope, upload, part),
    FOREIGN KEY (practice, envelope) REFERENCES envelope ON DELETE CASCADE
) PARTITION BY HASH (practice);

DO $$ BEGIN
    FOR shard IN 0..7 LOOP
        EXECUTE format('CREATE TABLE mailbox_%s PARTITION OF mailbox FOR VALUES WITH '
            '(MODULUS 8, REMAINDER %s) WITH (fillfactor = 50)', shard, shard);
        EXECUTE format('CREATE TABLE envelope_%s PARTITION OF envelope FOR VALUES WITH '
            '(MODULUS 8, REMAINDER %s)', shard, shard);
        EXECUTE format('CREATE TABLE part_%s PARTITION OF part FOR VALUES WITH '
            '(MODULUS 8, REMAINDER %s)', shard, shard);
        -- Sealed bytes do not compress; trying costs time and says nothing.
        EXECUTE format('ALTER TABLE envelope_%s ALTER body SET STORAGE EXTERNAL', shard);
        EXECUTE format('ALTER TABLE part_%s ALTER body SET STORAGE EXTERNAL', shard);
    END LOOP;
END $$;

CREATE TABLE expired (
    practice bytea NOT NULL REFERENCES practice ON DELETE CASCADE,
    number bigint GENERATED ALWAYS AS IDENTITY,
    envelope bytea NOT NULL,
    mailbox bytea NOT NULL,
    length int NOT NULL,
    forget timestamptz NOT NULL,
    PRIMARY KEY (practice, number)
);

CREATE TABLE nonce (
    practice bytea NOT NULL,
    key_id bytea NOT NULL,
    nonce bytea NOT NULL,
    forget timestamptz NOT NULL,
    PRIMARY KEY (practice, key_id, nonce)
);
CREATE INDEX nonce_forget ON nonce (forget);

CREATE TABLE publishing (
    practice bytea PRIMARY KEY REFERENCES practice ON DELETE CASCADE,
    body bytea NOT NULL,
    digest bytea NOT NULL,
    anchor_key bytea NOT NULL
);

-- No foreign key: anchors outlive the practice's membership, for ten years.
CREATE TABLE anchor (
    practice bytea NOT NULL,
    counter bigint NOT NULL,
    record bytea NOT NULL,
    keep_until timestamptz NOT NULL,
    PRIMARY KEY (practice, counter)
);
